"""Draw the two contenders of a battle: pair weights and a generator in, a pair and its probability out.

Standard library and numpy only, so that the rating core can use the same rules.
"""

from battles.pairing.constraints import fair_probabilities, side_shares
from battles.pairing.draw import TooFewContenders, pairs_of, sequential_pair_weights

__all__ = ["TooFewContenders", "fair_probabilities", "pairs_of", "sequential_pair_weights", "side_shares"]

"""Which two contenders meet: pair weights and a random generator in, a pair and its probability out.

Standard library and numpy only, so that the rating core can use the same rules."""

from battles.pairing.constraints import fair_probabilities, side_shares
from battles.pairing.draw import TooFewContenders, pairs_of, sequential_pair_weights

__all__ = ["TooFewContenders", "fair_probabilities", "pairs_of", "sequential_pair_weights", "side_shares"]

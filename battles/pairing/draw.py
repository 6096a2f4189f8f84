"""Draw the two contenders of a battle: weights and a generator in, a pair and its probability out.

Pairs are unordered. Arrays over pairs contain the upper triangle row by row, in the order of
numpy.triu_indices(n, 1): pair k is (first[k], second[k]) with first < second.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Indices = NDArray[np.intp]


class TooFewContenders(ValueError):
    """A battle needs two contenders with a positive pair weight."""


@dataclass(frozen=True)
class Draw:
    """The contenders on side A and side B (indices into the list of contenders), and the probability of
    this unordered pair."""

    a: int
    b: int
    probability: float


@dataclass(frozen=True, eq=False)
class PairTable:
    """The pairs of n contenders, prepared for many draws. Both arrays have shape (n·(n−1)/2,)."""

    n: int
    probability: FloatArray
    cumulative: FloatArray

    def draw(self, rng: np.random.Generator) -> Draw:
        """Draw one pair with its probability, sides at random."""
        position = rng.random() * self.cumulative[-1]
        pair = int(np.searchsorted(self.cumulative[:-1], position, side="right"))
        first, second = pairs_of(self.n)
        a, b = int(first[pair]), int(second[pair])
        if rng.random() < 0.5:
            a, b = b, a
        return Draw(a, b, float(self.probability[pair]))


@lru_cache(maxsize=16)
def pairs_of(n: int) -> tuple[Indices, Indices]:
    """Return the two contenders of every pair of n, in the order of all arrays over pairs (read-only)."""
    first, second = np.triu_indices(n, 1)
    first.flags.writeable = second.flags.writeable = False
    return first, second


def pair_table(pair_weights: FloatArray, n: int) -> PairTable:
    """Prepare draws of pairs of n contenders in proportion to their weight.

    pair_weights: shape (n·(n−1)/2,), not negative, not all zero. Raises TooFewContenders.
    """
    total = float(pair_weights.sum()) if n >= 2 else 0.0
    if not total > 0:
        raise TooFewContenders("no pair has a positive weight")
    probability = pair_weights / total
    return PairTable(n, probability, np.cumsum(probability))


def sequential_pair_weights(weights: FloatArray) -> FloatArray:
    """Return pair probabilities if the first is drawn by weight and its rival by weight among the rest.

    weights: shape (C,), not negative. Returns shape (C·(C−1)/2,), summing to 1. This is the original
    arena's draw (FastChat, 2024): P(i,j) = pᵢ·pⱼ/(1−pᵢ) + pⱼ·pᵢ/(1−pⱼ).
    """
    total = float(weights.sum())
    if np.count_nonzero(weights > 0) < 2:
        raise TooFewContenders("two contenders with a positive weight are needed")
    p = weights / total
    first, second = pairs_of(len(p))
    pairs: FloatArray = p[first] * p[second] * (1 / (1 - p[first]) + 1 / (1 - p[second]))
    return pairs


def rival_probabilities(
    pair_weights: FloatArray, n: int, *, opponent: int, excluded: list[int]
) -> FloatArray:
    """Return the probability of each of n contenders to meet `opponent`, if `excluded` may not.

    P(j | i) = wᵢⱼ / Σₖ wᵢₖ over those not excluded; shape (n,), zero for the opponent and the excluded.
    Raises TooFewContenders if no contender is left.
    """
    first, second = pairs_of(n)
    weights = np.zeros(n)
    weights[second[first == opponent]] = pair_weights[first == opponent]
    weights[first[second == opponent]] = pair_weights[second == opponent]
    weights[excluded] = 0.0
    total = float(weights.sum())
    if not total > 0:
        raise TooFewContenders("no other contender can meet this one")
    probabilities: FloatArray = weights / total
    return probabilities


def draw_rival(
    pair_weights: FloatArray, n: int, *, opponent: int, excluded: list[int], rng: np.random.Generator
) -> tuple[int, float]:
    """Draw a rival of `opponent` that is not excluded; return its index and its probability."""
    probabilities = rival_probabilities(pair_weights, n, opponent=opponent, excluded=excluded)
    rival = int(rng.choice(n, p=probabilities))
    return rival, float(probabilities[rival])

"""Which two contenders meet: weights and a generator in, a pair and its probability out.

Pairs are unordered; arrays over pairs hold the upper triangle row by row, as numpy.triu_indices(n, 1)
gives it, so pair k is (first[k], second[k]) with first < second.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Places = NDArray[np.intp]


class TooFewContenders(ValueError):
    """A battle needs two contenders with a positive chance to meet."""


@dataclass(frozen=True)
class Draw:
    """The contenders (positions in the list that was drawn from) on side A and side B, and the
    probability of this unordered pair."""

    a: int
    b: int
    probability: float


@dataclass(frozen=True, eq=False)
class PairTable:
    """The pairs of n contenders, ready to be drawn from many times. Both arrays have shape (n·(n−1)/2,)."""

    n: int
    probability: FloatArray
    cumulative: FloatArray

    def draw(self, rng: np.random.Generator) -> Draw:
        """One pair with its probability, sides at random."""
        place = rng.random() * self.cumulative[-1]
        chosen = int(np.searchsorted(self.cumulative[:-1], place, side="right"))
        first, second = pairs_of(self.n)
        a, b = int(first[chosen]), int(second[chosen])
        if rng.random() < 0.5:
            a, b = b, a
        return Draw(a, b, float(self.probability[chosen]))


@lru_cache(maxsize=16)
def pairs_of(n: int) -> tuple[Places, Places]:
    """The two contenders of every pair of n, in the order of all arrays over pairs; not to be written to."""
    first, second = np.triu_indices(n, 1)
    first.flags.writeable = second.flags.writeable = False
    return first, second


def pair_table(pair_weights: FloatArray, n: int) -> PairTable:
    """Pairs of n contenders in proportion to their weight.

    pair_weights: shape (n·(n−1)/2,), not negative, not all zero. Raises TooFewContenders.
    """
    total = float(pair_weights.sum()) if n >= 2 else 0.0
    if not total > 0:
        raise TooFewContenders("no pair has a positive weight")
    probability = pair_weights / total
    return PairTable(n, probability, np.cumsum(probability))


def sequential_pair_weights(weights: FloatArray) -> FloatArray:
    """Pair probabilities when the first is drawn by weight and its rival by weight among the rest.

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


def draw_pair(pair_weights: FloatArray, n: int, *, rng: np.random.Generator) -> Draw:
    """Draw one of the pairs of n contenders once; see `pair_table`."""
    return pair_table(pair_weights, n).draw(rng)


def rival_probabilities(pair_weights: FloatArray, n: int, *, opponent: int, barred: list[int]) -> FloatArray:
    """The chance of each of n contenders to meet `opponent`, given that none of `barred` does.

    P(j | i) = wᵢⱼ / Σₖ wᵢₖ over those that are not barred; shape (n,), zero for the opponent and the barred.
    Raises TooFewContenders if nobody is left.
    """
    first, second = pairs_of(n)
    chances = np.zeros(n)
    chances[second[first == opponent]] = pair_weights[first == opponent]
    chances[first[second == opponent]] = pair_weights[second == opponent]
    chances[barred] = 0.0
    total = float(chances.sum())
    if not total > 0:
        raise TooFewContenders("nobody else can meet this contender")
    probabilities: FloatArray = chances / total
    return probabilities


def draw_rival(
    pair_weights: FloatArray, n: int, *, opponent: int, barred: list[int], rng: np.random.Generator
) -> tuple[int, float]:
    """Draw who meets `opponent` instead of the barred; returns who, and with which probability."""
    probabilities = rival_probabilities(pair_weights, n, opponent=opponent, barred=barred)
    rival = int(rng.choice(n, p=probabilities))
    return rival, float(probabilities[rival])

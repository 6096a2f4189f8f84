"""Which two contenders meet: weights and a generator in, a pair and its probability out.

Pairs are unordered; arrays over pairs hold the upper triangle row by row, as numpy.triu_indices(n, 1)
gives it, so pair k is (first[k], second[k]) with first < second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class TooFewContenders(ValueError):
    """A battle needs two contenders with a positive chance to meet."""


@dataclass(frozen=True)
class Draw:
    """The contenders (positions in the list that was drawn from) on side A and side B, and the
    probability of this unordered pair."""

    a: int
    b: int
    probability: float


def sequential_pair_weights(weights: FloatArray) -> FloatArray:
    """Pair probabilities when the first is drawn by weight and its rival by weight among the rest.

    weights: shape (C,), not negative. Returns shape (C·(C−1)/2,), summing to 1. This is the original
    arena's draw (FastChat, 2024): P(i,j) = pᵢ·pⱼ/(1−pᵢ) + pⱼ·pᵢ/(1−pⱼ).
    """
    total = float(weights.sum())
    if np.count_nonzero(weights > 0) < 2:
        raise TooFewContenders("two contenders with a positive weight are needed")
    p = weights / total
    first, second = np.triu_indices(len(p), 1)
    pairs: FloatArray = p[first] * p[second] * (1 / (1 - p[first]) + 1 / (1 - p[second]))
    return pairs


def draw_pair(pair_weights: FloatArray, n: int, *, rng: np.random.Generator) -> Draw:
    """Draw one of the pairs of n contenders in proportion to its weight, sides at random.

    pair_weights: shape (n·(n−1)/2,), not negative, not all zero. Raises TooFewContenders.
    """
    cumulative = np.cumsum(pair_weights)
    total = float(cumulative[-1]) if len(cumulative) else 0.0
    if n < 2 or not total > 0:
        raise TooFewContenders("no pair has a positive weight")
    chosen = int(np.searchsorted(cumulative, rng.random() * total, side="right"))
    first, second = np.triu_indices(n, 1)
    a, b = int(first[chosen]), int(second[chosen])
    if rng.random() < 0.5:
        a, b = b, a
    return Draw(a, b, float(pair_weights[chosen]) / total)


def rival_probabilities(pair_weights: FloatArray, n: int, *, opponent: int, barred: list[int]) -> FloatArray:
    """The chance of each of n contenders to meet `opponent`, given that none of `barred` does.

    P(j | i) = wᵢⱼ / Σₖ wᵢₖ over those that are not barred; shape (n,), zero for the opponent and the barred.
    Raises TooFewContenders if nobody is left.
    """
    first, second = np.triu_indices(n, 1)
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

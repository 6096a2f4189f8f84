"""An invented arena to try rules in: models of known strength, voters of several kinds, categories.

Everything happens on counts: a million votes are one multinomial draw over pairs and outcomes, so that a
hundred million cost no more than a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from battles.pairing import pairs_of
from ratings.core.bradley_terry import POINTS, win_probability
from ratings.core.outcome_counts import OUTCOMES, Floats, OutcomeCounts

TIES = 0.355
BOTH_BAD = 0.4
"""The share of ties among honest votes, and of both-bad among ties: as in the April 2024 log."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Section:
    """A category: the share of votes that belong to it, and how far strengths differ there from overall, as
    a standard deviation in rating points."""

    name: str
    share: float
    spread: float


SECTIONS = (
    Section("english", 0.6, 8.0),
    Section("coding", 0.3, 25.0),
    Section("chinese", 0.1, 25.0),
    Section("longer-query", 0.05, 20.0),
)


@dataclass(frozen=True)
class Voters:
    """Who votes. `careless`: the share of votes that are thrown like a die. The others are honest."""

    careless: float = 0.05


@dataclass(frozen=True, eq=False)
class World:
    """M models with true strengths `theta` (M,) in natural-log units, and by section `sections` (S, M)."""

    theta: Floats
    sections: Floats
    shares: Floats
    voters: Voters

    @property
    def n_models(self) -> int:
        return self.theta.size

    def vote(self, votes: int, probability: Floats, rng: np.random.Generator) -> "Votes":
        """Draw so many battles by the pairs' probabilities (P,) and let the voters judge them.

        A section's votes are drawn beside the overall ones, not out of them: as many as belong to it.
        """
        met = rng.multinomial(votes, probability)
        sections = np.zeros((len(self.shares), met.size, OUTCOMES), dtype=np.int64)
        for place, (share, theta) in enumerate(zip(self.shares, self.sections, strict=True)):
            sections[place] = rng.multinomial(rng.binomial(met, share), self._odds(theta))
        return Votes(rng.multinomial(met, self._odds(self.theta)), sections)

    def rig(
        self, votes: int, probability: Floats, *, target: int, recognised: float, rng: np.random.Generator
    ) -> Counts:
        """(P, 4) votes of riggers, who vote for a target whenever they recognise it and else like anyone."""
        met = rng.multinomial(votes, probability)
        first, second = pairs_of(self.n_models)
        odds = self._odds(self.theta)
        for side, wins in ((first == target, [1.0, 0, 0, 0]), (second == target, [0, 1.0, 0, 0])):
            odds[side] = recognised * np.array(wins) + (1 - recognised) * odds[side]
        return np.asarray(rng.multinomial(met, odds))

    def _odds(self, theta: Floats) -> Floats:
        """(P, 4) probability of each outcome of a vote on each pair."""
        first, second = pairs_of(self.n_models)
        p = win_probability(theta[first] - theta[second])
        tie = np.full(p.size, TIES)
        honest = [(1 - tie) * p, (1 - tie) * (1 - p), tie * (1 - BOTH_BAD), tie * BOTH_BAD]
        thrown = np.array([1 / 3, 1 / 3, (1 - BOTH_BAD) / 3, BOTH_BAD / 3])
        careless = self.voters.careless
        return np.asarray((1 - careless) * np.stack(honest, axis=1) + careless * thrown)


@dataclass(frozen=True, eq=False)
class Votes:
    """Counts (P, 4) by pair and outcome of all votes, and (S, P, 4) of each section's."""

    everything: Counts
    sections: Counts

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(self.everything + other.everything, self.sections + other.sections)

    @property
    def number(self) -> int:
        return int(self.everything.sum())


def invent(
    models: int, *, voters: Voters, rng: np.random.Generator, sections: Sequence[Section] = SECTIONS
) -> World:
    """A world of models about as far apart as those of April 2024: a standard deviation of 90 points."""
    theta = rng.normal(0, 90 / POINTS, models)
    drift = [rng.normal(0, section.spread / POINTS, models) for section in sections]
    shares = np.array([section.share for section in sections])
    return World(theta, theta + np.array(drift).reshape(-1, models), shares, voters)


def to_outcome_counts(counts: Counts, n_models: int) -> OutcomeCounts:
    """Counts of all pairs as the rating core takes them."""
    first, second = pairs_of(n_models)
    met = counts.any(axis=1)
    return OutcomeCounts(n_models, first[met], second[met], counts[met])

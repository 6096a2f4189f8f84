"""A simulated arena: models of known strength, several kinds of voters, categories.

Everything is computed on counts. Any number of votes is one multinomial draw over pairs and outcomes, so a
hundred million votes cost no more than a thousand.
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
"""Share of ties among honest votes, and of both-bad among ties, as in the log of April 2024."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Section:
    """A category: its share of the votes, and the standard deviation in rating points of the difference
    between a model's strength there and overall.
    """

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
    """Kinds of voters. `careless`: share of votes with a random outcome; the others follow the model."""

    careless: float = 0.05


@dataclass(frozen=True, eq=False)
class World:
    """M models with true strengths `theta` (M,) in natural-log units, and `sections` (S, M) by section."""

    theta: Floats
    sections: Floats
    shares: Floats
    voters: Voters

    @property
    def n_models(self) -> int:
        return self.theta.size

    def vote(self, votes: int, probability: Floats, rng: np.random.Generator) -> "Votes":
        """Draw battles by the pairs' probabilities (P,) and their outcomes.

        A section's votes are drawn beside the overall votes, not from them; their number follows the
        section's share.
        """
        met = rng.multinomial(votes, probability)
        sections = np.zeros((len(self.shares), met.size, OUTCOMES), dtype=np.int64)
        for place, (share, theta) in enumerate(zip(self.shares, self.sections, strict=True)):
            sections[place] = rng.multinomial(rng.binomial(met, share), self._odds(theta))
        return Votes(rng.multinomial(met, self._odds(self.theta)), sections)

    def rig(
        self, votes: int, probability: Floats, *, target: int, recognised: float, rng: np.random.Generator
    ) -> Counts:
        """(P, 4) votes of attackers, who vote for a target where they recognise it and honestly otherwise."""
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
        random = np.array([1 / 3, 1 / 3, (1 - BOTH_BAD) / 3, BOTH_BAD / 3])
        careless = self.voters.careless
        return np.asarray((1 - careless) * np.stack(honest, axis=1) + careless * random)


@dataclass(frozen=True, eq=False)
class Votes:
    """Counts (P, 4) of all votes by pair and outcome, and (S, P, 4) of each section's votes."""

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
    """A world with about the spread of models of April 2024: a standard deviation of 90 points."""
    theta = rng.normal(0, 90 / POINTS, models)
    drift = [rng.normal(0, section.spread / POINTS, models) for section in sections]
    shares = np.array([section.share for section in sections])
    return World(theta, theta + np.array(drift).reshape(-1, models), shares, voters)


def to_outcome_counts(counts: Counts, n_models: int) -> OutcomeCounts:
    """Counts of all pairs in the form that the rating engine takes."""
    first, second = pairs_of(n_models)
    met = counts.any(axis=1)
    return OutcomeCounts(n_models, first[met], second[met], counts[met])

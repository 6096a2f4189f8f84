"""Vote logs drawn from known strengths."""

from dataclasses import dataclass

import numpy as np

from ratings.core.outcome_counts import OutcomeCounts, count_outcomes


@dataclass(frozen=True)
class Log:
    """`theta` (M,): the truth. `a`, `b`, `outcome` (N,): the votes."""

    theta: np.ndarray
    a: np.ndarray
    b: np.ndarray
    outcome: np.ndarray

    @property
    def n_models(self) -> int:
        return self.theta.size

    @property
    def columns(self) -> tuple:
        return self.a, self.b, self.outcome, self.n_models

    @property
    def outcomes(self) -> OutcomeCounts:
        return count_outcomes(*self.columns)


def draw_log(
    votes: int, models: int, *, seed: int, ties: float = 0.3, skew: float = 0.7, spread: float = 0.6
) -> Log:
    """Votes between models of uneven exposure; in expectation a side's points are its true probability."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(0, spread, models)
    exposure = np.exp(rng.normal(0, skew, models))
    exposure /= exposure.sum()
    first, second = rng.choice(models, votes, p=exposure), rng.choice(models, votes, p=exposure)
    while (again := np.flatnonzero(first == second)).size:
        second[again] = rng.choice(models, again.size, p=exposure)
    return Log(theta, first, second, draw_outcomes(theta[first] - theta[second], rng, ties=ties))


def draw_outcomes(log_odds: np.ndarray, rng: np.random.Generator, *, ties: float = 0.3) -> np.ndarray:
    """Outcome codes whose expected score is the logistic of the log-odds; half of the ties are both-bad."""
    p = 1 / (1 + np.exp(-log_odds))
    tied = ties * 4 * p * (1 - p)
    bounds = np.cumsum([p - tied / 2, tied / 2, tied / 2], axis=0)
    place = (rng.random(p.size) > bounds).sum(axis=0)
    return np.array([1, 3, 4, 2])[place]


def log_of(cells: list[tuple[int, int, int, int]], models: int) -> OutcomeCounts:
    """Counts from (a, b, outcome, count) rows."""
    a, b, outcome, counts = (np.array(column) for column in zip(*cells, strict=True))
    return count_outcomes(a, b, outcome, models, counts=counts)

"""Online Elo, and the distribution of its bootstrap without simulation.

After every vote R_a += K (S_a − E_a) and R_b −= K (S_a − E_a), E_a = 1/(1 + 10^((R_b − R_a)/400)) [Elo1978].
The result depends on the order of the votes. The bootstrap draws votes in random order, so its distribution
depends on the counts only.
"""

from dataclasses import dataclass
from math import exp
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from ratings.core.bradley_terry import POINTS, laplacian, outcome_spread, win_probability
from ratings.core.outcome_counts import (
    BOTH_BAD,
    TIES,
    WINS_FIRST,
    Floats,
    OutcomeCounts,
    integers,
    per_model,
    require_in_range,
)

K_FACTOR = 4.0
INITIAL = 1000.0
STEPS = 8
"""Integration steps; the ratings are within 0.02 points of those by a thousand steps."""
SETTLED = 1e-7
"""In natural-log units: integration ends where steps change ratings by less, covariances by its square."""
SCORES = np.array([np.nan, 1.0, 0.0, 0.5, 0.5])
"""Points of side A by outcome code."""


State = tuple[Floats, Floats]
"""Mean (M,) and covariance (M, M) of θ."""


@dataclass(frozen=True, eq=False)
class EloDistribution:
    """Bootstrap distribution of online Elo, approximately normal.

    Attributes
    ----------
    median : (M,) ratings in points.
    covariance : (M, M) in points squared.
    """

    median: Floats
    covariance: Floats

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Percentile interval of each rating: (M,) lower and (M,) upper ends."""
        half = NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return self.median - half, self.median + half


def online(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    n_models: int,
    *,
    k: float = K_FACTOR,
    initial: float = INITIAL,
) -> Floats:
    """Ratings after all votes in the order in which they were cast [Elo1978].

    Parameters
    ----------
    contender_a, contender_b, outcome : (N,) votes in order of time. Self-battles change nothing.
    n_models : number of models M.
    k : points that one vote moves at most.
    initial : rating before the first vote.

    Returns
    -------
    (M,) ratings.

    Raises
    ------
    UnknownOutcome, IndexError : as `outcome_counts.count_outcomes` does.
    """
    a, b, code = integers(contender_a), integers(contender_b), integers(outcome)
    require_in_range(a, b, code, n_models)
    between_two = a != b
    # In natural-log units E needs no factor, which makes the loop faster.
    step = k / POINTS
    theta = [0.0] * n_models
    gains = step * SCORES[code[between_two]]
    for left, right, gain in zip(
        a[between_two].tolist(), b[between_two].tolist(), gains.tolist(), strict=True
    ):
        theta_left, theta_right = theta[left], theta[right]
        change = gain - step / (1.0 + exp(theta_right - theta_left))
        theta[left] = theta_left + change
        theta[right] = theta_right - change
    return initial + POINTS * np.array(theta)


def distribution(
    outcomes: OutcomeCounts, *, k: float = K_FACTOR, initial: float = INITIAL, coin_flips: bool = False
) -> EloDistribution:
    """Bootstrap distribution of online Elo, from its mean and covariance over the votes [KushnerYin2003].

    Votes drawn at random make the ratings a Markov chain of small steps κ = K/POINTS, for which dθ/dt = κ m
    and dC/dt = −κ (AC + CA) + κ² (D − m mᵀ), with r = s − p, m = E[r (e_a − e_b)] the drift, A the mean
    information and D the mean of r² (e_a − e_b)(e_a − e_b)ᵀ. Each step solves the locally linear system
    exactly; steps grow as the ratings settle.

    Parameters
    ----------
    outcomes : counts of M models.
    k : points that one vote moves at most.
    initial : mean of the ratings.
    coin_flips : as in `bradley_terry.outcome_spread`.

    Returns
    -------
    EloDistribution
    """
    theta, covariance = np.zeros(outcomes.n_models), np.zeros((outcomes.n_models, outcomes.n_models))
    chain = _Chain(outcomes, k / POINTS, coin_flips)
    times = outcomes.votes * np.linspace(0.0, 1.0, STEPS + 1) ** 2
    for votes in np.diff(times):
        before = theta, covariance
        middle = chain.advance(before, before, float(votes) / 2)
        theta, covariance = chain.advance(before, middle, float(votes))
        if np.allclose(theta, before[0], rtol=0, atol=SETTLED) and np.allclose(
            covariance, before[1], rtol=0, atol=SETTLED**2
        ):
            break
    return EloDistribution(initial + POINTS * theta, POINTS**2 * covariance)


def replicates(
    outcomes: OutcomeCounts, *, rounds: int, seed: int, k: float = K_FACTOR, initial: float = INITIAL
) -> Floats:
    """Simulate online Elo of votes drawn with replacement in random order. Slow and exact; tests compare
    against it.

    Parameters
    ----------
    outcomes : counts of M models.
    rounds : number of simulated orders.
    seed : random seed.
    k : points that one vote moves at most.
    initial : rating before the first vote.

    Returns
    -------
    (M, rounds) ratings.
    """
    rng = np.random.default_rng(seed)
    cells = outcomes.counts.ravel() / outcomes.votes
    ratings = np.full((outcomes.n_models, rounds), initial)
    every = np.arange(rounds)
    for _ in range(outcomes.votes):
        pair, outcome = np.divmod(rng.choice(cells.size, size=rounds, p=cells), outcomes.counts.shape[1])
        first, second = outcomes.first[pair], outcomes.second[pair]
        rating_first, rating_second = ratings[first, every], ratings[second, every]
        change = k * (SCORES[outcome + 1] - win_probability((rating_first - rating_second) / POINTS))
        ratings[first, every] = rating_first + change
        ratings[second, every] = rating_second - change
    return ratings


class _Chain:
    """Mean and covariance of θ over the votes, for votes that move θ by `gain` at most."""

    def __init__(self, outcomes: OutcomeCounts, gain: float, coin_flips: bool) -> None:
        self.outcomes, self.gain, self.coin_flips = outcomes, gain, coin_flips
        counts = outcomes.counts / outcomes.votes
        self.games = counts.sum(axis=1)
        self.score = counts[:, WINS_FIRST] + 0.5 * (counts[:, TIES] + counts[:, BOTH_BAD])

    def advance(self, state: State, middle: State, votes: float) -> State:
        """Mean and covariance after `votes` more votes: one exponential step.

        The drift is that of `state`, information and noise are those of `middle`, the state half-way.
        """
        theta, covariance = state
        residual = self.score - self.games * self._probability(state)
        p = self._probability(middle)
        squared = outcome_spread(self.outcomes, p, coin_flips=self.coin_flips) / self.outcomes.votes
        information = laplacian(self.outcomes, self.games * p * (1 - p))
        rates, modes = np.linalg.eigh(self.gain * information)
        drift = self.gain * (modes.T @ per_model(self.outcomes, residual, -residual))
        noise = self.gain**2 * (modes.T @ laplacian(self.outcomes, squared) @ modes)
        paired = rates[:, None] + rates[None, :]
        decay = np.exp(-votes * rates)
        theta = theta + modes @ (drift * _decay_integral(rates, votes))
        inner = decay[:, None] * (modes.T @ covariance @ modes) * decay + noise * _decay_integral(
            paired, votes
        )
        # A vote's effect has the covariance of its second moment minus that of the drift, which decays.
        inner -= votes * np.outer(decay * drift, decay * drift)
        return theta, np.asarray(modes @ inner @ modes.T)

    def _probability(self, state: State) -> Floats:
        """(P,) E[p] for a normal difference: the argument shrunk by √(1 + π·var/8) [MacKay1992]."""
        theta, covariance = state
        own = np.diag(covariance)
        first, second = self.outcomes.first, self.outcomes.second
        variance = own[first] + own[second] - 2 * covariance[first, second]
        return win_probability((theta[first] - theta[second]) / np.sqrt(1 + np.pi / 8 * variance))


def _decay_integral(rates: Floats, votes: float) -> Floats:
    """∫₀ᵗ exp(−rate·s) ds for t votes; t itself where the rate is zero."""
    is_zero = np.abs(rates * votes) < 1e-12
    safe = np.where(is_zero, 1.0, rates)
    return np.where(is_zero, votes, -np.expm1(-safe * votes) / safe)

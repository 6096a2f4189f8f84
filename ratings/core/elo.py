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

from ratings.core.bradley_terry import POINTS, laplacian, win_probability
from ratings.core.outcome_counts import (
    BOTH_BAD,
    TIES,
    WINS_FIRST,
    WINS_SECOND,
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
    outcomes: OutcomeCounts, *, k: float = K_FACTOR, initial: float = INITIAL
) -> EloDistribution:
    """Bootstrap distribution of online Elo, from its mean and covariance over the votes [KushnerYin2003].

    Votes drawn at random make the ratings a Markov chain of small steps κ = K/POINTS, for which dθ/dt = κ E[r
    (e_a − e_b)] and dC/dt = −κ (AC + CA) + κ² D, with r = s − p, A the mean information and D the mean
    squared r. Each step solves the locally linear system exactly; steps grow as the ratings settle.

    Parameters
    ----------
    outcomes : counts of M models.
    k : points that one vote moves at most.
    initial : mean of the ratings.

    Returns
    -------
    EloDistribution
    """
    theta, covariance = np.zeros(outcomes.n_models), np.zeros((outcomes.n_models, outcomes.n_models))
    times = outcomes.votes * np.linspace(0.0, 1.0, STEPS + 1) ** 2
    for votes in np.diff(times):
        before = theta, covariance
        theta, covariance = _advance(outcomes, *before, k / POINTS, float(votes))
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


def _advance(
    outcomes: OutcomeCounts, theta: Floats, covariance: Floats, gain: float, votes: float
) -> tuple[Floats, Floats]:
    """Mean and covariance of θ after `votes` more votes: one exponential Euler step."""
    p = _mean_probability(outcomes, theta, covariance)
    counts = outcomes.counts / outcomes.votes
    games = counts.sum(axis=1)
    ties = counts[:, TIES] + counts[:, BOTH_BAD]
    residual = counts[:, WINS_FIRST] + 0.5 * ties - games * p
    squared = counts[:, WINS_FIRST] * (1 - p) ** 2 + ties * (0.5 - p) ** 2 + counts[:, WINS_SECOND] * p**2
    rates, modes = np.linalg.eigh(gain * laplacian(outcomes, games * p * (1 - p)))
    drift = gain * (modes.T @ per_model(outcomes, residual, -residual))
    noise = gain**2 * (modes.T @ laplacian(outcomes, squared) @ modes)
    paired = rates[:, None] + rates[None, :]
    decay = np.exp(-votes * rates)
    theta = theta + modes @ (drift * _decay_integral(rates, votes))
    inner = decay[:, None] * (modes.T @ covariance @ modes) * decay + noise * _decay_integral(paired, votes)
    return theta, np.asarray(modes @ inner @ modes.T)


def _mean_probability(outcomes: OutcomeCounts, theta: Floats, covariance: Floats) -> Floats:
    """(P,) E[p] for a normal difference: the logistic's argument shrunk by √(1 + π·var/8) [MacKay1992]."""
    own = np.diag(covariance)
    first, second = outcomes.first, outcomes.second
    variance = own[first] + own[second] - 2 * covariance[first, second]
    return win_probability((theta[first] - theta[second]) / np.sqrt(1 + np.pi / 8 * variance))


def _decay_integral(rates: Floats, votes: float) -> Floats:
    """∫₀ᵗ exp(−rate·s) ds for t votes; t itself where the rate is zero."""
    is_zero = np.abs(rates * votes) < 1e-12
    safe = np.where(is_zero, 1.0, rates)
    return np.where(is_zero, votes, -np.expm1(-safe * votes) / safe)

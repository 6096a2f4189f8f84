"""Strengths by maximum likelihood, and how far to trust them.

Model: P(i beats j) = 1 / (1 + exp(θ_j − θ_i)) (Bradley and Terry 1952, "Rank analysis of incomplete
block designs"); a tie or both-bad is half a win for each side. Gauge: θ has mean zero.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from ratings.core.connectivity import require_connected
from ratings.core.errors import NotConverged
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, Floats, OutcomeCounts

POINTS = 400.0 / float(np.log(10.0))
"""Rating points in one unit of θ: 400 points are odds of ten to one."""

LONGEST_STEP = 2.0

ROUNDING = 1e-6
"""Steps this small that no longer shrink are rounding, in a log of all but certain pairs."""

NEARLY_THERE = 1e-4
"""A Newton step so short that the information no longer changes: the last one is kept from here on."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A maximum (penalised, if `prior` > 0) likelihood estimate for the M models of `tally`.

    `theta` (M,) in natural-log units with mean zero. `inverse` (M, M): the pseudo-inverse H⁺ of the
    weighted information H = Σ w n p (1 − p)(e_i − e_j)(e_i − e_j)ᵀ + prior·1, orthogonal to (1, …, 1).
    `weights` (P,): the factor on each pair's votes. `steps`: Newton steps taken.
    """

    outcomes: OutcomeCounts
    theta: Floats
    inverse: Floats
    weights: Floats
    prior: float
    steps: int

    @cached_property
    def probability(self) -> Floats:
        """(P,) fitted probability that the first of each pair wins."""
        return win_probability(self.theta[self.outcomes.first] - self.theta[self.outcomes.second])

    @cached_property
    def rating(self) -> Floats:
        """(M,) rating points with mean zero."""
        return POINTS * self.theta


def fit(
    outcomes: OutcomeCounts,
    *,
    weights: ArrayLike | None = None,
    prior: float = 0.0,
    tolerance: float = 1e-11,
    max_steps: int = 100,
) -> Fit:
    """Maximise Σ w [s log p + (n − s) log(1 − p)] − prior/2 · Σ θ² by Newton's method.

    `weights` (P,) multiplies each pair's votes (see `reweighting`). `prior` is the precision of a
    normal prior on each θ, off by default. Stops when no θ moves by more than `tolerance`, or by
    nothing but rounding. Raises
    NotConnected where the estimate does not exist and there is no prior, NotConverged after `max_steps`.
    """
    factors = np.ones(outcomes.first.size) if weights is None else np.asarray(weights, dtype=np.float64)
    likelihood = _Likelihood(outcomes, factors, prior)
    if prior == 0.0:
        require_connected(likelihood.points > 0)
    theta = likelihood.start()
    inverse: Floats | None = None
    moved = np.inf
    for steps in range(1, max_steps + 1):
        gradient, information = likelihood.slope(theta)
        if inverse is None:
            step = _shortened(_solved(gauged(information, prior), gradient))
        else:
            step = inverse @ gradient
        theta = theta + step
        theta -= theta.mean()
        before, moved = moved, float(np.abs(step).max())
        if inverse is not None and (moved <= tolerance or before <= moved <= ROUNDING):
            return Fit(outcomes, theta, inverse, factors, prior, steps)
        if moved <= NEARLY_THERE and inverse is None:
            inverse = pseudo_inverse(likelihood.slope(theta)[1], prior)
    raise NotConverged(f"ratings still moved after {max_steps} Newton steps")


def win_probability(difference: Floats) -> Floats:
    """P(first wins) for differences θ_first − θ_second."""
    return 1.0 / (1.0 + np.exp(-difference))


def laplacian(outcomes: OutcomeCounts, amounts: Floats) -> Floats:
    """Σ amount (e_i − e_j)(e_i − e_j)ᵀ over the pairs: (M, M) from (P,) amounts."""
    matrix = np.zeros((outcomes.n_models, outcomes.n_models))
    matrix[outcomes.first, outcomes.second] = -amounts
    matrix[outcomes.second, outcomes.first] = -amounts
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def gauged(information: Floats, prior: float) -> Floats:
    """Make the information invertible without touching differences of θ.

    Adds prior to the diagonal and c·11ᵀ with c = trace / M², so that the solution of a system whose
    right side sums to zero sums to zero.
    """
    n_models = information.shape[0]
    full = information + (np.trace(information) / n_models**2)
    full[np.diag_indices(n_models)] += prior
    return np.asarray(full)


def pseudo_inverse(information: Floats, prior: float = 0.0) -> Floats:
    """H⁺ of an information matrix whose rows sum to zero, prior added: symmetric, rows sum to zero."""
    inverse = np.linalg.inv(gauged(information, prior))
    inverse = 0.5 * (inverse + inverse.T)
    return np.asarray(inverse - inverse.mean(axis=0) - inverse.mean(axis=1)[:, None] + inverse.mean())


def squared_residuals(fit: Fit) -> Floats:
    """(P,) Σ w² (outcome − p)² over each pair's votes: the middle of the sandwich."""
    p, counts = fit.probability, fit.outcomes.counts
    ties = counts[:, TIES] + counts[:, BOTH_BAD]
    spread = counts[:, WINS_FIRST] * (1 - p) ** 2 + ties * (0.5 - p) ** 2 + counts[:, WINS_SECOND] * p**2
    return np.asarray(fit.weights**2 * spread)


def sandwich(fit: Fit) -> Floats:
    """(M, M) covariance H⁺BH⁺ of θ that stays right when ties are not coin flips.

    White 1982, "Maximum likelihood estimation of misspecified models". Votes count as independent;
    see `voters` for votes of the same voter.
    """
    return np.asarray(fit.inverse @ laplacian(fit.outcomes, squared_residuals(fit)) @ fit.inverse)


class _Likelihood:
    """One log's likelihood in full tables: `points` and `games` (M, M) of row against column, weighted."""

    def __init__(self, outcomes: OutcomeCounts, factors: Floats, prior: float) -> None:
        self.prior = prior
        self.points = np.zeros((outcomes.n_models, outcomes.n_models))
        self.points[outcomes.first, outcomes.second] = factors * outcomes.score
        self.points[outcomes.second, outcomes.first] = factors * (outcomes.games - outcomes.score)
        self.games = self.points + self.points.T

    def start(self) -> Floats:
        """(M,) least squares on each pair's log-odds, half a point added to both sides (Haldane 1956)."""
        gained = self.points + 0.5
        lost = gained.T
        weight = np.where(self.games > 0, gained * lost / (gained + lost), 0.0)
        pull = (weight * np.log(gained / lost)).sum(axis=1)
        theta = _solved(gauged(_graph(weight), self.prior), pull)
        return np.asarray(theta - theta.mean())

    def slope(self, theta: Floats) -> tuple[Floats, Floats]:
        """(M,) gradient and (M, M) information Σ w n p (1 − p)(e_i − e_j)(e_i − e_j)ᵀ."""
        strength = np.exp(theta - theta.max(initial=0.0))
        p = strength[:, None] / (strength[:, None] + strength)
        # Not points − n p: near certainty the difference of two large numbers would be noise.
        missing = self.points * p.T
        gradient = missing.sum(axis=1) - missing.sum(axis=0) - self.prior * theta
        return gradient, _graph(self.games * p * p.T)


def _graph(weight: Floats) -> Floats:
    """The Laplacian of symmetric (M, M) weights with zero diagonal."""
    matrix = -weight
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def _solved(matrix: Floats, right: Floats) -> Floats:
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _shortened(step: Floats) -> Floats:
    """Farther out the likelihood is flat, and its curvature would send the next step anywhere."""
    return np.asarray(step * min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), LONGEST_STEP)))

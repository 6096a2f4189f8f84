"""Bradley–Terry strengths by maximum likelihood, with their covariance.

Model: P(i beats j) = 1 / (1 + exp(θ_j − θ_i)) [BradleyTerry1952]. A tie or both-bad counts half a win for
each side. Gauge: θ has mean zero, and every covariance and interval refers to this gauge.
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

MAX_STEP = 2.0

ROUNDING = 1e-6
"""Steps below this size that do not shrink are rounding errors; logs with near-certain pairs have them."""

KEEP_INVERSE_BELOW = 1e-4
"""After a step below this size the information hardly changes, so its inverse is kept for the next steps."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A maximum likelihood estimate, or a penalised one if `prior` > 0, for M models and P pairs.

    Attributes
    ----------
    outcomes : the counts that were fitted.
    theta : (M,) strengths in natural-log units, mean zero.
    inverse : (M, M) pseudo-inverse H⁺ of the weighted information H = Σ w n p (1 − p)(e_i − e_j)(e_i − e_j)ᵀ
        + prior·1, orthogonal to (1, …, 1).
    weights : (P,) factor on each pair's votes.
    prior : precision of the normal prior on each θ; 0 for none.
    steps : number of Newton steps.
    """

    outcomes: OutcomeCounts
    theta: Floats
    inverse: Floats
    weights: Floats
    prior: float
    steps: int

    @cached_property
    def probability(self) -> Floats:
        """(P,) fitted probability that the first model of each pair wins."""
        return win_probability(self.theta[self.outcomes.first] - self.theta[self.outcomes.second])

    @cached_property
    def rating(self) -> Floats:
        """(M,) rating points, mean zero."""
        return POINTS * self.theta


def fit(
    outcomes: OutcomeCounts,
    *,
    weights: ArrayLike | None = None,
    prior: float = 0.0,
    tolerance: float = 1e-11,
    max_steps: int = 100,
) -> Fit:
    """Maximise Σ w [s log p + (n − s) log(1 − p)] − prior/2 · Σ θ² by Newton's method [BradleyTerry1952].

    Parameters
    ----------
    outcomes : counts of M models and P pairs.
    weights : (P,) factor on each pair's votes (see `reweighting`); 1 by default.
    prior : precision of a normal prior on each θ; 0, the default, is no prior.
    tolerance : largest change of any θ in the last step. A step that no longer shrinks because of rounding
        also ends the iteration.
    max_steps : largest number of Newton steps.

    Returns
    -------
    Fit

    Raises
    ------
    NotConnected : the estimate does not exist and there is no prior.
    NotConverged : θ still changes after `max_steps`.
    """
    factors = np.ones(outcomes.first.size) if weights is None else np.asarray(weights, dtype=np.float64)
    likelihood = _Likelihood(outcomes, factors, prior)
    if prior == 0.0:
        require_connected(likelihood.points > 0)
    theta = likelihood.start()
    inverse: Floats | None = None
    change = np.inf
    for steps in range(1, max_steps + 1):
        gradient, information = likelihood.slope(theta)
        if inverse is None:
            step = _limit_step(_solve(gauged(information, prior), gradient))
        else:
            step = inverse @ gradient
        theta = theta + step
        theta -= theta.mean()
        previous, change = change, float(np.abs(step).max())
        if inverse is not None and (change <= tolerance or previous <= change <= ROUNDING):
            return Fit(outcomes, theta, inverse, factors, prior, steps)
        if change <= KEEP_INVERSE_BELOW and inverse is None:
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
    """Make the information invertible without changing differences of θ.

    Adds `prior` to the diagonal and c·11ᵀ with c = trace / M². The solution of a system whose right side sums
    to zero then sums to zero.
    """
    n_models = information.shape[0]
    full = information + (np.trace(information) / n_models**2)
    full[np.diag_indices(n_models)] += prior
    return np.asarray(full)


def pseudo_inverse(information: Floats, prior: float = 0.0) -> Floats:
    """H⁺ of an information matrix whose rows sum to zero, after adding the prior: symmetric, rows sum to
    zero.
    """
    inverse = np.linalg.inv(gauged(information, prior))
    inverse = 0.5 * (inverse + inverse.T)
    return np.asarray(inverse - inverse.mean(axis=0) - inverse.mean(axis=1)[:, None] + inverse.mean())


def outcome_spread(outcomes: OutcomeCounts, p: Floats, *, coin_flips: bool = False) -> Floats:
    """Sum of squared residuals of each pair's votes.

    Parameters
    ----------
    outcomes : counts of P pairs.
    p : (P,) probability that the first model of each pair wins.
    coin_flips : count the ties of models that have only ties as coin flips, the largest variance that
        outcomes can have. Without it such a model has no variance in the sample.

    Returns
    -------
    (P,) Σ (outcome − p)².
    """
    counts = outcomes.counts
    ties = counts[:, TIES] + counts[:, BOTH_BAD]
    tie = (0.5 - p) ** 2
    if coin_flips:
        tie = np.where(outcomes.is_tied_pair, 0.5 - p * (1 - p), tie)
    return np.asarray(counts[:, WINS_FIRST] * (1 - p) ** 2 + ties * tie + counts[:, WINS_SECOND] * p**2)


def sandwich(fit: Fit, *, coin_flips: bool = False) -> Floats:
    """Covariance H⁺BH⁺ of θ, valid also where outcomes vary less than the model assumes [White1982].

    Votes count as independent; `voters.clustered` allows for dependent votes of one voter.

    Parameters
    ----------
    fit : the fit.
    coin_flips : as in `outcome_spread`. Use the result for models with only ties: in the gauge of mean zero
        their variance is a part of every other model's.

    Returns
    -------
    (M, M) covariance.
    """
    spread = fit.weights**2 * outcome_spread(fit.outcomes, fit.probability, coin_flips=coin_flips)
    return np.asarray(fit.inverse @ laplacian(fit.outcomes, spread) @ fit.inverse)


class _Likelihood:
    """Likelihood of one log in full tables: `points` and `games` (M, M), row against column, weighted."""

    def __init__(self, outcomes: OutcomeCounts, factors: Floats, prior: float) -> None:
        self.prior = prior
        self.points = np.zeros((outcomes.n_models, outcomes.n_models))
        self.points[outcomes.first, outcomes.second] = factors * outcomes.score
        self.points[outcomes.second, outcomes.first] = factors * (outcomes.games - outcomes.score)
        self.games = self.points + self.points.T

    def start(self) -> Floats:
        """(M,) least squares on each pair's log-odds, with half a point added to both sides [Haldane1956]."""
        gained = self.points + 0.5
        lost = gained.T
        weight = np.where(self.games > 0, gained * lost / (gained + lost), 0.0)
        pull = (weight * np.log(gained / lost)).sum(axis=1)
        theta = _solve(gauged(_graph(weight), self.prior), pull)
        return np.asarray(theta - theta.mean())

    def slope(self, theta: Floats) -> tuple[Floats, Floats]:
        """(M,) gradient and (M, M) information Σ w n p (1 − p)(e_i − e_j)(e_i − e_j)ᵀ."""
        strength = np.exp(theta - theta.max(initial=0.0))
        p = strength[:, None] / (strength[:, None] + strength)
        # Not points − n p: near certainty that is a difference of two large numbers, mostly rounding.
        missing = self.points * p.T
        gradient = missing.sum(axis=1) - missing.sum(axis=0) - self.prior * theta
        return gradient, _graph(self.games * p * p.T)


def _graph(weight: Floats) -> Floats:
    """Laplacian of symmetric (M, M) weights with zero diagonal."""
    matrix = -weight
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def _solve(matrix: Floats, right: Floats) -> Floats:
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _limit_step(step: Floats) -> Floats:
    """Limit a Newton step: far from the maximum the likelihood is flat and the full step is meaningless."""
    return np.asarray(step * min(1.0, MAX_STEP / max(float(np.abs(step).max()), MAX_STEP)))

"""Which pair a next vote should judge, if intervals are to shrink fast and the draw is to be fair."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from battles.pairing import fair_probabilities, pairs_of
from ratings.core.bradley_terry import POINTS, Fit, fit
from ratings.core.outcome_counts import Floats, OutcomeCounts

UNIFORM_SHARE = 0.1
PRIOR = 1.0
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Rule:
    """What policy asks of the draw.

    uniform: the share of battles drawn evenly. target: how far a 95 % interval may reach to either side, in
    rating points, before its model counts as settled. A model with fewer than `new_votes` counted votes is
    new, and its pairs weigh `new_boost` times as much.
    """

    uniform: float = UNIFORM_SHARE
    target: float = 10.0
    new_votes: int = 1000
    new_boost: float = 2.0


@dataclass(frozen=True, eq=False)
class Pool:
    """The C models that can be drawn.

    models (C,): their indices in the tally. weights (C,): what staff gave each, 1 as a rule, all positive.
    groups (C,): whose model each is, as an index into caps (G,): the largest share of battle sides that
    each group may have, 1 for no cap.
    """

    models: NDArray[np.intp]
    weights: Floats
    groups: NDArray[np.intp]
    caps: Floats


def pair_gain(fit: Fit, *, focus: ArrayLike | None = None) -> Floats:
    """(M, M) by how much one more vote on each pair lowers Σ focus_i · var(θ_i); zero on the diagonal.

    With S = H⁻¹, W = diag(focus) (default 1), S2 = S W S and f = p (1 − p):
    f (S2_ii + S2_jj − 2 S2_ij) / (1 + f (S_ii + S_jj − 2 S_ij)), an A-optimal design step
    (Fedorov 1972, "Theory of optimal experiments") by the Sherman–Morrison formula.
    """
    weights = np.ones(fit.outcomes.n_models) if focus is None else np.asarray(focus, dtype=np.float64)
    strength = np.exp(fit.theta - fit.theta.max())
    information = np.outer(strength, strength) / (strength[:, None] + strength[None, :]) ** 2
    lowered = _contrasts(fit.inverse @ (weights[:, None] * fit.inverse))
    return np.asarray(information * lowered / (1 + information * _contrasts(fit.inverse)))


def pair_probabilities(outcomes: OutcomeCounts, pool: Pool, rule: Rule, *, prior: float = PRIOR) -> Floats:
    """The probability of every pair of a pool, (C·(C−1)/2,) in the order of numpy.triu_indices(C, 1).

    - A pair's wish is its gain², the gain counting those models of the pool whose interval is still wider
      than the target; where none is, all of the pool count.
    - Each model's weight multiplies its pairs, and so does the boost of a new one.
    - A share is drawn evenly, and no group takes more sides than its cap: see battles.fairness.

    Models outside the pool lend their votes to the estimate. Nothing but the arguments is looked at.
    """
    fitted = fit(outcomes, prior=prior)
    first, second = pairs_of(pool.models.size)
    gain = pair_gain(fitted, focus=_unsettled(fitted, pool, rule))
    own = pool.weights * np.where(outcomes.votes_per_model[pool.models] < rule.new_votes, rule.new_boost, 1.0)
    wish = gain[pool.models[first], pool.models[second]] ** 2 * own[first] * own[second]
    return fair_probabilities(wish, groups=pool.groups, caps=pool.caps, uniform=rule.uniform)


def half_widths(fitted: Fit) -> Floats:
    """(M,) how far each model's 95 % interval reaches to either side, in points, by the curvature alone."""
    return np.asarray(Z95 * POINTS * np.sqrt(np.diag(fitted.inverse)))


def _unsettled(fitted: Fit, pool: Pool, rule: Rule) -> Floats:
    """(M,) 1 for the models of the pool whose interval is too wide, or for all of it where none is."""
    focus = np.zeros(fitted.outcomes.n_models)
    too_wide = half_widths(fitted)[pool.models] > rule.target
    focus[pool.models[too_wide] if too_wide.any() else pool.models] = 1.0
    return focus


def _contrasts(covariance: Floats) -> Floats:
    """(M, M) variance of each difference θ_i − θ_j."""
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance)

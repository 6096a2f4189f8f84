"""Probabilities of pairs for the next votes: short intervals soon, within the limits of a fair draw."""

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
    """Sampling policy of the draw.

    Attributes
    ----------
    uniform : share of battles drawn uniformly over all pairs.
    target : half-width of a 95 % interval, in points, below which a model counts as settled.
    new_votes : a model with fewer counted votes is new.
    new_boost : factor on the weight of a new model's pairs.
    """

    uniform: float = UNIFORM_SHARE
    target: float = 10.0
    new_votes: int = 1000
    new_boost: float = 2.0


@dataclass(frozen=True, eq=False)
class Pool:
    """The C models that can be drawn.

    Attributes
    ----------
    models : (C,) their indices in the counts.
    weights : (C,) weights given by staff, positive, normally 1.
    groups : (C,) index of the maker's group in `caps`.
    caps : (G,) largest share of battle sides for each group; 1 for no cap.
    """

    models: NDArray[np.intp]
    weights: Floats
    groups: NDArray[np.intp]
    caps: Floats


def pair_gain(fit: Fit, *, focus: ArrayLike | None = None) -> Floats:
    """Decrease of Σ focus_i · var(θ_i) by one more vote on each pair: an A-optimal design step [Fedorov1972].

    With S = H⁻¹, W = diag(focus), S2 = S W S and f = p (1 − p) it is f (S2_ii + S2_jj − 2 S2_ij) / (1 + f
    (S_ii + S_jj − 2 S_ij)), by the Sherman–Morrison formula.

    Parameters
    ----------
    fit : estimate for M models.
    focus : (M,) weight of each model's variance; 1 by default.

    Returns
    -------
    (M, M) symmetric, zero diagonal.
    """
    weights = np.ones(fit.outcomes.n_models) if focus is None else np.asarray(focus, dtype=np.float64)
    strength = np.exp(fit.theta - fit.theta.max())
    information = np.outer(strength, strength) / (strength[:, None] + strength[None, :]) ** 2
    reduction = _contrasts(fit.inverse @ (weights[:, None] * fit.inverse))
    return np.asarray(information * reduction / (1 + information * _contrasts(fit.inverse)))


def pair_probabilities(outcomes: OutcomeCounts, pool: Pool, rule: Rule, *, prior: float = PRIOR) -> Floats:
    """Probability of every pair of a pool.

    - A pair is drawn in proportion to its gain². The gain counts the models of the pool whose interval is
      wider than the target; if there is none, all models of the pool.
    - Each model's weight multiplies its pairs, and so does the boost of a new model.
    - A share is drawn uniformly, and no group exceeds its cap: see `battles.pairing.fair_probabilities`.

    Models outside the pool contribute their votes to the estimate. The result depends on the arguments only.

    Parameters
    ----------
    outcomes : counts of M models.
    pool : the models that can be drawn.
    rule : the policy.
    prior : precision of a normal prior that gives models without votes a finite variance. It affects no
        rating.

    Returns
    -------
    (C·(C−1)/2,) in the order of numpy.triu_indices(C, 1), sum 1.
    """
    fitted = fit(outcomes, prior=prior)
    first, second = pairs_of(pool.models.size)
    gain = pair_gain(fitted, focus=_unsettled(fitted, pool, rule))
    own = pool.weights * np.where(outcomes.votes_per_model[pool.models] < rule.new_votes, rule.new_boost, 1.0)
    demand = gain[pool.models[first], pool.models[second]] ** 2 * own[first] * own[second]
    return fair_probabilities(demand, groups=pool.groups, caps=pool.caps, uniform=rule.uniform)


def half_widths(fitted: Fit) -> Floats:
    """(M,) half-width of each model's 95 % interval in points, from the curvature only."""
    return np.asarray(Z95 * POINTS * np.sqrt(np.diag(fitted.inverse)))


def _unsettled(fitted: Fit, pool: Pool, rule: Rule) -> Floats:
    """(M,) 1 for the models of the pool with a too wide interval, or for the whole pool if there is none."""
    focus = np.zeros(fitted.outcomes.n_models)
    too_wide = half_widths(fitted)[pool.models] > rule.target
    focus[pool.models[too_wide] if too_wide.any() else pool.models] = 1.0
    return focus


def _contrasts(covariance: Floats) -> Floats:
    """(M, M) variance of each difference θ_i − θ_j."""
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance)

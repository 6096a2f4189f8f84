"""From wanted pair weights to fair probabilities: a floor under every pair, a cap on every group.

Pairs are ordered as in battles.pairing. A battle has two sides; a contender's share of them is half the
probability of its pairs, so that shares add up to one.

- Floor: p = (1 − u)·q + u/P. A share u of the battles is drawn evenly, so no pair of the P is below u/P.
- Cap: no group gets more of the sides than its cap. Among all q within the caps the nearest to the wanted
  weights (by relative entropy) is q_ij ∝ w_ij·a_g(i)·a_g(j), with a factor a ≤ 1 for each group, below 1
  only if the group has reached its cap.
- Caps that are infeasible together, or below the floor, are all raised by the smallest sufficient factor.
"""

import math

import numpy as np

from battles.pairing.draw import FloatArray, Indices, TooFewContenders, pairs_of

SLACK = 0.02
"""Caps must leave room for two per cent more than all sides; otherwise they would fix every share."""

MAX_SWEEPS = 500
CONVERGED = 1e-12
CAP_TOLERANCE = 1e-9
"""Relative tolerance of caps. The same share of the weights goes to all pairs, so that none is zero."""


def fair_probabilities(
    wanted: FloatArray, *, groups: Indices, caps: FloatArray, uniform: float
) -> FloatArray:
    """Pair probabilities, summing to one, nearest to the wanted weights under a floor and caps.

    wanted (P,): not negative; all zero means evenly. groups (C,): each contender's group, from 0. caps (G,):
    each group's largest share of the sides, 1 for none. uniform: the share drawn evenly.
    """
    n = len(groups)
    if n < 2:
        raise TooFewContenders("a pair takes two contenders")
    even = np.full(len(wanted), 1 / len(wanted))
    if uniform >= 1:
        return even
    total = float(wanted.sum())
    pairs = wanted / total if total > 0 else even
    if np.any(caps < 1):
        feasible_caps = attainable(caps, groups=groups, uniform=uniform)
        limits = _limits(np.minimum((1 + CAP_TOLERANCE) * feasible_caps, 1.0), groups, uniform)
        pairs = _scale_to_limits((1 - CAP_TOLERANCE) * pairs + CAP_TOLERANCE * even, groups, limits)
    return np.asarray((1 - uniform) * pairs + uniform * even)


def wanted_part(probabilities: FloatArray, *, uniform: float) -> FloatArray:
    """Return the weights before the evenly drawn share was mixed in: the inverse of the floor."""
    return np.asarray(np.clip(probabilities - uniform / len(probabilities), 0.0, None))


def side_shares(probabilities: FloatArray, n: int) -> FloatArray:
    """(n,) each contender's share of the sides."""
    first, second = pairs_of(n)
    both = np.bincount(first, probabilities, n) + np.bincount(second, probabilities, n)
    return np.asarray(both / 2)


def floor_shares(groups: Indices, n_groups: int, *, uniform: float) -> FloatArray:
    """Return the share of the sides of each group from the evenly drawn battles only, shape (G,)."""
    return np.asarray(uniform * np.bincount(groups, minlength=n_groups) / len(groups))


def room(caps: FloatArray, *, groups: Indices, uniform: float) -> float:
    """Return the share of all sides that the caps allow; infeasible caps allow less than 1 + SLACK.

    A group of one contender has at most half of the sides, because no contender meets itself. Returns 0 if a
    cap does not exceed its group's floor by SLACK.
    """
    if np.any(caps < (1 + SLACK) * floor_shares(groups, len(caps), uniform=uniform)):
        return 0.0
    return float((1 - uniform) * _limits(caps, groups, uniform).sum() + uniform)


def attainable(caps: FloatArray, *, groups: Indices, uniform: float) -> FloatArray:
    """Return the caps if they are feasible, else all raised by the smallest factor that makes them so."""
    enough = min(1 + SLACK, room(np.ones(len(caps)), groups=groups, uniform=uniform))

    def suffices(factor: float) -> bool:
        return room(np.minimum(factor * caps, 1.0), groups=groups, uniform=uniform) >= enough - 1e-12

    if suffices(1.0):
        return caps
    low, high = 1.0, 1.0 / float(max(caps.min(), 1e-6))
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return np.asarray(np.minimum(high * caps, 1.0))


def _limits(caps: FloatArray, groups: Indices, uniform: float) -> FloatArray:
    """Return the limit of each group's share of the battles that are not drawn evenly, shape (G,)."""
    sizes = np.bincount(groups, minlength=len(caps))
    reach = np.select([sizes == 0, sizes == 1], [0.0, 0.5], 1.0)
    left = (caps - floor_shares(groups, len(caps), uniform=uniform)) / (1 - uniform)
    return np.asarray(np.where(caps < 1, np.clip(left, 0.0, reach), reach))


def _scale_to_limits(weights: FloatArray, groups: Indices, limits: FloatArray) -> FloatArray:
    first, second = pairs_of(len(groups))
    n_groups = len(limits)
    cells = np.bincount(groups[first] * n_groups + groups[second], weights, n_groups**2)
    between: FloatArray = cells.reshape(n_groups, n_groups).astype(np.float64, copy=False)
    factor = _find_factors(between + between.T, limits)[groups]
    scaled = weights * factor[first] * factor[second]
    return np.asarray(scaled / scaled.sum())


def _find_factors(between: FloatArray, limits: FloatArray) -> FloatArray:
    """Return factors a ≤ 1 with which no group's share s_g = a_g·(Ma)_g / aᵀMa exceeds its limit, shape (G,).

    between (G, G): M, symmetric, the weight between two groups, twice that within one. The factors minimise
    the convex dual log(aᵀMa) − 2·Σ limit·log a over a ≤ 1: each group in turn is set exactly to its limit,
    which solves a quadratic equation, followed by a Newton step on those below 1 if it lowers the dual.
    """
    factors = np.ones(len(limits))
    bounded = np.flatnonzero((limits < 1 - CAP_TOLERANCE) & (between.sum(axis=1) > 0))
    for _ in range(MAX_SWEEPS):
        before = factors.copy()
        total_weight = between @ factors
        for group in bounded:
            own, within = float(factors[group]), float(between[group, group])
            across = float(total_weight[group]) - own * within
            rest = float(factors @ total_weight) - 2 * own * across - own * own * within
            factors[group] = _largest_factor(within, across, max(rest, 0.0), float(limits[group]))
            total_weight += between[group] * (factors[group] - own)
        if np.abs(factors - before).max() <= CONVERGED * factors.max():
            break
        factors = _newton_step(between, limits, factors)
    return factors


def _newton_step(between: FloatArray, limits: FloatArray, factors: FloatArray) -> FloatArray:
    """Return the factors after one Newton step on those strictly between 0 and 1, if it lowers the dual."""
    moving = np.flatnonzero((factors < 1) & (factors > 0))
    if not moving.size:
        return factors
    cells = factors[:, None] * between * factors
    cells /= cells.sum()
    share = cells.sum(axis=1)
    curvature = cells - 2 * np.outer(share, share)
    curvature[np.diag_indices(len(limits))] += share
    curvature = curvature[np.ix_(moving, moving)]
    step = np.linalg.lstsq(curvature, (share - limits)[moving], rcond=None)[0]
    stepped = factors.copy()
    stepped[moving] = np.minimum(factors[moving] * np.exp(-np.clip(step, -10, 10)), 1.0)
    return min(factors, stepped, key=lambda each: _dual(between, limits[moving], each, moving))


def _dual(between: FloatArray, limits: FloatArray, factors: FloatArray, moving: Indices) -> float:
    total = factors @ between @ factors
    return float(np.log(total)) - 2.0 * float(limits @ np.log(factors[moving]))


def _largest_factor(within: float, across: float, rest: float, limit: float) -> float:
    """Return the largest x ≤ 1 with within·x² + across·x ≤ limit·(within·x² + 2·across·x + rest)."""
    a, b, c = (1 - limit) * within, (1 - 2 * limit) * across, limit * rest
    if a + b <= c:
        return 1.0
    root = math.sqrt(b * b + 4 * a * c)
    return 2 * c / (b + root) if b > 0 else (root - b) / (2 * a)

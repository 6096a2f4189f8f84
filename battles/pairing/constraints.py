"""From wanted pair weights to fair probabilities: a floor under every pair, a cap on every group.

Pairs are ordered as in battles.pairing. A battle has two sides; a contender's share of them is half the
probability of its pairs, so that shares add up to one.

- Floor: p = (1 − u)·q + u/P. A share u of the battles is drawn evenly, so no pair of the P falls under u/P.
- Cap: no group gets more of the sides than its cap. Among all q that keep the caps the one nearest to what
  is wanted (by relative entropy) is q_ij ∝ w_ij·a_g(i)·a_g(j), with a factor a ≤ 1 for each group, below 1
  only where the group stands at its cap.
- Caps that cannot be kept together, or not above the floor, are raised all by the same factor, no farther
  than needed.
"""

import math

import numpy as np

from battles.pairing.draw import FloatArray, Places, TooFewContenders, pairs_of

SLACK = 0.02
"""Caps must leave room for two per cent more than all sides; otherwise they would fix every share."""

SWEEPS = 500
SETTLED = 1e-12
CERTAIN = 1e-9
"""Caps are kept to this, and so little of the wish goes to all pairs, so that there is something to scale."""


def fair_probabilities(wanted: FloatArray, *, groups: Places, caps: FloatArray, uniform: float) -> FloatArray:
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
    kept = wanted / total if total > 0 else even
    if np.any(caps < 1):
        kept_caps = attainable(caps, groups=groups, uniform=uniform)
        limits = _limits(np.minimum((1 + CERTAIN) * kept_caps, 1.0), groups, uniform)
        kept = _capped((1 - CERTAIN) * kept + CERTAIN * even, groups, limits)
    return np.asarray((1 - uniform) * kept + uniform * even)


def wanted_part(probabilities: FloatArray, *, uniform: float) -> FloatArray:
    """What was mixed with the evenly drawn share: the inverse of the floor."""
    return np.asarray(np.clip(probabilities - uniform / len(probabilities), 0.0, None))


def side_shares(probabilities: FloatArray, n: int) -> FloatArray:
    """(n,) each contender's share of the sides."""
    first, second = pairs_of(n)
    both = np.bincount(first, probabilities, n) + np.bincount(second, probabilities, n)
    return np.asarray(both / 2)


def floor_shares(groups: Places, n_groups: int, *, uniform: float) -> FloatArray:
    """(G,) the share of the sides that each group has from the evenly drawn battles alone."""
    return np.asarray(uniform * np.bincount(groups, minlength=n_groups) / len(groups))


def room(caps: FloatArray, *, groups: Places, uniform: float) -> float:
    """How much of all sides the caps leave room for: what cannot be kept has less than 1 + SLACK.

    Groups of one contender have half of the sides at most, for nobody meets itself. Zero where a cap is
    not above, by SLACK at least, what the floor alone gives its group.
    """
    if np.any(caps < (1 + SLACK) * floor_shares(groups, len(caps), uniform=uniform)):
        return 0.0
    return float((1 - uniform) * _limits(caps, groups, uniform).sum() + uniform)


def attainable(caps: FloatArray, *, groups: Places, uniform: float) -> FloatArray:
    """The caps themselves if they can be kept, else all raised by the smallest factor with which they can."""
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


def _limits(caps: FloatArray, groups: Places, uniform: float) -> FloatArray:
    """(G,) how much of the battles that are not drawn evenly each group may have."""
    sizes = np.bincount(groups, minlength=len(caps))
    reach = np.select([sizes == 0, sizes == 1], [0.0, 0.5], 1.0)
    left = (caps - floor_shares(groups, len(caps), uniform=uniform)) / (1 - uniform)
    return np.asarray(np.where(caps < 1, np.clip(left, 0.0, reach), reach))


def _capped(weights: FloatArray, groups: Places, limits: FloatArray) -> FloatArray:
    first, second = pairs_of(len(groups))
    n_groups = len(limits)
    cells = np.bincount(groups[first] * n_groups + groups[second], weights, n_groups**2)
    between: FloatArray = cells.reshape(n_groups, n_groups).astype(np.float64, copy=False)
    factor = _factors(between + between.T, limits)[groups]
    scaled = weights * factor[first] * factor[second]
    return np.asarray(scaled / scaled.sum())


def _factors(between: FloatArray, limits: FloatArray) -> FloatArray:
    """(G,) factors a ≤ 1 under which no group's share s_g = a_g·(Ma)_g / aᵀMa is over its limit.

    between (G, G): M, symmetric, the weight between two groups, twice that within one. The factors minimise
    the convex dual log(aᵀMa) − 2·Σ limit·log a over a ≤ 1: each group in turn is put on its limit exactly,
    which solves a quadratic equation, and a Newton step on those below 1 follows where it helps.
    """
    factors = np.ones(len(limits))
    bounded = np.flatnonzero((limits < 1 - CERTAIN) & (between.sum(axis=1) > 0))
    for _ in range(SWEEPS):
        before = factors.copy()
        met = between @ factors
        for group in bounded:
            own, within = float(factors[group]), float(between[group, group])
            across = float(met[group]) - own * within
            rest = float(factors @ met) - 2 * own * across - own * own * within
            factors[group] = _factor(within, across, max(rest, 0.0), float(limits[group]))
            met += between[group] * (factors[group] - own)
        if np.abs(factors - before).max() <= SETTLED * factors.max():
            break
        factors = _nearer(between, limits, factors)
    return factors


def _nearer(between: FloatArray, limits: FloatArray, factors: FloatArray) -> FloatArray:
    """The factors after one Newton step on those strictly between 0 and 1, if that lowers the dual."""
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
    return min(factors, stepped, key=lambda tried: _dual(between, limits[moving], tried, moving))


def _dual(between: FloatArray, limits: FloatArray, factors: FloatArray, moving: Places) -> float:
    total, kept = factors @ between @ factors, limits @ np.log(factors[moving])
    return float(np.log(total)) - 2.0 * float(kept)


def _factor(within: float, across: float, rest: float, limit: float) -> float:
    """The largest x ≤ 1 with within·x² + across·x ≤ limit·(within·x² + 2·across·x + rest)."""
    a, b, c = (1 - limit) * within, (1 - 2 * limit) * across, limit * rest
    if a + b <= c:
        return 1.0
    root = math.sqrt(b * b + 4 * a * c)
    return 2 * c / (b + root) if b > 0 else (root - b) / (2 * a)

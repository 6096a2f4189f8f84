"""Ranks with the uncertainty that the intervals imply."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ratings.core.outcome_counts import Floats

Ranks = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RankSpread:
    """`best` and `worst` (M,): the range of ranks, from 1, in which each model lies."""

    best: Ranks
    worst: Ranks


def from_intervals(low: Floats, high: Floats) -> RankSpread:
    """Ranks from interval ends.

    best = 1 + number of models whose interval is entirely above; worst = M − number whose interval is
    entirely below. `best` is the rank a board shows: models that the intervals do not separate share it.

    Parameters
    ----------
    low, high : (M,) interval ends, possibly infinite.

    Returns
    -------
    RankSpread
    """
    ascending_low, ascending_high = np.sort(low), np.sort(high)
    above = low.size - np.searchsorted(ascending_low, high, side="right")
    below = np.searchsorted(ascending_high, low, side="left")
    return RankSpread((1 + above).astype(np.int64), (low.size - below).astype(np.int64))


def guaranteed(
    theta: Floats, covariance: Floats, *, seed: int, level: float = 0.95, draws: int = 2000
) -> RankSpread:
    """Ranks that are all correct simultaneously with probability `level` [Hothorn2008].

    Two models are separated where their difference exceeds c standard errors; c is the `level` quantile of
    the largest |Z_i − Z_j| / se_ij over all pairs, Z normal with the given covariance (max-t).

    Parameters
    ----------
    theta : (M,) strengths.
    covariance : (M, M) their covariance.
    seed : seed of the normal draws.
    level : simultaneous confidence.
    draws : number of normal draws for c.

    Returns
    -------
    RankSpread
    """
    first, second = np.triu_indices(theta.size, 1)
    error = standard_errors(covariance)
    critical = _largest_contrast(covariance, error[first, second], seed, level, draws)
    ahead = theta[:, None] - theta[None, :] > critical * error
    best = 1 + ahead.sum(axis=0)
    worst = theta.size - ahead.sum(axis=1)
    return RankSpread(best.astype(np.int64), worst.astype(np.int64))


def standard_errors(covariance: Floats) -> Floats:
    """(M, M) standard errors of the differences θ_i − θ_j."""
    variance = np.diag(covariance)
    return np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2 * covariance, 0.0))


def _largest_contrast(covariance: Floats, error: Floats, seed: int, level: float, draws: int) -> float:
    """The `level` quantile of max over pairs of |Z_i − Z_j| / error; error (P,) in triu order."""
    n_models = covariance.shape[0]
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    rng = np.random.default_rng(seed)
    normal: NDArray[Any] = (root @ rng.standard_normal((n_models, draws))).astype(np.float32)
    scale = (1.0 / error).astype(np.float32)[:, None]
    largest = np.zeros(draws, dtype=np.float32)
    start = 0
    for model in range(n_models - 1):
        rivals = n_models - 1 - model
        contrast = np.abs(normal[model + 1 :] - normal[model]) * scale[start : start + rivals]
        np.maximum(largest, contrast.max(axis=0), out=largest)
        start += rivals
    return float(np.quantile(largest, level))

"""Which pair a next vote should judge, if intervals are to shrink fast."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit, fit
from ratings.core.tally import Floats, Tally

UNIFORM_SHARE = 0.1
PRIOR = 1.0


@dataclass(frozen=True, eq=False)
class PairOdds:
    """A probability for every unordered pair of M models: `first` < `second`, `probability` (M(M−1)/2,)."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    probability: Floats


def pair_gain(fit: Fit, *, focus: ArrayLike | None = None) -> Floats:
    """(M, M) by how much one more vote on each pair lowers Σ focus_i · var(θ_i); zero on the diagonal.

    With S = H⁻¹, W = diag(focus) (default 1), S2 = S W S and f = p (1 − p):
    f (S2_ii + S2_jj − 2 S2_ij) / (1 + f (S_ii + S_jj − 2 S_ij)), an A-optimal design step
    (Fedorov 1972, "Theory of optimal experiments") by the Sherman–Morrison formula.
    """
    weights = np.ones(fit.tally.n_models) if focus is None else np.asarray(focus, dtype=np.float64)
    strength = np.exp(fit.theta - fit.theta.max())
    information = np.outer(strength, strength) / (strength[:, None] + strength[None, :]) ** 2
    lowered = _contrasts(fit.inverse @ (weights[:, None] * fit.inverse))
    return np.asarray(information * lowered / (1 + information * _contrasts(fit.inverse)))


def pair_odds(
    tally: Tally, *, focus: ArrayLike | None = None, uniform: float = UNIFORM_SHARE, prior: float = PRIOR
) -> PairOdds:
    """Draw pairs ∝ gain², mixed with a share of `uniform` so that every pair keeps a positive chance.

    `focus` (M,): how much each model's variance matters, such as 1 for models whose interval should
    shrink and 0 for the others. `prior` gives models with few or no votes a finite variance here; it
    touches no published rating.
    """
    if tally.n_models < 2:
        raise ValueError("a pair takes two models")
    first, second = np.triu_indices(tally.n_models, 1)
    gain = pair_gain(fit(tally, prior=prior), focus=focus)[first, second] ** 2
    even = np.full(first.size, 1.0 / first.size)
    total = float(gain.sum())
    wanted = gain / total if total > 0 else even
    return PairOdds(first, second, np.asarray((1 - uniform) * wanted + uniform * even))


def _contrasts(covariance: Floats) -> Floats:
    """(M, M) variance of each difference θ_i − θ_j."""
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance)

"""What the draw of pairs does to ratings: votes weighted by the inverse probability of their pair.

Under an active draw some pairs have many more votes than others. A vote of a pair that was drawn with
probability q gets the weight 1/q [HorvitzThompson1952], as if all pairs had been drawn equally often. If few
votes carry most of the weight, they say less: the effective sample size is (Σw)² / Σw² [Kish1965].
"""

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ratings.core.bradley_terry import POINTS, fit
from ratings.core.outcome_counts import (
    BOTH_BAD,
    TIES,
    WINS_FIRST,
    WINS_SECOND,
    Floats,
    OutcomeCounts,
    count_outcomes,
)
from ratings.core.quality.prediction import PRIOR


@dataclass(frozen=True, eq=False)
class Weighting:
    """Ratings with and without weights, over the same votes.

    Attributes
    ----------
    votes : votes with a known probability.
    effective : their effective sample size.
    change : (M,) rating with weights minus rating without, in points.
    """

    votes: int
    effective: float
    change: Floats


def weigh_by_draw(
    a: NDArray[Any], b: NDArray[Any], outcome: NDArray[Any], probability: Floats, n_models: int
) -> Weighting | None:
    """Fit the same votes with and without inverse-probability weights.

    Parameters
    ----------
    a, b, outcome : (N,) votes: model indices and outcome codes.
    probability : (N,) probability with which the vote's pair was drawn; NaN for unknown.
    n_models : M.

    Returns
    -------
    Weighting, or None where no probability is known.
    """
    known = np.flatnonzero((probability > 0) & (a != b))
    if not known.size:
        return None
    a, b, outcome, weight = a[known], b[known], outcome[known], 1.0 / probability[known]
    outcomes = count_outcomes(a, b, outcome, n_models)
    weighted = _sum_weights(outcomes, a, b, outcome, weight * (known.size / weight.sum()))
    plain = fit(outcomes, prior=PRIOR)
    heavy = fit(replace(outcomes, counts=cast(Any, weighted)), prior=PRIOR)
    effective = float(weight.sum() ** 2 / (weight @ weight))
    return Weighting(int(known.size), effective, np.asarray(POINTS * (heavy.theta - plain.theta)))


def effective_votes(
    a: NDArray[Any], b: NDArray[Any], probability: Floats, n_models: int
) -> NDArray[np.float64]:
    """Effective sample size of each model's votes under inverse-probability weights.

    Parameters
    ----------
    a, b : (N,) votes: model indices.
    probability : (N,) probability with which the vote's pair was drawn; NaN for unknown.
    n_models : M.

    Returns
    -------
    (M,) (Σw)² / Σw² [Kish1965] over the model's votes with a known probability; NaN for a model without one.
    It equals their number where all pairs were drawn equally often.
    """
    known = np.flatnonzero((probability > 0) & (a != b))
    weight = 1.0 / probability[known]
    sums = [
        sum(np.bincount(side[known], weights=values, minlength=n_models) for side in (a, b))
        for values in (weight, weight * weight)
    ]
    with np.errstate(invalid="ignore"):
        return np.asarray(sums[0] ** 2 / sums[1], dtype=np.float64)


def _sum_weights(
    outcomes: OutcomeCounts, a: NDArray[Any], b: NDArray[Any], outcome: NDArray[Any], weight: Floats
) -> Floats:
    """(P, 4) sums of weights in the cells of `outcomes`."""
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    keys = outcomes.first * outcomes.n_models + outcomes.second
    pair = np.searchsorted(keys, low * outcomes.n_models + high)
    column = outcome.astype(np.int64) - 1
    mirrored = (a > b) & ((column == WINS_FIRST) | (column == WINS_SECOND))
    column = np.where(mirrored, WINS_FIRST + WINS_SECOND - column, column)
    width = max(TIES, BOTH_BAD) + 1
    cells = np.bincount(pair * width + column, weights=weight, minlength=keys.size * width)
    return np.asarray(cells.reshape(-1, width), dtype=np.float64)

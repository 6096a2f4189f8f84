"""What a board says of each model, put together from a fit and its intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ratings.core import ranks
from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats, OutcomeCounts
from ratings.core.selection import Reason, Selection, Status

MEAN = 1000.0
PROVISIONAL_VOTES = 300


@dataclass(frozen=True, eq=False)
class Ratings:
    """One board; every array has length n_models, in the order of the model indices.

    `rating`, `ci_low`, `ci_high`: points and 95 % interval, NaN where there is none. A provisional
    model whose reason is OPEN_INTERVAL has NaN at the end that the evidence leaves open.
    `rank`, `rank_low`, `rank_high`: counted from 1 among the ranked models, 0 for every other model.
    `rank` = `rank_low` is the best rank the intervals allow, `rank_high` the worst.
    `votes`: counted votes of each model on the board, self-battles left out, whoever the rival.
    `status`, `reason`: `Status` and `Reason` codes.

    `offset` was added to the mean-zero ratings; `anchored` says whether an anchor set it. Shifting
    moves ratings and intervals alike, so an anchor keeps its own uncertainty.
    `fitted`: the indices of the rated models, in the order of `fit`; `fit` is None for Elo and where
    nobody can be rated.
    """

    rating: Floats
    ci_low: Floats
    ci_high: Floats
    rank: NDArray[np.int64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    votes: NDArray[np.int64]
    status: NDArray[np.int8]
    reason: NDArray[np.int8]
    offset: float
    anchored: bool
    fitted: NDArray[np.intp]
    fit: Fit | None


@dataclass(frozen=True)
class Scale:
    """Where ratings are put: model `anchor` at `anchor_rating`, or else their mean at `mean`."""

    anchor: int | None = None
    anchor_rating: float = MEAN
    mean: float = MEAN

    def offset(self, models: NDArray[np.intp], rating: Floats) -> tuple[float, bool]:
        """What to add to mean-zero ratings of `models`, and whether the anchor was there to say so."""
        place = np.flatnonzero(models == self.anchor)
        if place.size:
            return self.anchor_rating - float(rating[place[0]]), True
        return self.mean, False


def assemble(
    votes: OutcomeCounts,
    selection: Selection,
    points: tuple[Floats, Floats, Floats],
    *,
    scale: Scale,
    provisional_votes: int,
    fit: Fit | None = None,
) -> Ratings:
    """The board of a selection's K models.

    `points`: rating, lower and upper end (K,) each, in points with mean zero; ends may be infinite.
    """
    models, total = selection.models, votes.votes_per_model
    offset, anchored = scale.offset(models, points[0])
    rating, low, high = (_spread(column + offset, models, votes.n_models) for column in points)
    reason = _reasons(selection, total, low, high, provisional_votes)
    status = np.full(votes.n_models, Status.UNRANKED, dtype=np.int8)
    status[models] = np.where(reason[models] == Reason.NONE, Status.RANKED, Status.PROVISIONAL)
    best, worst = np.zeros((2, votes.n_models), dtype=np.int64)
    ranked = status == Status.RANKED
    spread = ranks.from_intervals(low[ranked], high[ranked])
    best[ranked], worst[ranked] = spread.best, spread.worst
    for end in (low, high):
        end[np.isinf(end)] = np.nan
    return Ratings(rating, low, high, best, best, worst, total, status, reason, offset, anchored, models, fit)


def _reasons(
    selection: Selection, total: NDArray[np.int64], low: Floats, high: Floats, provisional_votes: int
) -> NDArray[np.int8]:
    """(M,) the selection's reasons, and why a rated model gets no rank."""
    rated = selection.reasons == Reason.NONE
    is_open = rated & ~(np.isfinite(low) & np.isfinite(high))
    few = rated & (total < provisional_votes)
    choices = [Reason.OPEN_INTERVAL, Reason.BELOW_PROVISIONAL_LINE]
    return np.select([is_open, few], choices, selection.reasons).astype(np.int8)


def _spread(values: Floats, models: NDArray[np.intp], n_models: int) -> Floats:
    """(M,) with (K,) values at their models' places and NaN elsewhere."""
    spread = np.full(n_models, np.nan)
    spread[models] = values
    return spread

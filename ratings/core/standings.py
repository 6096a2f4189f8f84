"""Put a fit and its intervals together to what a board shows of each model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ratings.core import ranks
from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats, OutcomeCounts, per_model
from ratings.core.selection import Reason, Selection, Status

MEAN = 1000.0
PROVISIONAL_VOTES = 300


@dataclass(frozen=True, eq=False)
class Ratings:
    """One board. Every array has length M and the order of the model indices.

    Attributes
    ----------
    rating, ci_low, ci_high : points and ends of the 95 % interval, NaN where there is none. An end that the
        evidence leaves open (reason OPEN_INTERVAL) is NaN.
    rank, rank_low, rank_high : ranks from 1 among the ranked models, 0 for all others. `rank` = `rank_low` is
        the best rank that the intervals allow, `rank_high` the worst.
    votes : votes of each model on the board, without self-battles, against any opponent.
    votes_against_rated : those of them against models that are rated.
    status, reason : codes of `Status` and `Reason`.
    offset : what was added to ratings of mean zero. Ratings and intervals are shifted alike, so intervals
        keep the width they have in the gauge of mean zero, the anchor's too.
    anchored : whether the anchor determined the offset.
    fitted : (K,) indices of the rated models, in the order of `fit`.
    fit : the fit; None for Elo and where no model is rated.
    """

    rating: Floats
    ci_low: Floats
    ci_high: Floats
    rank: NDArray[np.int64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    votes: NDArray[np.int64]
    votes_against_rated: NDArray[np.int64]
    status: NDArray[np.int8]
    reason: NDArray[np.int8]
    offset: float
    anchored: bool
    fitted: NDArray[np.intp]
    fit: Fit | None


@dataclass(frozen=True)
class Scale:
    """Zero of the rating scale: model `anchor` has `anchor_rating`; without a rated anchor the mean is
    `mean`.
    """

    anchor: int | None = None
    anchor_rating: float = MEAN
    mean: float = MEAN

    def offset(self, models: NDArray[np.intp], rating: Floats) -> tuple[float, bool]:
        """Offset for ratings of mean zero.

        Parameters
        ----------
        models : (K,) indices of the rated models.
        rating : (K,) their ratings.

        Returns
        -------
        offset : what to add to each rating.
        anchored : whether the anchor is among the models.
        """
        index = np.flatnonzero(models == self.anchor)
        if index.size:
            return self.anchor_rating - float(rating[index[0]]), True
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
    """Build the board of a selection's K models.

    Parameters
    ----------
    votes : counts of all M models.
    selection : which models are rated, and why the others are not.
    points : rating, lower and upper end, (K,) each, in points with mean zero. Ends may be infinite.
    scale : zero of the scale.
    provisional_votes : models with fewer votes get no rank.
    fit : the fit behind the points, if there is one.

    Returns
    -------
    Ratings
    """
    models, total = selection.models, votes.votes_per_model
    offset, anchored = scale.offset(models, points[0])
    rating, low, high = (_fill(column + offset, models, votes.n_models) for column in points)
    reason = _reasons(selection, total, low, high, provisional_votes)
    status = np.full(votes.n_models, Status.UNRANKED, dtype=np.int8)
    status[models] = np.where(reason[models] == Reason.NONE, Status.RANKED, Status.PROVISIONAL)
    best, worst = np.zeros((2, votes.n_models), dtype=np.int64)
    ranked = status == Status.RANKED
    spread = ranks.from_intervals(low[ranked], high[ranked])
    best[ranked], worst[ranked] = spread.best, spread.worst
    for end in (low, high):
        end[np.isinf(end)] = np.nan
    is_rated = np.isin(np.arange(votes.n_models), models)
    against_rated = per_model(
        votes, votes.games * is_rated[votes.second], votes.games * is_rated[votes.first]
    )
    return Ratings(
        rating,
        low,
        high,
        best,
        best,
        worst,
        total,
        against_rated.astype(np.int64),
        status,
        reason,
        offset,
        anchored,
        models,
        fit,
    )


def _reasons(
    selection: Selection, total: NDArray[np.int64], low: Floats, high: Floats, provisional_votes: int
) -> NDArray[np.int8]:
    """(M,) the selection's reasons, and for rated models why they get no rank."""
    rated = selection.reasons == Reason.NONE
    is_open = rated & ~(np.isfinite(low) & np.isfinite(high))
    few = rated & (total < provisional_votes)
    choices = [Reason.OPEN_INTERVAL, Reason.BELOW_PROVISIONAL_LINE]
    return np.select([is_open, few], choices, selection.reasons).astype(np.int8)


def _fill(values: Floats, models: NDArray[np.intp], n_models: int) -> Floats:
    """(M,) array with (K,) values at their models' indices and NaN elsewhere."""
    column = np.full(n_models, np.nan)
    column[models] = values
    return column

"""Select the models that can be rated, and name the reason for each other model."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ratings.core.connectivity import main_component
from ratings.core.outcome_counts import OutcomeCounts, subset


class Status(IntEnum):
    """How much a board claims about a model."""

    UNRANKED = 0
    """No rating, no interval, no rank."""
    PROVISIONAL = 1
    """A rating and an interval, but too little evidence for a rank."""
    RANKED = 2
    """A rating, an interval and a rank."""


class Reason(IntEnum):
    """Why a model has no rank; NONE for a ranked one."""

    NONE = 0
    NO_VOTES = 1
    TOO_FEW_VOTES = 2
    """Fewer votes than the minimum, on the board or against rated models."""
    WON_EVERY_VOTE = 3
    LOST_EVERY_VOTE = 4
    OUTSIDE_MAIN_COMPONENT = 5
    """The main component is not reachable by wins and ties in both directions."""
    BELOW_PROVISIONAL_LINE = 6
    """Rated, with fewer votes than a rank requires."""
    OPEN_INTERVAL = 7
    """Rated, but its interval is bounded on one side only."""


@dataclass(frozen=True, eq=False)
class Selection:
    """The models to rate.

    Attributes
    ----------
    models : (K,) ascending indices; K is 0 or at least 2.
    outcomes : the votes among these models, with indices 0 … K − 1.
    reasons : (M,) `Reason` codes, NONE for the selected models.
    """

    models: NDArray[np.intp]
    outcomes: OutcomeCounts
    reasons: NDArray[np.int8]


def select(whole: OutcomeCounts, *, minimum_votes: int) -> Selection:
    """Select the largest strongly connected set of models with enough votes among themselves [Ford1957].

    - A model with fewer than `minimum_votes` on the board is removed first.
    - Of the rest only the main component remains. Models that only won, only lost, or are not connected are
      removed.
    - Votes against removed models do not affect a rating, so both rules repeat until no model is removed.

    Parameters
    ----------
    whole : counts of M models.
    minimum_votes : fewest votes among the selected models.

    Returns
    -------
    Selection
    """
    votes = whole.votes_per_model
    reasons = np.select([votes == 0, votes < minimum_votes], [Reason.NO_VOTES, Reason.TOO_FEW_VOTES], 0)
    models = np.flatnonzero(reasons == 0)
    while True:
        inside = subset(whole, models)
        few = inside.votes_per_model < minimum_votes
        reasons[models[few]] = Reason.TOO_FEW_VOTES
        if few.any():
            models = models[~few]
            continue
        connected = np.zeros(models.size, dtype=bool)
        connected[main_component(inside)] = True
        if connected.all():
            return Selection(models, inside, reasons.astype(np.int8))
        reasons[models[~connected]] = _reasons_outside(inside)[~connected]
        models = models[connected]


def _reasons_outside(inside: OutcomeCounts) -> NDArray[np.int64]:
    """(K,) for each model the reason it would have outside the main component."""
    points, votes = inside.score_per_model, inside.votes_per_model
    return np.select(
        [votes == 0, points == votes, points == 0],
        [Reason.TOO_FEW_VOTES, Reason.WON_EVERY_VOTE, Reason.LOST_EVERY_VOTE],
        Reason.OUTSIDE_MAIN_COMPONENT,
    )

"""Which models of a board can honestly be rated, and the named reason why the others cannot."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ratings.core.connectivity import main_component
from ratings.core.outcome_counts import OutcomeCounts, subset


class Status(IntEnum):
    """How far a board vouches for a model."""

    UNRANKED = 0
    """No rating, no interval, no rank."""
    PROVISIONAL = 1
    """A rating and an interval, but too little evidence for a rank."""
    RANKED = 2
    """A rating, an interval and a rank."""


class Reason(IntEnum):
    """Why a model is not ranked. NONE for a ranked one."""

    NONE = 0
    NO_VOTES = 1
    TOO_FEW_VOTES = 2
    """Fewer votes than the minimum, on the board or among the models that can be rated."""
    WON_EVERY_VOTE = 3
    LOST_EVERY_VOTE = 4
    OUTSIDE_MAIN_COMPONENT = 5
    """No chain of wins and ties leads both to and from the models of the main component."""
    BELOW_PROVISIONAL_LINE = 6
    """Rated, with fewer votes than a rank takes."""
    OPEN_INTERVAL = 7
    """Rated, but the evidence bounds its rating on one side only."""


@dataclass(frozen=True, eq=False)
class Selection:
    """`models` (K,): ascending indices of the models to rate, empty or at least two.

    `tally`: the votes among them, renumbered. `reasons` (M,): NONE for these, a `Reason` for each other.
    """

    models: NDArray[np.intp]
    outcomes: OutcomeCounts
    reasons: NDArray[np.int8]


def select(whole: OutcomeCounts, *, minimum_votes: int) -> Selection:
    """Keep the largest strongly connected set of models with enough votes among themselves.

    - A model with fewer than `minimum_votes` on the board goes first.
    - Of the rest the main component stays; who only won, only lost, or stands apart goes.
    - Votes against those that went do not bear on a rating, so both rules apply again until nobody goes.
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
        reasons[models[~connected]] = _apart(inside)[~connected]
        models = models[connected]


def _apart(inside: OutcomeCounts) -> NDArray[np.int64]:
    """(K,) why each model would stand outside the main component."""
    points, votes = inside.score_per_model, inside.votes_per_model
    return np.select(
        [votes == 0, points == votes, points == 0],
        [Reason.TOO_FEW_VOTES, Reason.WON_EVERY_VOTE, Reason.LOST_EVERY_VOTE],
        Reason.OUTSIDE_MAIN_COMPONENT,
    )

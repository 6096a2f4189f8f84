"""Changes on a board since last week, for its rows; the rule for noise is that of `differences`."""

import datetime as dt
from dataclasses import dataclass

from ratings.history.differences import ContenderChange
from ratings.history.snapshot_pairs import since
from ratings.models import Snapshot


@dataclass(frozen=True)
class Change:
    """One model then and now.

    places: number of ranks it rose (negative: fell), None unless it has a rank on both boards. points: change
    of its rating, None unless both boards rate it on one scale. is_new: the earlier board does not list it.
    is_clear: the change of rating is beyond the noise.
    """

    places: int | None = None
    points: float | None = None
    is_new: bool = False
    is_clear: bool = False

    @property
    def fell(self) -> int:
        """Number of ranks it fell."""
        return -(self.places or 0)

    @property
    def signed_points(self) -> str:
        """The change of the rating in whole points, with its sign."""
        whole = round(self.points or 0)
        return f"{whole:+d}".replace("-", "−") if whole else "±0"


@dataclass(frozen=True)
class Week:
    """The changes since a board about a week older, by contender."""

    since: dt.datetime
    changes: dict[int, Change]


def week_of(snapshot: Snapshot) -> Week | None:
    """Changes in the week before a snapshot; None where nothing had been published by then."""
    diff = since(snapshot)
    if diff is None:
        return None
    changes = {contender: to_change(moved) for contender, moved in diff.by_contender().items()}
    new = {standing.contender_id: Change(is_new=True) for standing in diff.entered}
    return Week(diff.before.as_of, changes | new)


def to_change(moved: ContenderChange) -> Change:
    """One contender's change with rising ranks positive."""
    return Change(
        places=None if moved.rank_change is None else -moved.rank_change,
        points=moved.rating_change,
        is_clear=bool(moved.is_rating_beyond_noise),
    )

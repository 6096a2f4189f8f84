"""What moved on a board since last week, as its rows show it; the rule for noise is that of `differences`."""

import datetime as dt
from dataclasses import dataclass

from ratings.history.differences import ContenderChange
from ratings.history.snapshot_pairs import since
from ratings.models import Snapshot


@dataclass(frozen=True)
class Change:
    """One model then and now.

    places: how many ranks it rose (negative: fell), None unless it has a rank on both boards.
    points: change of its rating, None unless both boards rate it on one scale.
    is_new: the earlier board did not know it. is_clear: the change of rating is beyond the noise.
    """

    places: int | None = None
    points: float | None = None
    is_new: bool = False
    is_clear: bool = False

    @property
    def fell(self) -> int:
        """How many ranks it fell."""
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
    """What changed in the week before a snapshot; None where nothing had been published by then."""
    found = since(snapshot)
    if found is None:
        return None
    changes = {contender: to_change(moved) for contender, moved in found.by_contender().items()}
    new = {standing.contender_id: Change(is_new=True) for standing in found.entered}
    return Week(found.before.as_of, changes | new)


def to_change(moved: ContenderChange) -> Change:
    """One contender's change as a reader counts it: upwards."""
    return Change(
        places=None if moved.rank_change is None else -moved.rank_change,
        points=moved.rating_change,
        is_clear=bool(moved.is_rating_beyond_noise),
    )

"""Mark the days whose votes changed."""

import datetime as dt
from collections.abc import Iterable

from battles.models import DirtyDay


def mark_days_dirty(days: Iterable[tuple[int, dt.date | None]]) -> None:
    """Mark (arena id, UTC day) pairs dirty; call it inside the transaction of the change itself.

    Each call adds new rows. So two transactions never wait for each other, and a mark that commits after a
    refresh began is not deleted with the marks that the refresh read.
    """
    DirtyDay.objects.bulk_create([DirtyDay(arena_id=arena, day=day) for arena, day in set(days)])

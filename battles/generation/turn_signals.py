"""What visitors ask of turns that another process generates, as rows until that process has read them."""

import datetime as dt
from collections.abc import Collection

from django.db.models import DateTimeField

from battles.database import CompiledQuery, Given
from battles.generation.event_log import TurnKey
from battles.models import TurnSignal

KEEP = dt.timedelta(minutes=10)
"""A turn that has not read a signal by then has ended without it."""

Signal = tuple[TurnKey, TurnSignal.Kind]

_SENT = CompiledQuery[tuple](
    lambda: (
        TurnSignal.objects.filter(sent_at__gt=Given("since", DateTimeField()))
        .order_by("pk")
        .values_list("pk", "battle", "turn", "attempt", "kind")
    )
)


def send_signal(key: TurnKey, kind: TurnSignal.Kind) -> None:
    """Store a signal for the process that generates this turn; a repeated one changes nothing."""
    battle_id, turn, attempt = key
    TurnSignal.objects.bulk_create(
        [TurnSignal(battle_id=battle_id, turn=turn, attempt=attempt, kind=kind)], ignore_conflicts=True
    )


def take_signals(keys: Collection[TurnKey], *, now: dt.datetime) -> list[Signal]:
    """Delete and return the signals for these turns, in the order in which they were sent."""
    rows = [row for row in _SENT.fetch(since=now - KEEP) if row[1:4] in keys]
    if rows:
        TurnSignal.objects.filter(pk__in=[row[0] for row in rows]).delete()
    return [(row[1:4], TurnSignal.Kind(row[4])) for row in rows]


def delete_old_signals(*, now: dt.datetime) -> int:
    """Delete the signals that no turn has read. Returns how many."""
    old = TurnSignal.objects.filter(sent_at__lte=now - KEEP)
    if not old.exists():  # a DELETE would take SQLite's write lock at every sweep
        return 0
    return old.delete()[0]

"""Counts of gates' outcomes, collected in this process and added to the database now and then.

- A prompt that passes costs no statement: counts are written at most every FLUSH_SECONDS, and by the sweep.
- A process that is killed loses the counts of its last seconds; they are figures, not evidence.
"""

import datetime as dt
import logging
import threading
import time
from collections import Counter as Tally

from django.db import DatabaseError, connection
from django.utils import timezone

from battles.models import GateCount

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 10.0

Key = tuple[dt.date, str, str, str]

ADD = """
INSERT INTO battles_gatecount (day, gate, outcome, detail, number, changed_at) VALUES {rows}
ON CONFLICT (day, gate, outcome, detail) DO UPDATE SET
    number = battles_gatecount.number + excluded.number, changed_at = excluded.changed_at
"""


class _Tallies:
    """What is not in the database yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.numbers: Tally[Key] = Tally()
        self.flushed_at = 0.0

    def take(self) -> Tally[Key]:
        with self.lock:
            numbers, self.numbers = self.numbers, Tally()
            self.flushed_at = time.monotonic()
        return numbers


_TALLIES = _Tallies()


def count_outcome(gate: str, outcome: str, detail: str = "") -> None:
    """Count one outcome of a gate in this process."""
    with _TALLIES.lock:
        _TALLIES.numbers[timezone.now().astimezone(dt.UTC).date(), gate, outcome, detail] += 1


def forget_outcomes() -> None:
    """Forget what this process has counted (for tests)."""
    _TALLIES.take()


def flush_if_due() -> None:
    """Add the counts to the database if the last time is long enough ago; outside of transactions.

    Counts that cannot be stored now are kept: figures must not stop the sweep.
    """
    if not _TALLIES.numbers or time.monotonic() - _TALLIES.flushed_at < FLUSH_SECONDS:
        return
    try:
        flush_outcomes()
    except DatabaseError as error:
        logger.warning("counts of gates are kept in memory: %s", error)


def flush_outcomes() -> int:
    """Add the counts of this process to the database. Returns how many counters changed."""
    numbers = _TALLIES.take()
    if not numbers:
        return 0
    now = timezone.now()
    rows = sorted((*key, number, now) for key, number in numbers.items())
    try:
        with connection.cursor() as cursor:
            sql = ADD.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows)))
            cursor.execute(sql, [value for row in rows for value in row])
    except Exception:
        with _TALLIES.lock:
            _TALLIES.numbers.update(numbers)
        raise
    return len(rows)


def read_finished_days(*, today: dt.date, days: int) -> list[GateCount]:
    """The counts of the last finished UTC days, in order."""
    since = today - dt.timedelta(days=days)
    return list(
        GateCount.objects.filter(day__gte=since, day__lt=today).order_by("day", "gate", "outcome", "detail")
    )


def find_unreachable(*, since: dt.datetime) -> list[str]:
    """The names of gates that could not be reached since then."""
    recent = GateCount.objects.filter(outcome="unreachable", changed_at__gte=since)
    return sorted(set(recent.values_list("gate", flat=True)))

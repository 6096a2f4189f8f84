"""Counters in the database: shared by all processes, kept over restarts, needs no other service."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from battles.database import joined_transaction
from battles.models import RateCount
from battles.rate_limits.keys import hash_key
from battles.rate_limits.windows import Counter, Limit, RateLimited

COUNT = """
INSERT INTO battles_ratecount (key, period, previous, current, expires_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET
    previous = CASE
        WHEN battles_ratecount.period = excluded.period THEN battles_ratecount.previous
        WHEN battles_ratecount.period = excluded.period - 1 THEN battles_ratecount.current
        ELSE 0 END,
    current = CASE
        WHEN battles_ratecount.period = excluded.period THEN battles_ratecount.current + 1
        ELSE 1 END,
    period = excluded.period,
    expires_at = excluded.expires_at
RETURNING key, previous, current
"""


class DatabaseStore:
    """Counts in one statement and a transaction that a refusal rolls back: refused actions write nothing."""

    def count(self, counters: Sequence[Counter], moment: float) -> None:
        """Count one action in all counters, or in none of them. Raises RateLimited.

        Inside a joined transaction (`battles.database`) a refusal rolls back all of it.
        """
        # In the order of the keys: two requests that share counters wait for each other, never crosswise.
        by_key = {hash_key(counter.key): counter for counter in counters}
        values: list[object] = []
        for key in sorted(by_key):
            limit = by_key[key].limit
            values += [key, limit.get_period(moment), 0, 1, int(moment) + 2 * limit.seconds]
        sql = COUNT.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(by_key)))
        with joined_transaction():
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                rows = cursor.fetchall()
            waits = {
                by_key[key].key: by_key[key].limit.get_retry_after(previous, current - 1, moment)
                for key, previous, current in rows
            }
            fullest = max(waits, key=waits.__getitem__)
            if waits[fullest]:
                raise RateLimited(waits[fullest], fullest)

    def read(self, counters: Sequence[Counter], moment: float) -> list[float]:
        """Return the estimates of counters, without counting."""
        keys = [hash_key(counter.key) for counter in counters]
        rows = {row.key: row for row in RateCount.objects.filter(key__in=keys)}
        return [
            _estimate(rows.get(key), counter.limit, moment)
            for key, counter in zip(keys, counters, strict=True)
        ]

    def reset(self, counters: Sequence[Counter], moment: float) -> None:
        """Set counters to zero."""
        RateCount.objects.filter(key__in=[hash_key(counter.key) for counter in counters]).delete()


def _estimate(row: RateCount | None, limit: Limit, moment: float) -> float:
    if row is None:
        return 0.0
    periods_ago = limit.get_period(moment) - row.period
    if periods_ago > 1:
        return 0.0
    counts = (row.previous, row.current) if periods_ago == 0 else (row.current, 0)
    return limit.estimate(*counts, moment)


def delete_expired_counts() -> int:
    """Delete counters that no longer count; returns how many."""
    expired = RateCount.objects.filter(expires_at__lt=int(timezone.now().timestamp()))
    return expired.delete()[0]

"""Counters in the memory of this process, in a table of bounded size."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from battles.rate_limits.windows import Counter, RateLimited

MAX_COUNTERS = 50_000
"""About 10 MB. A full table drops the counter that was used least recently."""


class MemoryStore:
    """Counts in this process alone; safe for threads."""

    def __init__(self, max_counters: int = MAX_COUNTERS) -> None:
        self._max_counters = max_counters
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, tuple[int, int, int]] = OrderedDict()
        """By key: number of the period, actions of the period before, actions of the period."""

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, counters: Sequence[Counter], moment: float) -> None:
        """Count one action in all counters, or in none of them. Raises RateLimited."""
        with self._lock:
            updated = {}
            for counter in counters:
                period = counter.limit.get_period(moment)
                previous, current = self._get_counts(counter.key, period)
                retry_after = counter.limit.get_retry_after(previous, current, moment)
                if retry_after:
                    raise RateLimited(retry_after, counter.key)
                updated[counter.key] = (period, previous, current + 1)
            for key, counts in updated.items():
                self._counts[key] = counts
                self._counts.move_to_end(key)
            while len(self._counts) > self._max_counters:
                self._counts.popitem(last=False)

    def read(self, counters: Sequence[Counter], moment: float) -> list[float]:
        """Return the estimates of counters, without counting."""
        with self._lock:
            return [
                counter.limit.estimate(
                    *self._get_counts(counter.key, counter.limit.get_period(moment)), moment
                )
                for counter in counters
            ]

    def reset(self, counters: Sequence[Counter], moment: float) -> None:
        """Set counters to zero."""
        with self._lock:
            for counter in counters:
                self._counts.pop(counter.key, None)

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()

    def _get_counts(self, key: str, period: int) -> tuple[int, int]:
        stored_period, previous, current = self._counts.get(key, (period, 0, 0))
        if stored_period == period:
            return previous, current
        return (current, 0) if stored_period == period - 1 else (0, 0)

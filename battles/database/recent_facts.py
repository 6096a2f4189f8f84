"""Facts of the site that many requests need and few changes touch: a process reads them once a second.

A change is seen by every process within FRESH_SECONDS, and at once by whatever reads the database itself.
"""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")

FRESH_SECONDS = 1.0
MAX_KEYS = 64

_EVERYTHING: list[dict] = []


class RecentFacts(Generic[K, T]):
    """What `read` returns for a key, at most FRESH_SECONDS old. What it raises is not kept.

    Facts are shared by all threads: whoever gets them changes nothing in them.
    """

    def __init__(self, read: Callable[[K], T]):
        self._read = read
        self._known: dict[K, tuple[float, T]] = {}
        _EVERYTHING.append(self._known)

    def get(self, key: K) -> T:
        """Return the facts of this key. Raises what `read` raises."""
        now = time.monotonic()
        known = self._known.get(key)
        if known is not None and now - known[0] < FRESH_SECONDS:
            return known[1]
        facts = self._read(key)
        if len(self._known) >= MAX_KEYS:
            self._known.clear()
        self._known[key] = (now, facts)
        return facts

    def forget(self) -> None:
        """Read all facts again: this process has changed them."""
        self._known.clear()


def forget_recent_facts() -> None:
    """Forget everything that this process knows (for tests)."""
    for known in _EVERYTHING:
        known.clear()

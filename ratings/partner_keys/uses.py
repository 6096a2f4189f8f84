"""How often each key is used: added up in the memory of each process, stored in batches."""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from ratings.partner_keys.models import KeyUse, PartnerKey

STORE_SECONDS = 10.0


class Uses:
    """Numbers that are not stored yet; safe for threads.

    A killed process loses those of STORE_SECONDS at most.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._counts: Counter[tuple[int, dt.date, bool]] = Counter()
        self._stored_at = clock()

    def add(self, key_id: int, day: dt.date, *, is_refused: bool = False) -> None:
        """Count one request."""
        with self._lock:
            self._counts[key_id, day, is_refused] += 1

    def take(self, *, at_once: bool = False) -> Counter[tuple[int, dt.date, bool]]:
        """Return what is due to be stored, and forget it; empty before STORE_SECONDS have passed."""
        with self._lock:
            if not self._counts or (not at_once and self._clock() - self._stored_at < STORE_SECONDS):
                return Counter()
            counts, self._counts = self._counts, Counter()
            self._stored_at = self._clock()
            return counts

    def put_back(self, counts: Counter[tuple[int, dt.date, bool]]) -> None:
        """Count again what could not be stored."""
        with self._lock:
            self._counts.update(counts)


USES = Uses()


def store_uses(uses: Uses = USES, *, at_once: bool = False) -> int:
    """Store what is due, in a few statements. Returns the number of requests stored."""
    counts = uses.take(at_once=at_once)
    if not counts:
        return 0
    try:
        with transaction.atomic():
            _add(counts)
    except Exception:
        uses.put_back(counts)
        raise
    return counts.total()


def _add(counts: Counter[tuple[int, dt.date, bool]]) -> None:
    days = sorted({(key_id, day) for key_id, day, _refused in counts})
    ids = {key_id for key_id, _day in days}
    known = set(PartnerKey.objects.filter(pk__in=ids).values_list("pk", flat=True))
    days = [(key_id, day) for key_id, day in days if key_id in known]
    KeyUse.objects.bulk_create(
        [KeyUse(key_id=key_id, day=day) for key_id, day in days], ignore_conflicts=True
    )
    for key_id, day in days:
        KeyUse.objects.filter(key_id=key_id, day=day).update(
            reads=F("reads") + counts[key_id, day, False], refused=F("refused") + counts[key_id, day, True]
        )
        PartnerKey.objects.filter(pk=key_id).exclude(last_used_on__gte=day).update(last_used_on=day)

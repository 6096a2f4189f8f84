"""What public pages depend on, as one value: when it changes, every stored page is dropped.

Not in it: what only ages a page a little (counts of the day). A stored page lives no longer than its own
`Cache-Control: max-age` says.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable

from asgiref.sync import sync_to_async
from django.contrib.admin.models import LogEntry
from django.db import close_old_connections
from django.db.models import Max
from django.utils import timezone

from battles.models import Arena, ContenderChange, CountingPolicy, SamplingPolicy, WeightChange
from moderation.models import Decision
from ratings.models import BoardQuality, Rebuild

LOOK_SECONDS = 1.0

PATIENCE_SECONDS = 3.0
"""For so long readers wait for a look-up: a database may also accept questions and answer none."""

AWAY_SECONDS = 5.0
"""For so long after a look-up that failed or took too long, readers do not wait for the next one."""

logger = logging.getLogger(__name__)


def read_version() -> Hashable:
    """Read the version from the database: a few index look-ups."""
    close_old_connections()
    try:
        published = Rebuild.objects.filter(published_at__isnull=False).aggregate(Max("pk"))["pk__max"]
        newest = tuple(
            model.objects.aggregate(Max("pk"))["pk__max"]
            for model in (
                Arena,
                ContenderChange,
                WeightChange,
                SamplingPolicy,
                CountingPolicy,
                Decision,
                LogEntry,
            )
        )
        judged = BoardQuality.objects.aggregate(Max("judged_at"))["judged_at__max"]
        return published, judged, newest, timezone.now().date()
    finally:
        close_old_connections()


class Version:
    """The version as this process knows it, looked up at most once in LOOK_SECONDS.

    While the database is away the last known version stays, so stored pages can still be read. Only the first
    readers wait until it is known to be away.
    """

    def __init__(
        self, read: Callable[[], Hashable] = read_version, clock: Callable[[], float] = time.monotonic
    ):
        self._read, self._clock = sync_to_async(read, thread_sensitive=False), clock
        self._value: Hashable = None
        self._looked_at = float("-inf")
        self._away_until = float("-inf")
        self._look: asyncio.Task[None] | None = None

    async def get(self) -> Hashable:
        """Return the version as it was LOOK_SECONDS ago or later, or the last known one in an outage.

        Concurrent readers share one look-up.
        """
        asked_at = self._clock()
        while self._looked_at <= asked_at - LOOK_SECONDS:
            if self._look is None:
                self._look = asyncio.create_task(self._update())
            if asked_at < self._away_until or not await self._has_ended(self._look):
                break
        return self._value

    async def _has_ended(self, look: asyncio.Task[None]) -> bool:
        """Wait for a look-up, but not for long: whether it has ended."""
        ended, _running = await asyncio.wait([look], timeout=PATIENCE_SECONDS)
        if not ended:
            self._away_until = self._clock() + AWAY_SECONDS
        return bool(ended)

    async def _update(self) -> None:
        started_at = self._clock()  # what is published while the look-up runs may be missing from it
        try:
            self._value = await self._read()
            self._away_until = float("-inf")
        except Exception:
            self._away_until = self._clock() + AWAY_SECONDS
            logger.exception("the published state could not be looked up; stored pages stay")
        finally:
            self._looked_at, self._look = started_at, None

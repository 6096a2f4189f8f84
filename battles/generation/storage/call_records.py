"""Calls of models that ended, recorded in the models' health together: one transaction for many turns."""

import asyncio
from collections.abc import Iterable

from battles.endpoints.health import Call
from battles.generation.background import in_background, start_task
from battles.generation.storage.turn_end import record_health

COLLECT_SECONDS = 1.0
"""How long calls that succeeded wait for others. A failure is recorded at once: it may bench a model."""


class CallRecords:
    """The calls of one event loop that are not recorded yet."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._is_urgent = asyncio.Event()
        self._recording: asyncio.Task[None] | None = None

    async def record(self, calls: Iterable[Call | None]) -> None:
        """Record calls and wait until this is done or has failed; None entries are skipped."""
        known = [call for call in calls if call is not None]
        if not known:
            return
        self._calls += known
        if any(call.failure is not None for call in known):
            self._is_urgent.set()
        if self._recording is None:
            self._recording = start_task(self._record_soon(), name="records of calls")
        await asyncio.shield(self._recording)

    def hurry(self) -> None:
        """Record what waits now: the server stops."""
        self._is_urgent.set()

    async def _record_soon(self) -> None:
        timer = asyncio.get_running_loop().call_later(COLLECT_SECONDS, self._is_urgent.set)
        await self._is_urgent.wait()
        timer.cancel()
        self._is_urgent.clear()
        calls, self._calls, self._recording = self._calls, [], None
        await in_background(record_health, calls)

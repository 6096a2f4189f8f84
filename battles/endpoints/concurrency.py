"""Limit how many answers run at one endpoint at once in this process.

Waiting requests get a slot in the order in which they came. A slot is taken for one request alone and
never while waiting for anything else, so that requests cannot deadlock.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from battles.providers.base import ErrorKind, ProviderError


class NoFreeSlot(ProviderError):
    """No slot of the endpoint became free in time. The cause is this site's own limit, not the upstream."""

    def __init__(self, seconds: float):
        super().__init__(ErrorKind.TIMEOUT_FIRST, f"no free slot at the endpoint within {seconds:.1f} s")


class Slots:
    """The slots of one endpoint. Each call gives the limit, because staff can change it at any time."""

    def __init__(self) -> None:
        self.taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self, limit: int) -> bool:
        """Take a slot if one is free and nothing waits for it; whether it was taken."""
        is_free = self.taken < limit and not self._waiting
        self.taken += is_free
        return is_free

    async def acquire(self, limit: int) -> None:
        """Wait until fewer than `limit` slots are taken, and take one."""
        if self.take(limit):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release(limit)  # the slot was granted in the moment of cancellation
            raise

    def release(self, limit: int) -> None:
        """Free a slot and grant free slots to the requests that have waited longest."""
        self.taken -= 1
        while self._waiting and self.taken < limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self.taken += 1
                turn.set_result(None)


_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Slots]] = WeakKeyDictionary()


@asynccontextmanager
async def slot_at(endpoint_id: int, *, limit: int, seconds: float) -> AsyncIterator[None]:
    """Take a slot of an endpoint on the running loop. Raises NoFreeSlot after `seconds`."""
    loop = asyncio.get_running_loop()
    slots = _slots.setdefault(loop, {}).setdefault(endpoint_id, Slots())
    if not slots.take(limit):
        try:
            async with asyncio.timeout(seconds):
                await slots.acquire(limit)
        except TimeoutError:
            raise NoFreeSlot(seconds) from None
    try:
        yield
    finally:
        slots.release(limit)

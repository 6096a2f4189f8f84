"""Places at an endpoint: how many answers may be under way there at once in this process.

Whoever waits is served in the order they came. A place is held for one request alone, never while waiting
for anything else, so no two can wait for each other.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from battles.providers.base import ErrorKind, ProviderError


class NoPlace(ProviderError):
    """No place at the endpoint became free in time: this process' own limit, not the upstream's fault."""

    def __init__(self, seconds: float):
        super().__init__(ErrorKind.TIMEOUT_FIRST, f"no free place at the endpoint within {seconds:.1f} s")


class Places:
    """The places of one endpoint. The limit is given with each visit, because staff may change it."""

    def __init__(self) -> None:
        self.taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self, limit: int) -> None:
        """Take a place, once fewer than `limit` are taken; leave it with `leave`."""
        if self.taken < limit and not self._waiting:
            self.taken += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(limit)  # the place came in the moment of giving up
            raise

    def leave(self, limit: int) -> None:
        """Give a place back; who waits longest gets it."""
        self.taken -= 1
        while self._waiting and self.taken < limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self.taken += 1
                turn.set_result(None)


_places: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Places]] = WeakKeyDictionary()


@asynccontextmanager
async def place_at(endpoint_id: int, *, limit: int, patience: float) -> AsyncIterator[None]:
    """Hold a place at an endpoint of the running loop. Raises NoPlace after `patience` seconds."""
    loop = asyncio.get_running_loop()
    places = _places.setdefault(loop, {}).setdefault(endpoint_id, Places())
    try:
        async with asyncio.timeout(patience):
            await places.enter(limit)
    except TimeoutError:
        raise NoPlace(patience) from None
    try:
        yield
    finally:
        places.leave(limit)

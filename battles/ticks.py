"""One clock for upstreams and readers: every 50 ms all paused upstreams are read, then all text is released.

A model's server sends a packet for each token, and each packet costs a wake-up, a parse and a task. Between
two ticks a connection is not read; the kernel keeps what arrives. Reading and release have one tick, so
that nothing waits for a second clock.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.05

ROUNDS = 4
"""Iterations of the event loop between resumed reading and release: what the kernel has kept is delivered in
the next iteration, its reader runs in the one after, and loops differ in what they call an iteration."""

Release = Callable[[float], None]
"""Called at each tick with the loop's time."""


class Ticks:
    """The clock of one event loop. It runs only while somebody waits for a tick."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._paused: defaultdict[int, list[asyncio.ReadTransport]] = defaultdict(list)
        """By the number of the tick at which they are read again."""
        self._number = 0
        self._releases: dict[int, Release] = {}
        self._is_waiting = False

    def pause(self, transport: asyncio.ReadTransport, *, ticks: int = 1) -> None:
        """Read nothing from this connection until the next tick, or a later one."""
        transport.pause_reading()
        self._paused[self._number + ticks].append(transport)
        self._wait()

    @contextlib.contextmanager
    def calling(self, release: Release) -> Iterator[None]:
        """Call `release` at each tick inside the block. An exception is logged and ends its calls."""
        self._releases[id(release)] = release
        self._wait()
        try:
            yield
        finally:
            self._releases.pop(id(release), None)

    def _wait(self) -> None:
        if not self._is_waiting and (self._paused or self._releases):
            self._is_waiting = True
            ticks = self._loop.time() // TICK_SECONDS
            self._loop.call_at((ticks + 1) * TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._number += 1
        for transport in self._paused.pop(self._number, ()):
            with contextlib.suppress(RuntimeError):  # it was closed meanwhile
                transport.resume_reading()
        self._loop.call_soon(self._release, ROUNDS)

    def _release(self, rounds: int) -> None:
        if rounds:
            self._loop.call_soon(self._release, rounds - 1)
            return
        now = self._loop.time()
        for key, release in list(self._releases.items()):
            try:
                release(now)
            except Exception:
                logger.exception("a release failed")
                self._releases.pop(key, None)
        self._is_waiting = False
        self._wait()


_clocks: dict[asyncio.AbstractEventLoop, Ticks] = {}


def get_ticks() -> Ticks:
    """Return the running loop's clock."""
    loop = asyncio.get_running_loop()
    clock = _clocks.get(loop)
    if clock is None:
        for closed in [other for other in _clocks if other.is_closed()]:
            del _clocks[closed]
        clock = _clocks[loop] = Ticks(loop)
    return clock

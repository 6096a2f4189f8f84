"""One clock for upstreams and readers: paused upstreams are read, then text is released, at the same moments.

A model's server sends a packet for each token, and each packet costs a wake-up, a parse and a task. Between
two ticks a connection is not read; the kernel keeps what arrives. Reading and release have one tick, so
that nothing waits for a second clock.

Ticks are the multiples of TICK_SECONDS on the loop's clock. Who waits for several of them is called at a
multiple of STEP_TICKS, or of FREE_TICKS: so many battles share one wake-up.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.05

STEP_TICKS = 4
"""The ticks from one step of a paced release to the next."""

FREE_TICKS = 2
"""The ticks from one frame of a free release to the next; its connections are read as often."""

EARLY_SECONDS = TICK_SECONDS / 10
"""By so much a timer may fire before its moment."""

ROUNDS = 4
"""Iterations of the event loop between resumed reading and release: what the kernel has kept is delivered in
the next iteration, its reader runs in the one after, and loops differ in what they call an iteration."""

Release = Callable[[float], int]
"""Called with the loop's time; returns after how many ticks it wants to be called again, at the latest."""


class Ticks:
    """The clock of one event loop. It runs only while somebody waits for a tick."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._paused: defaultdict[int, list[asyncio.ReadTransport]] = defaultdict(list)
        """By the number of the tick at which they are read again."""
        self._due: defaultdict[int, list[Release]] = defaultdict(list)
        """By the number of the tick at which they are called."""
        self._releases: set[Release] = set()
        self._next: int | None = None
        """The number of the tick that the timer waits for."""
        self._timer: asyncio.TimerHandle | None = None

    def pause(self, transport: asyncio.ReadTransport, *, ticks: int = 1) -> None:
        """Read nothing from this connection for so many ticks, or up to three fewer: until a shared one."""
        transport.pause_reading()
        number = self._number_after(ticks)
        self._paused[number].append(transport)
        self._wait_for(number)

    @contextlib.contextmanager
    def calling(self, release: Release) -> Iterator[None]:
        """Call `release` inside the block, as it asks. An exception is logged and ends its calls."""
        self._releases.add(release)
        self._call_after(release, 1)
        try:
            yield
        finally:
            self._releases.discard(release)

    def _call_after(self, release: Release, ticks: int) -> None:
        number = self._number_after(ticks)
        self._due[number].append(release)
        self._wait_for(number)

    def _number_after(self, ticks: int) -> int:
        number = int((self._loop.time() + EARLY_SECONDS) / TICK_SECONDS) + ticks
        return number - number % (STEP_TICKS if ticks >= STEP_TICKS else min(ticks, FREE_TICKS))

    def _wait_for(self, number: int) -> None:
        if self._next is None or number < self._next:
            if self._timer is not None:
                self._timer.cancel()
            self._next = number
            self._timer = self._loop.call_at(number * TICK_SECONDS, self._tick, number)

    def _tick(self, number: int) -> None:
        self._next = self._timer = None
        for transport in _pop_due(self._paused, number):
            with contextlib.suppress(RuntimeError):  # it was closed meanwhile
                transport.resume_reading()
        releases = _pop_due(self._due, number)
        if releases:
            self._loop.call_soon(self._release, releases, ROUNDS)
        waiting = [*self._paused, *self._due]
        if waiting:
            self._wait_for(min(waiting))

    def _release(self, releases: list[Release], rounds: int) -> None:
        if rounds:
            self._loop.call_soon(self._release, releases, rounds - 1)
            return
        now = self._loop.time()
        for release in releases:
            if release in self._releases:
                self._call(release, now)

    def _call(self, release: Release, now: float) -> None:
        try:
            self._call_after(release, release(now))
        except Exception:
            logger.exception("a release failed")
            self._releases.discard(release)


def _pop_due(waiting: dict[int, list[T]], number: int) -> list[T]:
    """Take out everything that waits for a tick up to this number."""
    return [each for due in sorted(waiting) if due <= number for each in waiting.pop(due)]


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

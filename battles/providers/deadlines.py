"""Deadlines of one answer, and reading a response's body before them.

A busy or paused machine may notice a deadline late, when the kernel has had the data for long. So the event
loop first takes what has arrived: a model is not late because this process is.
"""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator

import aiohttp

from battles.process import ROUNDS, TICK_SECONDS, get_ticks
from battles.providers.base import ErrorKind, ProviderError, Timeouts


class Deadlines:
    """The next and the last deadline of one answer, on the loop's clock.

    Text moves the next deadline by the idle time. Thinking is a sign of life too, before and after the
    first text; comments are not.
    """

    def __init__(self, timeouts: Timeouts, now: float):
        self.timeouts = timeouts
        self.total = now + timeouts.total
        self.next = min(now + timeouts.first_token, self.total)
        self._has_text = False

    def text_seen(self, now: float) -> None:
        """Record new text: more text must follow within the idle time."""
        self.next = min(now + self.timeouts.idle, self.total)
        self._has_text = True

    def thinking_seen(self, now: float) -> None:
        """Record thinking: it extends the next deadline and never shortens it."""
        self.next = min(max(self.next, now + self.timeouts.idle), self.total)

    def timeout_error(self) -> ProviderError:
        """Return the error for the deadline that passed."""
        if self.next >= self.total:
            return ProviderError(ErrorKind.TIMEOUT_TOTAL, f"no end within {self.timeouts.total:g} s")
        if self._has_text:
            return ProviderError(ErrorKind.TIMEOUT_IDLE, f"silent for {self.timeouts.idle:g} s")
        return ProviderError(ErrorKind.TIMEOUT_FIRST, f"no text within {self.timeouts.first_token:g} s")


MAX_LATE_READS = 4
"""What arrived in time is read by then; comments that go on arriving keep no silent model alive."""


@contextlib.asynccontextmanager
async def before(moment: float) -> AsyncIterator[None]:
    """Like asyncio.timeout_at, but what has arrived when the loop is late has arrived in time."""
    loop = asyncio.get_running_loop()
    timer: asyncio.Handle

    def check(rounds: int) -> None:
        nonlocal timer
        if rounds:
            timer = loop.call_soon(check, rounds - 1)
        else:
            scope.reschedule(loop.time())

    async with asyncio.timeout(None) as scope:
        timer = loop.call_at(moment, check, ROUNDS)
        try:
            yield
        finally:
            timer.cancel()


class _DeadlinePassed(Exception):
    """Raised inside a read when its deadline passes."""


class Body:
    """A response's body with deadlines. Callers must close it.

    One timer per response checks the deadline of the current read and is set again if the deadline has
    moved. A timer per read would take a tenth of the processor time of the whole provider.
    """

    def __init__(self, response: aiohttp.ClientResponse, deadlines: Deadlines):
        self.response = response
        self._content = response.content
        self._deadlines = deadlines
        self._loop = asyncio.get_running_loop()
        self._deadline = math.inf
        self._late_reads = 0
        """How many reads in succession began after the deadline; each may return what has arrived."""
        self._timer: asyncio.Handle | None = None
        self._checks_at = math.inf

    @property
    def transport(self) -> asyncio.Transport | None:
        """The connection, as long as it is this response's."""
        connection = self.response.connection
        return connection.transport if connection is not None else None

    async def read(self, *, grace: float = math.inf) -> bytes:
        """Return the next bytes, or none at the end. `grace` limits the wait to so many seconds.

        Raises ProviderError.
        """
        now = self._loop.time()
        self._late_reads = self._late_reads + 1 if now >= self._deadlines.next else 0
        if now >= self._deadlines.total or self._late_reads > MAX_LATE_READS:
            raise self._deadlines.timeout_error()
        self._deadline = deadline = min(self._deadlines.next, now + grace)
        if self._timer is None or self._checks_at > deadline:
            self._set_timer(deadline)
        try:
            return await self._read_arrived()
        except _DeadlinePassed:
            failure = self._deadlines.timeout_error()
        except (aiohttp.ClientError, OSError) as error:
            failure = ProviderError(ErrorKind.TRUNCATED, f"the connection broke ({type(error).__name__})")
        finally:
            self._deadline = math.inf
        raise failure

    async def _read_arrived(self) -> bytes:
        """Return all bytes that have arrived, at least one; none at the end.

        After a pause there are many chunks. `readany` would resume the connection and its parser after each,
        which costs a fifth of reading; so all but the first are joined before they are read.
        """
        content = self._content
        first, _is_end = await content.readchunk()
        while not first and not content.at_eof():
            first, _is_end = await content.readchunk()
        waiting = content._buffer
        if not waiting:
            return first
        if len(waiting) > 1:
            joined = b"".join(waiting)
            waiting.clear()
            waiting.append(joined)
        return first + content.read_nowait()

    async def read_all(self, *, limit: int) -> bytes:
        """Return the whole body. Raises ProviderError, also above `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        while part := await self.read():
            parts.append(part)
            size += len(part)
            if size > limit:
                raise ProviderError(ErrorKind.TOO_LONG, f"more than {limit} bytes")
        return b"".join(parts)

    def pause(self, *, ticks: int = 1) -> None:
        """Read nothing more from the connection for so many ticks, if it is still this response's.

        Where the next deadline is nearer, the connection is read: the model may have met it.
        """
        transport = self.transport
        if self._loop.time() + ticks * TICK_SECONDS >= self._deadlines.next:
            return
        if transport is not None and not transport.is_closing():
            get_ticks().pause(transport, ticks=ticks)

    def close(self) -> None:
        """Return the connection to the pool if the response has ended; close it otherwise."""
        self._stop_timer()
        self.response.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_timer(self, moment: float) -> None:
        self._stop_timer()
        self._checks_at = moment
        self._timer = self._loop.call_at(moment, self._check, ROUNDS)

    def _check(self, rounds: int) -> None:
        """End the read if its deadline has passed, `rounds` iterations of the loop later."""
        self._timer = None
        if self._loop.time() < self._deadline < math.inf:
            self._set_timer(self._deadline)
        elif self._deadline < math.inf and rounds:
            self._timer = self._loop.call_soon(self._check, rounds - 1)
        elif self._deadline < math.inf:
            self._content.set_exception(_DeadlinePassed())

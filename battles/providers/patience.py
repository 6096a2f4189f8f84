"""How long one answer may take: its deadlines, and reading a response's body against them."""

import asyncio
import math

import aiohttp

from battles.providers.base import ErrorKind, ProviderError, Timeouts


class Deadlines:
    """The moments, on the loop's clock, at which one answer has taken too long.

    Only text of the answer moves them: comments and reasoning are not what a voter waits for.
    """

    def __init__(self, timeouts: Timeouts, now: float):
        self.timeouts = timeouts
        self.total = now + timeouts.total
        self.next = min(now + timeouts.first_token, self.total)
        self._has_text = False

    def text_seen(self, now: float) -> None:
        """The answer has grown: the next text is due within the idle time."""
        self.next = min(now + self.timeouts.idle, self.total)
        self._has_text = True

    def missed(self) -> ProviderError:
        """The failure of not being in time."""
        if self.next >= self.total:
            return ProviderError(ErrorKind.TIMEOUT_TOTAL, f"no end within {self.timeouts.total:g} s")
        if self._has_text:
            return ProviderError(ErrorKind.TIMEOUT_IDLE, f"silent for {self.timeouts.idle:g} s")
        return ProviderError(ErrorKind.TIMEOUT_FIRST, f"no text within {self.timeouts.first_token:g} s")


class _Missed(Exception):
    """Raised inside a read whose deadline has passed."""


class Body:
    """A response's body, read against deadlines; to be closed.

    One timer per response looks at the deadline of the read under way and sleeps on if that has moved: a
    timer for each read would cost a tenth of the whole adapter.
    """

    def __init__(self, response: aiohttp.ClientResponse, deadlines: Deadlines):
        self.response = response
        self._content = response.content
        self._deadlines = deadlines
        self._loop = asyncio.get_running_loop()
        self._deadline = math.inf
        self._timer: asyncio.TimerHandle | None = None

    async def read(self, *, grace: float = math.inf) -> bytes:
        """The next bytes, none at the end; `grace` shortens the patience to so many seconds.

        Raises ProviderError.
        """
        now = self._loop.time()
        deadline = min(self._deadlines.next, now + grace)
        if now >= deadline:
            raise self._deadlines.missed()
        self._deadline = deadline
        if self._timer is None or self._timer.when() > deadline:
            self._look_at(deadline)
        try:
            return await self._content.readany()
        except _Missed:
            failure = self._deadlines.missed()
        except (aiohttp.ClientError, OSError) as error:
            failure = ProviderError(ErrorKind.TRUNCATED, f"the connection broke ({type(error).__name__})")
        finally:
            self._deadline = math.inf
        raise failure

    async def read_all(self, *, limit: int) -> bytes:
        """The whole of a body that is no stream. Raises ProviderError, also beyond `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        while part := await self.read():
            parts.append(part)
            size += len(part)
            if size > limit:
                raise ProviderError(ErrorKind.TOO_LONG, f"more than {limit} bytes")
        return b"".join(parts)

    def close(self) -> None:
        """Give the connection back if the response has ended, break it off otherwise."""
        self._stop_timer()
        self.response.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_at(self, moment: float) -> None:
        self._stop_timer()
        self._timer = self._loop.call_at(moment, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._loop.time() >= self._deadline:
            self._content.set_exception(_Missed())
        elif self._deadline < math.inf:
            self._look_at(self._deadline)

"""Asking a model again that failed before it said anything.

- At most twice, and only after failures that may pass: not when the key, the prompt or a filter said no.
- After a pause that grows and varies, so that many sides do not come back in step; the upstream's
  Retry-After is the least it lasts. Whoever asks for more than ten seconds is not asked again.
- All tries together have the time that one has: until the first token, and in all.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace

from battles.providers.base import ErrorKind, ProviderError, Timeouts

MOST_RETRIES = 2
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
LEAST_TIME = 1.0
"""Seconds a try must have left for its first token to be worth making."""

PASSING = frozenset(
    {
        ErrorKind.RATE_LIMITED,
        ErrorKind.UPSTREAM_5XX,
        ErrorKind.CONNECT,
        ErrorKind.TIMEOUT_FIRST,
        ErrorKind.TRUNCATED,
        ErrorKind.MALFORMED,
        ErrorKind.EMPTY,
    }
)
"""Kinds of failure that another try may not meet."""

sleep = asyncio.sleep
"""By this name so that tests need not wait."""


def pause_before(retry: int, error: ProviderError, *, rng: random.Random) -> float | None:
    """Seconds to wait before retry number `retry` (from 1); None if there is to be none."""
    if retry > MOST_RETRIES or error.kind not in PASSING:
        return None
    grown = FIRST_PAUSE * (1 << (retry - 1))
    varied = rng.uniform(0.5, 1.0) * grown
    if error.retry_after is None:
        return varied
    if error.retry_after > LONGEST_PAUSE:
        return None
    return error.retry_after + varied


async def keep_asking(
    ask: Callable[[Timeouts], Awaitable[None]],
    timeouts: Timeouts,
    *,
    may_retry: Callable[[], bool],
    rng: random.Random,
) -> None:
    """Await `ask` until it succeeds or is not to be tried again; it is given the time that is left.

    may_retry: whether a failure may still be hidden, since nothing was said. Raises the last ProviderError.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    retry = 0
    while True:
        try:
            await ask(_left(timeouts, loop.time() - started))
            return
        except ProviderError as error:
            retry += 1
            pause = pause_before(retry, error, rng=rng)
            if pause is None or not may_retry():
                raise
            if loop.time() - started + pause + LEAST_TIME > min(timeouts.first_token, timeouts.total):
                raise
        await sleep(pause)


def _left(timeouts: Timeouts, spent: float) -> Timeouts:
    first = max(0.0, timeouts.first_token - spent)
    return replace(
        timeouts,
        connect=min(timeouts.connect, first) if spent else timeouts.connect,
        first_token=first,
        total=max(0.0, timeouts.total - spent),
    )

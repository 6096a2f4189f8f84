"""Ask a model again that failed before its first token.

- At most two retries, and only after failures that may pass: not after a refusal for the key, the prompt
  or a content filter.
- Before each retry a pause that grows and is random, so that many sides do not retry in step. The
  upstream's Retry-After is its minimum; above ten seconds there is no retry.
- All tries together share the time limits of one: until the first token, and in total.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace

from battles.providers.base import ErrorKind, ProviderError, Timeouts

MAX_RETRIES = 2
INITIAL_PAUSE = 0.5
MAX_PAUSE = 10.0
MIN_TIME_LEFT = 1.0
"""Seconds that must be left for the first token; with less a retry is pointless."""

TRANSIENT_KINDS = frozenset(
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
"""Tests replace this name so that they need not wait."""


def pause_before_retry(retry: int, error: ProviderError, *, rng: random.Random) -> float | None:
    """Return the seconds to wait before retry number `retry` (from 1), or None for no retry."""
    if retry > MAX_RETRIES or error.kind not in TRANSIENT_KINDS:
        return None
    pause = rng.uniform(0.5, 1.0) * INITIAL_PAUSE * (1 << (retry - 1))
    if error.retry_after is None:
        return pause
    if error.retry_after > MAX_PAUSE:
        return None
    return error.retry_after + pause


async def retry_until_answered(
    ask: Callable[[Timeouts], Awaitable[None]],
    timeouts: Timeouts,
    *,
    may_retry: Callable[[], bool],
    rng: random.Random,
) -> None:
    """Await `ask` with the time that is left until it succeeds or must not be retried.

    may_retry: whether the failure can still be hidden because nothing was shown. Raises the last
    ProviderError.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    retry = 0
    while True:
        try:
            await ask(_remaining(timeouts, loop.time() - started if retry else 0.0))
            return
        except ProviderError as error:
            retry += 1
            pause = pause_before_retry(retry, error, rng=rng)
            if pause is None or not may_retry():
                raise
            if loop.time() - started + pause + MIN_TIME_LEFT > min(timeouts.first_token, timeouts.total):
                raise
        await sleep(pause)


def _remaining(timeouts: Timeouts, elapsed: float) -> Timeouts:
    if not elapsed:
        return timeouts
    first_token = max(0.0, timeouts.first_token - elapsed)
    return replace(
        timeouts,
        connect=min(timeouts.connect, first_token),
        first_token=first_token,
        total=max(0.0, timeouts.total - elapsed),
    )

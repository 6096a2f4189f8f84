"""How long tests wait for what must happen: as long as it takes.

No test is decided by the clock. On a machine that others use too, everything takes many times as long for
a while, and a moment may last seconds. So a test waits for the event itself, and all tests have one limit,
which only a hang reaches.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 120


async def patiently(awaited: Awaitable[T]) -> T:
    """The result of what is awaited. Raises TimeoutError if it hangs."""
    return await asyncio.wait_for(awaited, PATIENCE_SECONDS)


async def until(is_true: Callable[[], bool]) -> None:
    """Wait until this is true, for what has no event to wait for. Raises TimeoutError if it never is."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_true():  # noqa: ASYNC110  see above
            await asyncio.sleep(0.005)

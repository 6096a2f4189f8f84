"""Tasks that outlive their request, and lasting threads for their database work.

No signal of a request looks after the connections of these threads. Therefore each call here does.
"""

import asyncio
import contextlib
import contextvars
import functools
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from battles.database.lasting_connections import give_back_connections

P = ParamSpec("P")
R = TypeVar("R")

POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="background")
STORAGE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="storage")
"""For the ends of turns: while the database is away they wait here, and readers and heartbeats do not."""


class Requests:
    """The requests that a thread answers or will answer, counted in the event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: list[asyncio.Future[None]] = []

    @contextlib.contextmanager
    def counting(self) -> Iterator[None]:
        """Count one request inside the block."""
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                waiting, self._waiting = self._waiting, []
                for future in waiting:
                    if not future.done():
                        future.set_result(None)

    async def calm(self, *, at_most: float) -> None:
        """Wait until no request waits for the processor, for a limited time: visitors come first."""
        if self._count:
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await asyncio.wait({future}, timeout=at_most)


REQUESTS = Requests()


def start_task(work: Coroutine[Any, Any, R], *, name: str) -> asyncio.Task[R]:
    """Create a task that outlives its request; it inherits neither the request's thread nor its language."""
    return asyncio.create_task(work, name=name, context=contextvars.Context())


async def in_storage(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Like in_background, in the threads for the ends of turns."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(STORAGE, functools.partial(_with_connection, work, *args, **kwargs))


async def in_background(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking database work in a thread of the pool."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(POOL, functools.partial(_with_connection, work, *args, **kwargs))


def _with_connection(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return work(*args, **kwargs)
    finally:
        give_back_connections()

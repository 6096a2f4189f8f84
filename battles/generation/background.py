"""Tasks that outlive their request, and a small pool of threads of its own for their database work.

A request's own thread goes away with the request, and no request-finished signal closes what a
background task opened; so each call here leaves no connection behind.
"""

import asyncio
import contextvars
import functools
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")

POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="background")


def start_task(work: Coroutine[Any, Any, R], *, name: str) -> asyncio.Task[R]:
    """A task that outlives its request: it inherits neither the request's thread nor its language."""
    return asyncio.create_task(work, name=name, context=contextvars.Context())


async def in_background(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking database work in a thread of the pool and close its connections after it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(POOL, functools.partial(_closing, work, *args, **kwargs))


def _closing(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()

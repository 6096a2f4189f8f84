"""Database work for tasks that outlive their request: a small pool of threads of its own.

A request's own thread goes away with the request, and no request-finished signal closes what a
background task opened; so each call here leaves no connection behind.
"""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")

POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="background")


async def in_background(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking database work in a thread of the pool and close its connections after it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(POOL, functools.partial(_closing, work, *args, **kwargs))


def _closing(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()

"""Compute an expensive value once for all concurrent requests, and cache it."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.cache import cache

from battles.cache_lock import cache_lock

logger = logging.getLogger(__name__)

CACHE_SECONDS = 24 * 3600
MAX_WAIT_SECONDS = 20.0
LOCK_SECONDS = 60
POLL_SECONDS = 0.1

ONE_AT_A_TIME = threading.BoundedSemaphore(1)
"""For each process: more computations would slow down its answer streams."""


class Busy(Exception):
    """The value was not available in time because other computations took too long."""


def compute_once(key: str, compute: Callable[[], Any]) -> Any:
    """Return what `compute` returns for this key, never None, from the cache if it is there. Raises Busy.

    Concurrent callers wait for the one that computes. Without a cache each caller computes.
    """
    try:
        value = cache.get(key)
    except Exception as error:
        logger.warning("the cache is not available; a board is computed and not cached: %s", error)
        with _one_at_a_time():
            return compute()
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while value is None:
        with cache_lock(f"{key}:lock", seconds=LOCK_SECONDS) as is_taken:
            if is_taken:
                return cache.get(key) or _compute_and_cache(key, compute)
        if time.monotonic() > deadline:
            raise Busy(key)
        time.sleep(POLL_SECONDS)
        value = cache.get(key)
    return value


def _compute_and_cache(key: str, compute: Callable[[], Any]) -> Any:
    with _one_at_a_time():
        value = compute()
    cache.set(key, value, CACHE_SECONDS)
    return value


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not ONE_AT_A_TIME.acquire(timeout=MAX_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()

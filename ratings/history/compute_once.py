"""Compute an expensive value once for all concurrent requests, and cache it."""

import contextlib
import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.cache import cache

from battles.leases import LeaseTaken, hold, is_free, job_lease

logger = logging.getLogger(__name__)

CACHE_SECONDS = 24 * 3600
MAX_WAIT_SECONDS = 20.0
LEASES = 64
"""Leases of the keys: a fixed number, because visitors choose the keys."""
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
    lease = None
    while value is None:
        if lease is None:
            lease = job_lease(f"compute {zlib.crc32(key.encode()) % LEASES}")
        if is_free(lease):
            with contextlib.suppress(LeaseTaken), hold(lease):
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

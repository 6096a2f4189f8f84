"""Something dear to compute is computed once for everybody who asks, and kept in the cache."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.cache import cache

logger = logging.getLogger(__name__)

CACHE_SECONDS = 24 * 3600
MAX_WAIT_SECONDS = 20.0
LOCK_SECONDS = 60
POLL_SECONDS = 0.1

ONE_AT_A_TIME = threading.BoundedSemaphore(1)
"""Of this process: more would take its answers' streams the processor."""


class Busy(Exception):
    """Others' computations took so long that this one did not begin, or did not end, in time."""


def compute_once(key: str, compute: Callable[[], Any]) -> Any:
    """What `compute` gives for this key, never None, from the cache if it is there. Raises Busy.

    Whoever comes while another computes the same waits for it. Without a cache everybody computes alone.
    """
    try:
        held = cache.get(key)
    except Exception as error:
        logger.warning("the cache is out of reach; a board is computed and not kept: %s", error)
        with _alone():
            return compute()
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while held is None:
        if cache.add(f"{key}:lock", 1, LOCK_SECONDS):
            try:
                return cache.get(key) or _computed(key, compute)
            finally:
                cache.delete(f"{key}:lock")
        if time.monotonic() > deadline:
            raise Busy(key)
        time.sleep(POLL_SECONDS)
        held = cache.get(key)
    return held


def _computed(key: str, compute: Callable[[], Any]) -> Any:
    with _alone():
        value = compute()
    cache.set(key, value, CACHE_SECONDS)
    return value


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    if not ONE_AT_A_TIME.acquire(timeout=MAX_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()

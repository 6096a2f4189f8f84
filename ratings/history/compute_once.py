"""Something dear to compute is computed once for everybody who asks, and kept in the cache."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.cache import cache

logger = logging.getLogger(__name__)

KEPT = 24 * 3600
PATIENCE = 20.0
LOCK = 60
LOOK = 0.1

ONE_AT_A_TIME = threading.BoundedSemaphore(1)
"""Of this process: more would take its answers' streams the processor."""


class Busy(Exception):
    """Others' computations took so long that this one did not begin, or did not end, in time."""


def shared(key: str, compute: Callable[[], Any]) -> Any:
    """What `compute` gives for this key, never None, from the cache if it is there. Raises Busy.

    Whoever comes while another computes the same waits for it. Without a cache everybody computes alone.
    """
    try:
        held = cache.get(key)
    except Exception as error:
        logger.warning("the cache is out of reach; a board is computed and not kept: %s", error)
        with _alone():
            return compute()
    deadline = time.monotonic() + PATIENCE
    while held is None:
        if cache.add(f"{key}:lock", 1, LOCK):
            try:
                return cache.get(key) or _computed(key, compute)
            finally:
                cache.delete(f"{key}:lock")
        if time.monotonic() > deadline:
            raise Busy(key)
        time.sleep(LOOK)
        held = cache.get(key)
    return held


def _computed(key: str, compute: Callable[[], Any]) -> Any:
    with _alone():
        value = compute()
    cache.set(key, value, KEPT)
    return value


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()

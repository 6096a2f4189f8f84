"""A Redis cache that may be away: then reads miss and writes do nothing.

The cache only saves work, so its absence slows the site down and refuses nothing. `add` succeeds during an
outage: work under a lock in the cache must be safe to run twice.
"""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


def _default(name: str, args: tuple, kwargs: dict) -> Any:
    """Return what an operation returns while Redis is away."""
    if name == "get":
        return kwargs.get("default", args[1] if len(args) > 1 else None)
    if name == "incr":
        raise ValueError("the cache is away")
    return {"add": True, "get_many": {}, "set_many": [], "has_key": False}.get(name)


def _optional(name: str) -> Callable:
    operation = getattr(RedisCache, name)

    @functools.wraps(operation)
    def call(self, *args, **kwargs):
        if time.monotonic() < self._retry_at:
            return _default(name, args, kwargs)
        try:
            return operation(self, *args, **kwargs)
        except redis.RedisError as error:
            OptionalRedisCache._retry_at = time.monotonic() + RETRY_SECONDS
            logger.warning("Redis is away; the cache is not used for %d s: %s", RETRY_SECONDS, error)
            return _default(name, args, kwargs)

    return call


class OptionalRedisCache(RedisCache):
    """Django's Redis cache without its exceptions; an outage is remembered for five seconds."""

    _retry_at = 0.0

    add = _optional("add")
    get = _optional("get")
    set = _optional("set")
    touch = _optional("touch")
    delete = _optional("delete")
    get_many = _optional("get_many")
    set_many = _optional("set_many")
    delete_many = _optional("delete_many")
    has_key = _optional("has_key")
    incr = _optional("incr")
    clear = _optional("clear")


def forget_outage() -> None:
    """Use the cache at once, whatever was seen before (for tests)."""
    OptionalRedisCache._retry_at = 0.0

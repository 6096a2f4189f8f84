"""Counts an action in the store of this site.

- With REDIS_URL the counters are in Redis, otherwise in the database: both are shared by all processes and
  forget nothing.
- While Redis is away, each process counts in its own memory, so that limits remain; it is tried again after
  five seconds. A missing optional service never refuses a request.
- A refusal is remembered in this process, so that a flood of refused actions costs no store access.
"""

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Sequence

import redis
from django.conf import settings
from django.db import connection

from battles.monitoring.metrics import LIMIT_REFUSALS
from battles.rate_limits.database import DatabaseStore
from battles.rate_limits.memory import MemoryStore
from battles.rate_limits.redis_store import get_redis_store
from battles.rate_limits.windows import Counter, RateLimited

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
MAX_REFUSALS = 10_000

_process = MemoryStore()
_database = DatabaseStore()
_refused_until: OrderedDict[str, float] = OrderedDict()


class _Outage:
    """Whether the shared store was away recently."""

    until = 0.0


def count(counters: Sequence[Counter], *, now: float | None = None) -> None:
    """Count one action in all counters, or in none of them. Raises RateLimited.

    now: seconds since the epoch (default: the current time).
    """
    try:
        _count(counters, now)
    except RateLimited as limit:
        LIMIT_REFUSALS.labels(limit.key.partition(":")[0]).inc()
        raise


def _count(counters: Sequence[Counter], now: float | None) -> None:
    moment = time.time() if now is None else now
    counters = [counter for counter in counters if counter.limit.times]
    if not counters:
        return
    _check_refusals(counters, moment)
    try:
        _count_in_store(counters, moment)
    except RateLimited as limit:
        _remember_refusal(limit.key, moment + limit.retry_after)
        raise


def count_in_process(counters: Sequence[Counter], *, now: float | None = None) -> None:
    """The same in the memory of this process: for reads, which must cost no store access."""
    moment = time.time() if now is None else now
    try:
        _process.count([counter for counter in counters if counter.limit.times], moment)
    except RateLimited as limit:
        LIMIT_REFUSALS.labels(limit.key.partition(":")[0]).inc()
        raise


def read_in_process(counters: Sequence[Counter], *, now: float | None = None) -> list[float]:
    """The same as `read` for counters that `count_in_process` counts."""
    return _process.read(counters, time.time() if now is None else now)


def has_shared_reads() -> bool:
    """Whether the reads of keys are counted in the shared store: in Redis, or in PostgreSQL.

    A site on SQLite without Redis has one web process, which counts them itself: there each write waits for
    every other.
    """
    return bool(settings.REDIS_URL) or connection.vendor == "postgresql"


def read(counters: Sequence[Counter], *, now: float | None = None) -> list[float]:
    """Return about how many actions each counter has seen in its last window, without counting one."""
    moment = time.time() if now is None else now
    if not settings.REDIS_URL:
        return _database.read(counters, moment)
    if time.monotonic() >= _Outage.until:
        try:
            return get_redis_store(settings.CACHES["default"]["LOCATION"]).read(counters, moment)
        except redis.RedisError as error:
            _note_outage(error)
    return _process.read(counters, moment)


def reset(counters: Sequence[Counter], *, now: float | None = None) -> None:
    """Set counters to zero, after a success that makes earlier attempts harmless."""
    moment = time.time() if now is None else now
    for counter in counters:
        _refused_until.pop(counter.key, None)
    _process.reset(counters, moment)
    if not settings.REDIS_URL:
        _database.reset(counters, moment)
        return
    try:
        get_redis_store(settings.CACHES["default"]["LOCATION"]).reset(counters, moment)
    except redis.RedisError as error:
        _note_outage(error)


def clear_process() -> None:
    """Forget what this process has counted (for tests)."""
    _process.clear()
    _refused_until.clear()
    _Outage.until = 0.0


def _count_in_store(counters: Sequence[Counter], moment: float) -> None:
    if not settings.REDIS_URL:
        _database.count(counters, moment)
        return
    if time.monotonic() >= _Outage.until:
        try:
            get_redis_store(settings.CACHES["default"]["LOCATION"]).count(counters, moment)
            return
        except redis.RedisError as error:
            _note_outage(error)
    _process.count(counters, moment)


def _note_outage(error: redis.RedisError) -> None:
    _Outage.until = time.monotonic() + RETRY_SECONDS
    logger.warning("Redis is away; limits are counted in each process: %s", error)


def _check_refusals(counters: Sequence[Counter], moment: float) -> None:
    for counter in counters:
        until = _refused_until.get(counter.key, 0.0)
        if until > moment:
            raise RateLimited(max(1, math.ceil(until - moment)), counter.key)


def _remember_refusal(key: str, until: float) -> None:
    _refused_until[key] = until
    while len(_refused_until) > MAX_REFUSALS:
        _refused_until.popitem(last=False)

"""A request waits for a busy pool, and not for a server that is away."""

import contextlib
import time
from types import SimpleNamespace

import pytest

from arenasite.database_pool import (
    AWAY_SECONDS,
    BUSY_SECONDS,
    RECONNECT_SECONDS,
    PoolPatience,
    build_pool_options,
)

psycopg_pool = pytest.importorskip("psycopg_pool")


def test_the_wait_is_short_from_the_first_failure_until_a_connection_was_used():
    patience = PoolPatience()
    pool = SimpleNamespace(timeout=BUSY_SECONDS, reconnect_timeout=RECONNECT_SECONDS)
    patience.note_use(None)
    assert (pool.timeout, pool.reconnect_timeout) == (BUSY_SECONDS, RECONNECT_SECONDS)
    patience.note_away(pool)
    patience.note_away(pool)
    assert (pool.timeout, pool.reconnect_timeout) == (AWAY_SECONDS, 0)
    patience.note_use(None)
    assert (pool.timeout, pool.reconnect_timeout) == (BUSY_SECONDS, RECONNECT_SECONDS)


def test_a_pool_without_its_server_stops_waiting_long():
    options = build_pool_options(2) | {"reconnect_timeout": 0}
    refused = "host=127.0.0.1 port=1 dbname=none connect_timeout=1"  # nothing listens there
    with psycopg_pool.ConnectionPool(refused, **options) as pool:
        assert pool.timeout == BUSY_SECONDS
        until = time.monotonic() + 60
        while pool.timeout != AWAY_SECONDS and time.monotonic() < until:
            with contextlib.suppress(psycopg_pool.PoolTimeout):
                pool.getconn(timeout=0.1)
        assert pool.timeout == AWAY_SECONDS

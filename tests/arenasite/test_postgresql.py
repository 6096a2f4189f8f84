"""A request waits for a busy pool, not for a server that is away, and never meets a dead connection."""

import contextlib
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections

from arenasite.postgresql.pool import (
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


@pytest.fixture
def connected(db):
    """Make connections of a pool of their own to the test's database."""
    made = []
    given = connection.settings_dict
    options = given["OPTIONS"] | {"pool": build_pool_options(9)}

    def connect():
        made.append(type(connections["default"])(given | {"OPTIONS": options}, alias="pool_of_a_test"))
        made[-1].ensure_connection()
        return made[-1]

    yield connect
    for one in made:
        one.close()
    made[0].close_pool()


def end_on_the_server(wrappers) -> None:
    """Let the server close these connections."""
    with connection.cursor() as cursor:
        for one in wrappers:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [one.connection.info.backend_pid])
            assert cursor.fetchone() == (True,)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
@pytest.mark.parametrize("many", [1, 8])
def test_after_a_restart_of_the_server_the_first_request_gets_a_connection(connected, many):
    old = [connected() for _ in range(many)]
    pool = old[0].pool
    end_on_the_server(old)
    for one in old:
        one.close()
    pool.timeout = 5  # psycopg's own pauses are 1, 2 and 4 seconds
    fresh = [connected() for _ in range(many)]
    assert all(one.is_usable() for one in fresh)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
def test_a_message_of_the_server_is_no_end_of_the_connection(connected):
    one, other = connected(), connected()
    pid = one.connection.info.backend_pid
    one.connection.execute("LISTEN news")
    one.close()
    other.connection.execute("NOTIFY news")
    assert connected().connection.info.backend_pid == pid


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
def test_a_server_that_closes_each_connection_counts_as_away(connected, monkeypatch):
    one = connected()
    one.close()
    monkeypatch.setattr("arenasite.postgresql.base.is_alive", lambda _connection: False)
    with pytest.raises(OperationalError, match="closed each"):
        connected()

"""How long a request waits for a connection of PostgreSQL's pool, before it is answered with 503.

A request may wait while all connections are in use. While the server is away, waiting is of no use: each of
a page's questions would wait in turn, and the threads that wait are missing to everybody else.
"""

from typing import Protocol

BUSY_SECONDS = 10.0
AWAY_SECONDS = 1.0

RECONNECT_SECONDS = 6.0
"""For so long the pool tries to connect, with growing pauses, until the server counts as away. After that
each request tries once, so that the site is back with its server."""


class Pool(Protocol):
    """What is used of psycopg's pool."""

    timeout: float
    reconnect_timeout: float


class PoolPatience:
    """Lets a pool whose server is away neither wait long nor pause, until a connection was used again."""

    def __init__(self) -> None:
        self._away: Pool | None = None

    def note_away(self, pool: Pool) -> None:
        """Call when the pool has given up connecting."""
        self._away = pool
        pool.timeout, pool.reconnect_timeout = AWAY_SECONDS, 0.0

    def note_use(self, _connection: object) -> None:
        """Call when a connection is given back to the pool."""
        if self._away is not None:
            self._away.timeout, self._away.reconnect_timeout = BUSY_SECONDS, RECONNECT_SECONDS
            self._away = None


def build_pool_options(size: int) -> dict[str, object]:
    """Build the options of psycopg's pool for one process."""
    patience = PoolPatience()
    return {
        "min_size": 0,
        "max_size": size,
        "timeout": BUSY_SECONDS,
        "reconnect_timeout": RECONNECT_SECONDS,
        "reconnect_failed": patience.note_away,
        "reset": patience.note_use,
    }

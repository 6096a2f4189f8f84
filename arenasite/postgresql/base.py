"""Django's engine for PostgreSQL: a connection is tested before its use, all of them after a loss.

psycopg's own test asks the server each time, and pauses after each connection that fails: for a second, then
two, then four. A restarted server leaves a pool full of dead connections, so one request after another would
find the next of them and wait longer than a request may. Here the socket is looked at, which asks nobody: a
connection that nobody uses has something to read only if the server has closed it or sent a notice. After the
first dead connection the whole pool is tested, once.
"""

import selectors
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

ATTEMPTS = 3
"""How many connections are taken from the pool. The second is from a pool that was tested a moment ago, so a
third is needed only if the server closes them meanwhile."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection, as Django's engine has it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Take a connection that works from the pool, or open one where there is no pool.

        Raises OperationalError if the server is away or closes each of them, or if the pool has none in time.
        """
        for _ in range(ATTEMPTS):
            connection = super().get_new_connection(conn_params)
            if not self.pool or is_alive(connection):
                return connection
            connection.close()
            self.pool.putconn(connection)
            self.pool.check()
        raise OperationalError("the server has closed each of the pool's connections")


def is_alive(connection: Connection) -> bool:
    """Whether the connection, which nobody uses, can be used. The server is asked only in doubt."""
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            if selector.select(0):
                connection.execute("")
    except (OperationalError, OSError, ValueError):
        return False
    return True

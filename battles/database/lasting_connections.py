"""Database connections of threads that outlive one request: when they are kept, and when they are closed."""

from django.db import connections


def give_back_connections() -> None:
    """Call at the end of each piece of work in a lasting thread.

    - A connection with an error is closed, so that no thread keeps a broken one. Django's own test of a
      connection finds every SQLite connection usable.
    - A connection without an age (CONN_MAX_AGE 0, as with PostgreSQL's pool) goes back to the pool.
    - Any other stays open for the thread's next work.
    """
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred and not connection.in_atomic_block:
            connection.close()
        else:
            connection.close_if_unusable_or_obsolete()

"""Transactions of functions that call each other: one of the outermost, without savepoints inside."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

_MARK = "has_joined_transaction"


@contextmanager
def joined_transaction() -> Iterator[None]:
    """As `transaction.atomic`, but inside another block of this kind it makes no savepoint of its own.

    A savepoint is two statements. Without one, an error inside cannot be caught halfway: Django refuses
    further statements until the outermost block of this kind has rolled everything back.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    is_inner = connection.in_atomic_block and getattr(connection, _MARK, False)
    with transaction.atomic(savepoint=not is_inner):
        setattr(connection, _MARK, True)
        try:
            yield
        finally:
            setattr(connection, _MARK, is_inner)

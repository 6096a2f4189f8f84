"""Insert many rows into one table without the model layer, as fast as the database allows.

A column that is left out gets its field's default. Times that the model layer sets (auto_now_add) must be
given.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Model

Row = Sequence[Any]


class BulkRows(Protocol):
    """Bulk operations of a database, inside the caller's transaction."""

    def reserve_ids(self, model: type[Model], count: int) -> list[int]:
        """Reserve ids that no other row of the model will get, ascending."""

    def ids_by_key(self, model: type[Model], keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
        """The ids of the rows with these keys (column `key`), by key."""

    def insert(self, model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert the rows, all or none. Raises IntegrityError."""


class PostgresRows:
    """Bulk operations by COPY."""

    def reserve_ids(self, model: type[Model], count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return sorted(pk for (pk,) in cursor.fetchall())

    def ids_by_key(self, model: type[Model], keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key, id FROM {table} WHERE key = ANY(%s)", [list(keys)])  # noqa: S608
            return dict(cursor.fetchall())

    def insert(self, model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        table = connection.ops.quote_name(model._meta.db_table)
        defaults = _defaults(model, columns)
        names = ", ".join(map(connection.ops.quote_name, [*columns, *defaults]))
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row([*row, *defaults.values()])


class SqliteRows:
    """Bulk operations by executemany. Ids are reserved under the transaction's write lock."""

    def reserve_ids(self, model: type[Model], count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            row = cursor.fetchone()
        last = row[0] if row else 0
        return list(range(last + 1, last + 1 + count))

    def ids_by_key(self, model: type[Model], keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
        table = connection.ops.quote_name(model._meta.db_table)
        sql = f"SELECT key, id FROM {table} WHERE key IN (SELECT value FROM json_each(%s))"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [json.dumps([key.hex for key in keys])])
            return {uuid.UUID(key): pk for key, pk in cursor.fetchall()}

    def insert(self, model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        table = connection.ops.quote_name(model._meta.db_table)
        defaults = _defaults(model, columns)
        names = ", ".join(map(connection.ops.quote_name, [*columns, *defaults]))
        marks = ", ".join(["%s"] * (len(columns) + len(defaults)))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
                (_as_sqlite((*row, *defaults.values())) for row in rows),
            )


def _defaults(model: type[Model], columns: Sequence[str]) -> dict[str, Any]:
    """The defaults, other than null, of the columns left out."""
    missing = [field for field in model._meta.concrete_fields if field.column not in columns]
    defaults = {field.column: field.get_default() for field in missing}
    return {column: default for column, default in defaults.items() if default is not None}


def _naive(moment: dt.datetime) -> str:
    if moment.tzinfo is dt.UTC:
        return str(moment)[: -len("+00:00")]
    return str(moment.astimezone(dt.UTC).replace(tzinfo=None))


_AS_SQLITE: dict[type, Callable[[Any], Any]] = {
    dt.datetime: _naive,
    dt.date: str,
    uuid.UUID: lambda key: key.hex,
}


def _as_sqlite(row: Iterable[Any]) -> list[Any]:
    """Convert values to the form in which Django's SQLite backend stores them."""
    return [_AS_SQLITE[type(value)](value) if type(value) in _AS_SQLITE else value for value in row]


def bulk_rows() -> BulkRows:
    """The bulk operations of the database in use."""
    match connection.vendor:
        case "postgresql":
            return PostgresRows()
        case "sqlite":
            return SqliteRows()
    raise ImproperlyConfigured(f"Votes cannot be imported into {connection.vendor}.")

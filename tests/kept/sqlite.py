"""How SQLite's rows are read and written as they are stored."""

import functools

from django.db import connection

SETTLED = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
"""Tables that no fixture writes, or that SQLite writes itself."""


@functools.cache
def _columns() -> dict[str, dict[str, str]]:
    """The declared type of each column, by table."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - SETTLED
    read = connection.connection.execute
    return {
        table: {row[1]: row[2] for row in read(f"PRAGMA table_info('{table}')")} for table in sorted(tables)
    }


def _select(table: str, *, but: set[str] = frozenset()) -> list[tuple]:
    """Rowid and columns, except those of some types. `+`: values as they are stored, without converters."""
    columns = ["rowid", *(f'+"{name}"' for name, kind in _columns()[table].items() if kind not in but)]
    query = f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY rowid'  # noqa: S608
    return connection.connection.execute(query).fetchall()


def read_start() -> dict[str, list[tuple]]:
    """What two tests that start alike have in common: all but moments and random keys."""
    read = {table: _select(table, but={"datetime", "char(32)"}) for table in _columns()}
    return {table: rows for table, rows in read.items() if rows}


def read_rows() -> dict[str, dict[int, tuple]]:
    """Every row of the database, by table and rowid."""
    return {table: {row[0]: tuple(row[1:]) for row in _select(table)} for table in _columns()}


def read_numbering() -> None:
    """The next number of a row follows from the rows."""


def write(rows: dict[str, list[tuple]], gone: dict[str, list[int]], _numbering: None) -> None:
    """Delete rows and insert others."""
    execute = connection.connection.executemany
    for table, rowids in gone.items():
        execute(f'DELETE FROM "{table}" WHERE rowid = ?', [(rowid,) for rowid in rowids])  # noqa: S608
    for table, added in rows.items():
        marks = ", ".join("?" * len(added[0]))
        execute(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', added)  # noqa: S608

"""Rows that a fixture makes once in a process; its later tests only load them (SQLite only).

    @pytest.fixture
    @kept
    def board(arena): ...

The first test builds as ever. What its fixture inserted and changed is kept as rows, and what it returned as
a pickle. A later test that starts from the same rows (after a rollback SQLite numbers them alike) gets both
without building; one that starts from others builds.
"""

import functools
import pickle
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

SETTLED = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
"""Tables that no fixture writes, or that SQLite writes itself."""

Rows = dict[str, dict[int, tuple]]
"""Rows by table and rowid."""


@dataclass(frozen=True)
class Kept:
    """before: plain arguments, and the rows that the fixture started from, without moments and random keys.

    rows: inserted or changed ones, by table. gone: rowids of deleted ones, by table.
    """

    before: tuple
    rows: dict[str, list[tuple]]
    gone: dict[str, list[int]]
    returned: bytes


def kept(build: Callable) -> Callable:
    """Decorate the function of a fixture that writes no files; its result is pickled."""
    memory: list[Kept] = []

    @functools.wraps(build)
    def build_or_load(*args, **kwargs):
        if connection.vendor != "sqlite":
            return build(*args, **kwargs)
        connection.ensure_connection()
        started_from = ([each for each in args if isinstance(each, str)], _read_start())
        for world in memory:
            if world.before == started_from:
                _load(world)
                return pickle.loads(world.returned)  # noqa: S301  made by this process
        before = _read_rows()
        returned = build(*args, **kwargs)
        after = _read_rows()
        gone = {table: sorted(rows.keys() - after[table].keys()) for table, rows in before.items()}
        memory.append(Kept(started_from, _compare(before, after), gone, pickle.dumps(returned)))
        return returned

    return build_or_load


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


def _read_start() -> dict[str, list[tuple]]:
    """What two tests that start alike have in common: all but moments and random keys."""
    read = {table: _select(table, but={"datetime", "char(32)"}) for table in _columns()}
    return {table: rows for table, rows in read.items() if rows}


def _read_rows() -> Rows:
    """Every row of the database."""
    return {table: {row[0]: tuple(row[1:]) for row in _select(table)} for table in _columns()}


def _compare(before: Rows, after: Rows) -> dict[str, list[tuple]]:
    """The rows that are new or changed, by table."""
    changed = {}
    for table, rows in after.items():
        known = before.get(table, {})
        if new := [row for rowid, row in rows.items() if known.get(rowid) != row]:
            changed[table] = new
    return changed


def _load(world: Kept) -> None:
    """Write what the fixture has written; an inserted row with a known key replaces the changed one."""
    write = connection.connection.executemany
    with transaction.atomic():
        for table, gone in world.gone.items():
            write(f'DELETE FROM "{table}" WHERE rowid = ?', [(rowid,) for rowid in gone])  # noqa: S608
        for table, rows in world.rows.items():
            marks = ", ".join("?" * len(rows[0]))
            write(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', rows)  # noqa: S608

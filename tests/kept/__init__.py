"""Rows that a fixture makes once in a process; its later tests only load them.

    @pytest.fixture
    @kept
    def board(arena): ...

The first test builds as ever. What its fixture inserted and changed is kept as rows, and what it returned as
a pickle. A later test that starts from the same rows gets both without building; one that starts from others
builds. A function that tests call may be kept like a fixture. After a rollback SQLite numbers rows as before;
on PostgreSQL a test that may use a kept function first sets the sequences back (`number_as_at_first`).
"""

import functools
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import pytest
from django.db import connection, transaction

from tests.kept import postgresql, sqlite

DATABASE_FIXTURES = {"db", "transactional_db"}

Rows = dict[str, dict]
"""Rows by table and key."""


@dataclass(frozen=True)
class Kept:
    """before: plain arguments, and the rows that the fixture started from, without moments and random keys.

    rows: inserted or changed ones, by table. gone: keys of deleted or changed ones, by table. numbering: the
    sequences afterwards.
    """

    before: tuple
    rows: dict[str, list]
    gone: dict[str, list]
    numbering: object
    returned: bytes


def kept(build: Callable) -> Callable:
    """Decorate the function of a fixture that writes no files; its result is pickled."""
    memory: list[Kept] = []

    @functools.wraps(build)
    def build_or_load(*args, **kwargs):
        connection.ensure_connection()
        database = _database()
        start = (_plain([*args, *kwargs.items()]), database.read_start())
        for world in memory:
            if world.before == start:
                with transaction.atomic():
                    database.write(world.rows, world.gone, world.numbering)
                return pickle.loads(world.returned)  # noqa: S301  made by this process
        before = database.read_rows()
        returned = build(*args, **kwargs)
        changed, gone = _compare(before, database.read_rows())
        memory.append(Kept(start, changed, gone, database.read_numbering(), pickle.dumps(returned)))
        return returned

    build_or_load.is_kept = True
    return build_or_load


def number_as_at_first(request: pytest.FixtureRequest) -> None:
    """Give this test's rows the numbers that a process' first rows get, if a kept function may load some."""
    if connection.vendor == "postgresql" and _may_load(request.node):
        request.getfixturevalue("db")
        postgresql.restart_numbering()


def _may_load(item: pytest.Item) -> bool:
    """Whether a test of the database has a kept fixture, or its module a kept function."""
    if not uses_the_database(item):
        return False
    definitions = item._fixtureinfo.name2fixturedefs.values()
    fixtures = [each.func for overridden in definitions for each in overridden]
    return any(hasattr(each, "is_kept") for each in [*fixtures, *vars(item.module).values()])


def uses_the_database(item: pytest.Item) -> bool:
    """Whether a test is marked for the database, or asks for it by a fixture."""
    return bool(item.get_closest_marker("django_db")) or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


def _plain(arguments: list) -> list:
    """The arguments that compare by value; a row of the database is among the rows."""
    return [each for each in arguments if isinstance(each, str | int | tuple)]


def _database() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _compare(before: Rows, after: Rows) -> tuple[dict[str, list], dict[str, list]]:
    """The rows that are new or changed, and the keys of those that are changed or gone, by table."""
    changed, gone = {}, {}
    for table, rows in after.items():
        known = before[table]
        if new := [row for key, row in rows.items() if known.get(key) != row]:
            changed[table] = new
        if old := [key for key, row in known.items() if rows.get(key) != row]:
            gone[table] = old
    return changed, gone

"""Each test process copies its database from one that is migrated once.

The template's name carries a digest of all migrations, so a changed migration makes a new template, and a run
that changes none migrates nothing.

- SQLite: a file beside the tests' databases, copied.
- PostgreSQL: a database that `CREATE DATABASE … TEMPLATE` copies.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

PREFIX = "arena_template"
LOCK = 3_141_592_653
"""The server's advisory lock for making and copying templates."""


def prepare_database() -> None:
    """Replace this process' test database by a copy of the template, which is made if it is missing."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        with _one_process_at_a_time():
            _copy_file(connection)
    else:
        _copy_on_the_server(connection)


@contextlib.contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    """A half-made file is no template."""
    with (Path(settings.DATA_DIR) / "test_template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest() -> str:
    """The first digits of a hash over the text of every migration, Django's own included."""
    modules = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    digest = hashlib.sha256()
    for path in sorted({_source(migration) for migration in modules}):
        digest.update(path.encode() + Path(path).read_bytes())
    return digest.hexdigest()[:12]


def _source(migration) -> str:
    return __import__(migration.__module__, fromlist=["__file__"]).__file__


def _copy_file(connection) -> None:
    target = Path(connection.creation._get_test_db_name())
    template = target.with_name(f"{PREFIX}_{_digest()}.sqlite3")
    if not template.exists():
        unfinished = template.with_suffix(f".{os.getpid()}")
        _migrate(connection, str(unfinished))
        unfinished.rename(template)
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(template, target)


def _copy_on_the_server(connection) -> None:
    """One process at a time, of all checkouts that use this server: it copies no database in use."""
    template, target = f"{PREFIX}_{_digest()}", connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until the cursor's connection is closed
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            unfinished = f"{template}_{os.getpid()}"
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            _migrate(connection, unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def _migrate(connection, name: str) -> None:
    """Migrate the empty database of this name, with the connection that the tests will use."""
    own_name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, database=connection.alias)
    finally:
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
        connection.settings_dict["NAME"] = own_name

"""A drill of backup and restore: does a copy of this site's database give the same boards and receipts?

    python ops/restore_drill.py            # with the site's own environment variables

Copies the database (PostgreSQL: pg_dump and pg_restore into a new database on the same server; SQLite: its
online backup), then runs on the copy, with the same SECRET_KEY: `migrate --check`, `recompute --all`, and
`check_receipts` with receipts of the running site. The copy is deleted afterwards; the site may run on.
Ends with 0 if all is well. Standard library only, beside PostgreSQL's client programs.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
CHECKS = [["migrate", "--check"], ["recompute", "--all"]]
SAMPLE = "20"


def main() -> int:
    url = os.environ.get("DATABASE_URL", "")
    is_postgresql = urlsplit(url).scheme.startswith("postgres")
    if url and not is_postgresql:
        print("DATABASE_URL names no PostgreSQL database.", file=sys.stderr)
        return 2
    copying = copy_postgresql(url) if is_postgresql else copy_sqlite()
    sample = [sys.executable, "manage.py", "check_receipts", "--sample", SAMPLE]
    try:
        receipts = subprocess.run(sample, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        with copying as env:
            return run_checks(os.environ | env, receipts)
    except (subprocess.CalledProcessError, sqlite3.Error, FileNotFoundError) as error:
        print(f"The copy could not be made: {error}", file=sys.stderr)
        return 1


def run_checks(env: dict[str, str], receipts: list[str]) -> int:
    """Run each check on the copy; 0 if all succeed."""
    failed = 0
    for arguments in [*CHECKS, *([["check_receipts", *receipts]] if receipts else [])]:
        print(f"== manage.py {' '.join(arguments)[:80]}", flush=True)
        done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=False)
        failed += done.returncode != 0
    print("The restored copy is complete." if not failed else f"{failed} checks failed.")
    return int(failed > 0)


@contextlib.contextmanager
def copy_postgresql(url: str) -> Iterator[dict[str, str]]:
    """Dump into a file, restore into a new database, and drop it at the end."""
    name = f"restore_drill_{uuid.uuid4().hex[:8]}"
    copy = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "arena.dump"
        call("pg_dump", "--format=custom", f"--file={dump}", url)
        print(f"The dump has {dump.stat().st_size / 1e6:.1f} MB.", flush=True)
        call("psql", "--quiet", "--command", f'CREATE DATABASE "{name}"', url)
        try:
            call("pg_restore", "--no-owner", "--exit-on-error", "--dbname", copy, str(dump))
            yield {"DATABASE_URL": copy}
        finally:
            call("psql", "--quiet", "--command", f'DROP DATABASE "{name}" WITH (FORCE)', url)


@contextlib.contextmanager
def copy_sqlite() -> Iterator[dict[str, str]]:
    """Copy the file by SQLite's online backup into a folder of its own, with the local key beside it."""
    data = Path(os.environ.get("ARENA_DATA_DIR") or ROOT / "data")
    source = data / "arena.sqlite3"
    if not source.exists():
        raise FileNotFoundError(source)
    with tempfile.TemporaryDirectory() as folder:
        with (
            contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as original,
            contextlib.closing(sqlite3.connect(Path(folder) / source.name)) as copy,
        ):
            original.backup(copy)
        if (data / "secret_key").exists():
            (Path(folder) / "secret_key").write_bytes((data / "secret_key").read_bytes())
        yield {"ARENA_DATA_DIR": folder}


def call(*command: str) -> None:
    """Run a program of PostgreSQL. Raises CalledProcessError, without the address and its password."""
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as error:
        raise subprocess.CalledProcessError(error.returncode, command[0]) from None


if __name__ == "__main__":
    sys.exit(main())

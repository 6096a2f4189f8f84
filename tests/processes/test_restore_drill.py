"""The drill of backup and restore, on both databases; and that it notices what is missing."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.real_site import KEPT, ROOT, fresh_database

pytestmark = [pytest.mark.processes, pytest.mark.slow]

FILL = """
import django; django.setup()
import datetime as dt
from django.core.management import call_command
call_command("migrate", verbosity=0)
from ratings.rebuild import rebuild
from tests import world
from battles.models import Battle, Voter
arena = world.make_arena()
world.make_pool(arena, ["heron", "stork", "ibis"])
for number in range(9):
    world.voted_battle(arena, now=dt.datetime.now(dt.UTC))
rebuild(arena)
"""


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def env(request, tmp_path_factory) -> Iterator[dict[str, str]]:
    """A site with nine votes and their boards."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    env = kept | {
        "SECRET_KEY": "k" * 60,
        "ARENA_DATA_DIR": str(tmp_path_factory.mktemp("site")),
        "DJANGO_SETTINGS_MODULE": "arenasite.settings",
        "PYTHONPATH": str(ROOT),
    }
    if request.param == "SQLite":
        subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=env, check=True)
        yield env
        return
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server; see .ci/run")
    with fresh_database(url) as database:
        env["DATABASE_URL"] = database
        subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=env, check=True)
        yield env


def drill(env: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "ops/restore_drill.py"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_restored_copy_has_the_same_boards_and_receipts_and_is_deleted(env):
    code, written = drill(env)
    assert code == 0, written
    assert "overall bradley_terry: same" in written
    assert "9 receipts are valid." in written
    assert "The restored copy is complete." in written
    if "DATABASE_URL" in env:
        with psycopg.connect(env["DATABASE_URL"]) as connection:
            query = "SELECT count(*) FROM pg_database WHERE datname LIKE 'restore_drill%'"
            assert connection.execute(query).fetchone() == (0,)


def test_receipts_of_another_key_are_noticed(env):
    def receipts(*arguments: str, **more: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", "check_receipts", *arguments]
        return subprocess.run(command, cwd=ROOT, env=env | more, capture_output=True, text=True, check=False)

    tokens = receipts("--sample", "3").stdout.split()
    assert len(tokens) == 3
    assert receipts(*tokens).returncode == 0
    other = receipts(*tokens, SECRET_KEY="another" * 9)
    assert other.returncode == 1
    assert "3 of 3 receipts do not agree" in other.stderr

"""A site of each released version is brought up to date: boards, votes, decisions and receipts are kept."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real_site import KEPT, ROOT, fresh_database

pytestmark = pytest.mark.processes

RELEASES = sorted(
    path for path in (ROOT / "tests" / "upgrade").iterdir() if (path / "expected.json").exists()
)
COMMANDS = """
import django; django.setup()
import io, json, sys
from django.core.management import call_command
from battles.models import Arena
from moderation.models import Decision
from ratings.published import published

said = {}
for name, *arguments in json.loads(sys.argv[1]):
    call_command(name, *arguments, stdout=(out := io.StringIO()))
    said[name] = out.getvalue()
board = published(Arena.objects.get()).snapshot("overall", "bradley_terry")
rows = json.loads(bytes(board.body))["rows"]
print(json.dumps({
    "said": said,
    "votes_counted": board.votes_counted,
    "votes_excluded": board.votes_excluded,
    "ratings": {row["slug"]: row["rating"] for row in rows},
    "decisions": Decision.objects.count(),
}))
"""
"""Run management commands one after the other in one process; print what each said, and the board."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[tuple[str, dict[str, str]]]:
    """An empty database: its kind, and the environment of a site that uses it."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    env = kept | {
        "SECRET_KEY": "k" * 60,
        "ARENA_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "arenasite.settings",
    }
    if request.param == "sqlite":
        yield request.param, env
        return
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server; see .ci/run")
    with fresh_database(url) as database:
        yield request.param, env | {"DATABASE_URL": database}


def load(kind: str, env: dict[str, str], release: Path) -> None:
    """Put a release's data into the empty database."""
    statements = gzip.decompress((release / f"{kind}.sql.gz").read_bytes()).decode()
    if kind == "sqlite":
        with sqlite3.connect(Path(env["ARENA_DATA_DIR"]) / "arena.sqlite3") as connection:
            connection.executescript(statements)
        return
    command = ["psql", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", env["DATABASE_URL"]]
    subprocess.run(command, input=statements, text=True, check=True)


def run(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_released_versions_site_keeps_everything(release, database):
    kind, env = database
    load(kind, env, release)
    expected = json.loads((release / "expected.json").read_text())[kind]
    run(env, "manage.py", "migrate", "-v0")
    commands = (
        ["check"],
        ["check_receipts", *expected["receipts"]],
        ["rebuild_boards"],
        ["recompute", "--all"],
        ["doctor"],
    )
    now = json.loads(run(env, "-c", COMMANDS, json.dumps(commands)).splitlines()[-1])
    assert "3 receipts are valid" in now["said"]["check_receipts"]
    assert ": same" in now["said"]["recompute"]
    assert now["votes_counted"] == expected["votes_counted"]
    assert now["votes_excluded"] == expected["votes_excluded"]
    assert now["ratings"] == pytest.approx(expected["ratings"], abs=0.01)
    assert now["decisions"] == 3
    assert now["said"]["doctor"]
    assert "failed" not in now["said"]["doctor"]

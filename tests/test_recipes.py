"""The recipes of docs/recipes.md do what they say, each run unchanged."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from arenasite.webhooks.signatures import sign
from tests.ratings.files.days import release_new_arena
from tests.ratings.files.duckdb_over_http import connect_duckdb

RECIPES = Path(__file__).parents[1] / "docs" / "recipes.md"
BLOCK = re.compile(r"^## (?P<title>[^\n]+)\n.*?```(?P<kind>\w+)\n(?P<code>.*?)```", re.DOTALL | re.MULTILINE)
BLOCKS = {match["title"]: match for match in BLOCK.finditer(RECIPES.read_text(encoding="utf-8"))}
DUCKDB = "One column over HTTP with DuckDB"


@pytest.fixture
def site(transactional_db, live_server, settings):
    settings.READS_PER_MINUTE = 0
    release_new_arena()
    return live_server.url


def run(title: str, site: str, folder: Path) -> str:
    block = BLOCKS[title]
    program = [sys.executable, "-c"] if block["kind"] == "python" else ["bash", "-euc"]
    done = subprocess.run(
        [*program, block["code"]],
        cwd=folder,
        env=os.environ | {"ARENA": site, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_recipe_is_run():
    assert set(BLOCKS) == {
        "Ask again only for what changed",
        "A board in pandas",
        DUCKDB,
        "One column over HTTP with pyarrow",
        "Join with the ids of OpenRouter",
        "Verify a webhook",
        "Check a release against its manifest",
        "Compute the boards again from an export of the votes",
    }


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("A board in pandas", "left"),
        pytest.param(DUCKDB, "left", marks=pytest.mark.independent),
        ("One column over HTTP with pyarrow", "left"),
        ("Join with the ids of OpenRouter", "heron/left"),
        ("Check a release against its manifest", "files are as the manifest says"),
    ],
)
def test_a_recipe_prints_what_it_promises(site, tmp_path, title, words):
    if title == DUCKDB:
        with connect_duckdb(tmp_path / ".duckdb/extensions"):
            """Its extension is installed."""
    assert words in run(title, site, tmp_path)


def test_curl_gets_the_board_once(site, tmp_path):
    assert run("Ask again only for what changed", site, tmp_path).strip() == "304"
    assert (tmp_path / "board.json").stat().st_size > 100
    assert not (tmp_path / "again.json").exists() or not (tmp_path / "again.json").stat().st_size


def test_the_commands_of_recomputing_are_run(site, tmp_path, monkeypatch):
    title = "Compute the boards again from an export of the votes"
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    for line in BLOCKS[title]["code"].splitlines():
        name, *arguments = line.removeprefix("python manage.py ").split()
        call_command(name, *arguments, stdout=out)
    assert "overall bradley_terry: same" in out.getvalue()


@pytest.mark.parametrize("is_forged", [False, True])
def test_a_delivery_is_verified_by_the_recipe(is_forged):
    secrets = [f"whsec_{base64.b64encode(bytes([number]) * 24).decode()}" for number in (1, 2)]
    body = json.dumps({"type": "leaderboard.published", "data": {"arena": "text"}})
    now = int(time.time())
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    sent = {
        "WEBHOOK_ID": "msg_1",
        "WEBHOOK_TIMESTAMP": str(now),
        "WEBHOOK_SIGNATURE": sign(keys, key="msg_1", timestamp=now, body=body),
        "WEBHOOK_SECRET": secrets[1],
    }
    done = subprocess.run(
        [sys.executable, "-c", BLOCKS["Verify a webhook"]["code"]],
        input=body.replace("text", "else") if is_forged else body,
        env=os.environ | sent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ("leaderboard.published" in done.stdout) == (not is_forged)
    assert (done.returncode == 0) == (not is_forged)

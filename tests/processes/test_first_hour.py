"""README's way to a public site, as real processes: an empty PostgreSQL and a Redis, until a vote counts."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.battles.providers.upstream import models
from tests.processes.conftest import WORDS, spoken
from tests.real_site import KEPT, ROOT, Shown, Visitor, Web, fresh_database

pytestmark = pytest.mark.processes

PATIENCE = 60
PASSWORD = "correct horse battery"
TOKEN = "a token for metrics"
PROMPT = "What does a heron hide from its neighbours?"
ADDRESS = "203.0.113.77"


@pytest.fixture
def env(redis_server, tmp_path) -> Iterator[dict[str, str]]:
    """The environment of a public site whose database is empty."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server; see .ci/run")
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        pytest.skip(f"the PostgreSQL server of DATABASE_URL cannot be reached: {error}")
    with fresh_database(url) as database:
        yield {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "SECRET_KEY": "k" * 60,
            "ARENA_HOSTS": "127.0.0.1",
            "ARENA_HTTPS": "0",
            "ARENA_DATA_DIR": str(tmp_path),
            "ARENA_REBUILD_SECONDS": "1",
            "ARENA_UPSTREAM_NETWORKS": "127.0.0.0/8",
            "DATABASE_URL": database,
            "REDIS_URL": redis_server.url,
            "OWNER_PASSWORD": PASSWORD,
            "ARENA_LOG_FORMAT": "json",
            "ARENA_LOG_LEVEL": "INFO",
            "ARENA_METRICS_TOKEN": TOKEN,
        }


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run a command; its output. It must succeed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextlib.contextmanager
def celery(env: dict[str, str], folder: Path) -> Iterator[None]:
    """A worker with its beat, as README starts it."""
    command = [sys.executable, "-m", "celery", "-A", "arenasite", "worker", "--beat", "--concurrency", "1"]
    with (folder / "celery.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


async def read_json(visitor: Visitor, url: str, *, host: str = "") -> tuple[int, dict]:
    headers = {"Host": host} if host else {}
    headers["X-Forwarded-For"] = ADDRESS
    async with visitor.session.get(url, headers=headers) as response:
        return response.status, json.loads(await response.text())


async def test_from_an_empty_database_to_a_counted_vote(env, upstream, visitor, tmp_path):
    upstream.models = models("heron-1", "stork-2")
    upstream.play(spoken(0.2))
    setup = ["setup", "--no-input", "--owner=ada", "--password-env=OWNER_PASSWORD"]
    server = [f"--server={upstream.base_url}", "--arena=Text"]
    first = await asyncio.to_thread(manage, env, *setup, *server)
    assert "Owner: ada made." in first
    assert "2 of 2 drafts activated" in first
    await asyncio.to_thread(manage, env, "collectstatic", "--noinput")
    again = await asyncio.to_thread(manage, env, *setup)
    assert "Owner: ada exists." in again
    web = Web("web", env, tmp_path)
    with celery(env, tmp_path):
        try:
            await web.ready()
            status, ready = await read_json(visitor, f"{web.url}/readyz", host="10.0.0.7:8000")
            assert (status, ready["ready"]) == (200, True)
            assert ready["cache"]["state"] == "ok"
            battle = await visitor.open_battle(web, PROMPT, arena="text")
            shown = await Shown().watch(visitor, web, battle)
            assert shown.is_done
            assert (await visitor.post(web, f"{battle}vote/", outcome="a"))[0] == 302
            assert (await visitor.post(web, f"{battle}reveal/"))[0] == 302
            url = f"{web.url}/api/v1/leaderboards/text/overall/"
            async with asyncio.timeout(PATIENCE):
                while True:
                    status, board = await read_json(visitor, url)
                    if status == 200 and board.get("votes_counted") == 1:
                        break
                    await asyncio.sleep(0.5)
            await check_metrics(visitor, web)
            _status, ready = await read_json(visitor, f"{web.url}/readyz")
            assert {name: ready[name]["state"] for name in ("timetable", "workers", "boards")} == {
                "timetable": "ok",
                "workers": "ok",
                "boards": "ok",
            }
        finally:
            await web.stop(patience=30)
    check_logs(tmp_path)
    report = await asyncio.to_thread(manage, env, "doctor")
    assert "failed" not in report
    assert (tmp_path / "celerybeat-schedule").exists() or list(tmp_path.glob("celerybeat-schedule*"))
    assert not list(ROOT.glob("celerybeat-schedule*"))


async def check_metrics(visitor: Visitor, web: Web) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with visitor.session.get(f"{web.url}/metrics", headers=headers) as response:
        text = await response.text()
    assert response.status == 200
    for line in (
        'arena_answers_ended_total{error="none"} 2.0',
        "arena_first_word_seconds_count 2.0",
        'arena_votes{arena="text",reason="counted"} 1.0',
        "arena_queue_length",
        'arena_pool_connections{state="open"}',
        'arena_check_ok{name="workers"} 1.0',
    ):
        assert line in text
    assert "heron" not in text
    assert "stork" not in text


def check_logs(folder: Path) -> None:
    """Each line is JSON, Celery says what it did, and nothing is private."""
    logs = {path.name: path.read_text() for path in folder.glob("*.log")}
    written = "".join(logs.values())
    for private in (PROMPT, WORDS[3] + WORDS[4], ADDRESS, PASSWORD, TOKEN, "k" * 60):
        assert private not in written
    lines = [line for line in written.splitlines() if line.startswith("{")]
    assert all(json.loads(line)["level"] for line in lines)
    assert "ratings.tasks.rate_boards: SUCCESS" in logs["celery.log"]

"""The ways to a public site, as real processes: from an empty PostgreSQL and a Redis until a vote counts."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import psycopg
import pytest

from tests.battles.providers.upstream import models
from tests.patience import PATIENCE_SECONDS
from tests.processes.conftest import WORDS, spoken
from tests.real_site import KEPT, ROOT, Shown, Visitor, fresh_database
from tests.redis_server import free_port

pytestmark = pytest.mark.processes

PASSWORD = "correct horse battery"
TOKEN = "a-token-for-metrics"
PROMPT = "What does a heron hide from its neighbours?"
ADDRESS = "203.0.113.77"


class Site:
    """A running site, as visitors reach it."""

    def __init__(self) -> None:
        self.port = str(free_port())
        self.url = f"http://127.0.0.1:{self.port}"


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
            "ARENA_PROOF": "0",
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


def run(command: str, env: dict[str, str]) -> str:
    """Run a line of shell; its output. It must succeed."""
    done = subprocess.run(
        ["bash", "-ec", command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextlib.contextmanager
def running(commands: list[list[str]], env: dict[str, str], folder: Path) -> Iterator[list[subprocess.Popen]]:
    """These processes, each with a log; asked to stop at the end."""
    processes = []
    try:
        for number, command in enumerate(commands):
            with (folder / f"{number}.log").open("w") as log:
                process = subprocess.Popen(
                    command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
                )
            processes.append(process)
        yield processes
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(PATIENCE_SECONDS)


def list_readme_commands(heading: str) -> list[str]:
    """The lines of the first code block below this heading, without comments."""
    section = (ROOT / "README.md").read_text().split(f"## {heading}\n")[1]
    block = section.split("```sh\n")[1].split("```")[0]
    return [line.partition("#")[0].strip() for line in block.splitlines()]


@contextlib.contextmanager
def started_as_in_readme(env: dict[str, str], folder: Path, setup: str) -> Iterator[Site]:
    """README's lines in order; the values of its variables are the test's, the packages are there."""
    site = Site()
    programs = f"{Path(sys.executable).parent}/"
    lasting = []
    for line in list_readme_commands("Running it for the public"):
        command = line.replace(".venv/bin/", programs).replace("--port 8000", f"--port {site.port}")
        if line.startswith("export "):
            assert set(re.findall(r"([A-Z_]+)=", line)) <= env.keys()
        elif "uvicorn" in line or "celery" in line:
            lasting.append(command.split())
        elif "setup" in line:
            check_setup(run(f"{command} {setup}", env), run(f"{command} --no-input", env))
        elif "pip install" not in line:
            run(command, env)
    assert len(lasting) == 2
    with running(lasting, env, folder):
        yield site


@contextlib.contextmanager
def started_by_script(env: dict[str, str], folder: Path, setup: str) -> Iterator[Site]:
    """The processes of compose.yaml by `ops/processes.py`, and setup, as the head of compose.yaml says."""
    site = Site()
    kept = {name: env[name] for name in KEPT if name in env}
    lines = [f"{name}={value}\n" for name, value in env.items() if name not in KEPT]
    (folder / "env").write_text("# as for compose.yaml\n" + "".join(lines))
    command = [sys.executable, "ops/processes.py", "--env-file", str(folder / "env")]
    with running([command], kept | {"PORT": site.port}, folder):
        wait_until(lambda: "web: process" in (folder / "0.log").read_text())
        check_setup(
            run(f"{sys.executable} manage.py setup {setup}", env),
            run(f"{sys.executable} manage.py setup --no-input", env),
        )
        yield site


def check_setup(first: str, again: str) -> None:
    assert "Owner: ada made." in first
    assert "2 of 2 drafts activated" in first
    assert "Owner: ada exists." in again


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    "started", [started_as_in_readme, pytest.param(started_by_script, marks=pytest.mark.slow)]
)
async def test_from_an_empty_database_to_a_counted_vote(started, env, upstream, visitor, tmp_path):
    upstream.models = models("heron-1", "stork-2")
    upstream.play(spoken(0.2))
    server = f"--server={upstream.base_url} --arena=Text"
    setup = f"--no-input --owner=ada --password-env=OWNER_PASSWORD {server}"
    context = started(env, tmp_path, setup)
    site = await asyncio.to_thread(context.__enter__)
    try:
        ready = await wait_for_json(visitor, f"{site.url}/readyz", lambda answer: answer["ready"])
        assert ready["cache"]["state"] == "ok"
        battle = await visitor.open_battle(site, PROMPT, arena="text")
        shown = await Shown().watch(visitor, site, battle)
        assert shown.is_done
        assert (await visitor.post(site, f"{battle}vote/", outcome="a"))[0] == 302
        assert (await visitor.post(site, f"{battle}reveal/"))[0] == 302
        board = f"{site.url}/api/v1/leaderboards/text/overall/"
        await wait_for_json(visitor, board, lambda answer: answer.get("votes_counted") == 1)
        await check_metrics(visitor, site)
        names = ("timetable", "workers", "boards")
        await wait_for_json(
            visitor, f"{site.url}/readyz", lambda answer: {answer[name]["state"] for name in names} == {"ok"}
        )
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)
    check_logs(tmp_path)
    assert "failed" not in await asyncio.to_thread(run, f"{sys.executable} manage.py doctor", env)
    assert list(tmp_path.glob("celerybeat-schedule*"))
    assert not list(ROOT.glob("celerybeat-schedule*"))


@pytest.mark.slow
def test_a_process_that_is_killed_starts_again(env, tmp_path):
    site = Site()
    log = tmp_path / "0.log"

    def find_web() -> int:
        numbers = re.findall(r"^web: process (\d+)$", log.read_text(), re.MULTILINE)
        return int(numbers[-1]) if numbers else 0

    with running([[sys.executable, "ops/processes.py"]], env | {"PORT": site.port}, tmp_path) as [script]:
        wait_until(lambda: find_web() > 0)
        first = find_web()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: find_web() != first)
        script.send_signal(signal.SIGTERM)
        assert script.wait(PATIENCE_SECONDS) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(find_web(), 0)


async def wait_for_json(visitor: Visitor, url: str, accepts: Callable[[dict], bool]) -> dict:
    """Read JSON until it is accepted."""
    answer: dict = {}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with visitor.session.get(url, headers={"X-Forwarded-For": ADDRESS}) as response:
                    answer = json.loads(await response.text())
                if response.status == 200 and accepts(answer):
                    return answer
            await asyncio.sleep(0.2)


async def check_metrics(visitor: Visitor, site: Site) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with visitor.session.get(f"{site.url}/metrics", headers=headers) as response:
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
    """Each line of the site is JSON, Celery says what it did, and nothing is private."""
    written = "".join(path.read_text() for path in folder.glob("*.log"))
    for private in (PROMPT, WORDS[3] + WORDS[4], ADDRESS, PASSWORD, TOKEN, "k" * 60):
        assert private not in written
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert all(line["level"] for line in lines)
    assert any(line["message"].startswith("ratings.tasks.rate_boards: SUCCESS") for line in lines)

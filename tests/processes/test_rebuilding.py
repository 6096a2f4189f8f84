"""A rebuild over real Celery workers: shared by them, and safe from their sudden end."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from battles.leases import ALIVE_SECONDS
from tests.real_site import ROOT
from tests.redis_server import RedisServer

pytestmark = pytest.mark.processes

AT_WORK = "SELECT 1 FROM ratings_lease WHERE holder <> '' AND waiting <> '[]' AND NOT waiting @> '0'"
"""The first part has begun, and others wait."""

PATIENCE = 120
ARENA = "(SELECT id FROM battles_arena WHERE slug = '{slug}')"
LEASE = f"FROM ratings_lease WHERE holder <> '' AND arena_id = {ARENA}"
HELD = "SELECT expires_at::text, extract(epoch FROM expires_at - now())::float {lease}"
"""Until when the lease is held, and for how many seconds more."""
RUNS = "SELECT r.id FROM ratings_rebuild r JOIN battles_arena a ON a.id = r.arena_id WHERE a.slug = '{slug}'"
PUBLISHED = f"{RUNS} AND published_at IS NOT NULL ORDER BY r.id"
UNDER_WAY = f"{RUNS} AND published_at IS NULL"


@pytest.fixture(scope="module")
def broker():
    with RedisServer() as server:
        yield server


@pytest.fixture
def slug(request) -> str:
    """An arena for each test: they share the site."""
    return "shared" if "share" in request.node.name else "restarted"


@pytest.fixture
def do(site, broker, slug):
    """Have something done to the site: see tests.processes.rebuilding."""
    command = [sys.executable, "-m", "tests.processes.rebuilding"]
    env = site.env | {"REDIS_URL": broker.url}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=env, **pipes) as process:

        def ask_for(what: str) -> None:
            process.stdin.write(f"{what} {slug}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        yield ask_for
        process.stdin.close()


def until(what: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    stop = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < stop, "it took too long"
        time.sleep(0.05)


@contextlib.contextmanager
def worker(site, name: str, **env: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """One Celery worker with one process for tasks, ready; and its log."""
    path = site.folder / f"{name}.log"
    command = [sys.executable, "-m", "celery", "-A", "arenasite", "worker", "-c", "1", "-l", "info"]
    with path.open("w") as log:
        process = subprocess.Popen(
            [*command, "-n", f"{name}@%h"],
            cwd=ROOT,
            env=site.env | env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until(lambda: f"{name}@" in path.read_text() and " ready." in path.read_text())
        yield process, path
    finally:
        kill(process)


def set_expiry(site, slug: str, moment: str) -> None:
    """Set until when the killed run's lease is held."""
    found = f"SELECT arena_id {LEASE}".format(slug=slug)
    site.run(f"UPDATE ratings_lease SET expires_at = {moment} WHERE arena_id = ({found})")  # noqa: S608


def kill(process: subprocess.Popen[bytes]) -> None:
    """The worker and its children, without a word."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_workers_share_a_rebuild_and_one_killed_in_it_leaves_the_old_boards(site, broker, do, slug):
    do("make")
    published_runs, open_runs = PUBLISHED.format(slug=slug), UNDER_WAY.format(slug=slug)
    held = HELD.format(lease=LEASE.format(slug=slug))
    env = {"REDIS_URL": broker.url}
    with worker(site, "first", **env) as (_, first), worker(site, "second", **env) as (_, second):
        do("ask")
        until(lambda: len(site.rows(published_runs)) == 1)
        # One opened the run and rated parts of it; the other took parts from the queue.
        logs = [log.read_text().split(" ready.")[1] for log in (first, second)]
        assert ["rebuild_arena" in each for each in logs] != ["rate_boards" in each for each in logs]
    assert not site.rows(open_runs)
    published = site.rows(published_runs)

    do("vote")
    with worker(site, "third", **env, ARENA_BOOTSTRAP_ROUNDS="3000000") as (process, log):
        do("ask")
        until(lambda: bool(site.rows(AT_WORK)))
        kill(process)
        ((expires_at, seconds_left),) = site.rows(held)
    assert seconds_left <= ALIVE_SECONDS
    assert site.rows(published_runs) == published
    (lost,) = site.rows(open_runs)

    with worker(site, "fourth", **env) as (_, log):
        set_expiry(site, slug, "now() + interval '1 hour'")  # however long the worker took to start
        do("ask")  # the killed run still has its lease
        until(lambda: bool(re.search(r"rebuild_arena\[[^]]*\] succeeded", log.read_text())))
        assert site.rows(published_runs) == published
        set_expiry(site, slug, f"'{expires_at}'")
        until(lambda: not site.rows(f"SELECT 1 {LEASE} AND expires_at > now()".format(slug=slug)))
        do("ask")
        until(lambda: len(site.rows(published_runs)) == 2)
    assert lost not in site.rows(published_runs)


@pytest.mark.slow
def test_a_broker_that_restarts_in_mid_rebuild_only_delays_the_boards(site, broker, do, slug):
    """The queue is lost with the broker's memory; the run's opener rates the parts."""
    do("make")
    published_runs = PUBLISHED.format(slug=slug)
    env = {"REDIS_URL": broker.url}
    with worker(site, "restarted", **env) as (_, log):
        do("ask")
        until(lambda: bool(re.search(r"rate_boards\[[^]]*\] received", log.read_text())))
        broker.kill()
        broker.start()
        until(lambda: log.read_text().count("Connected to redis") > 1)

        def is_published() -> bool:
            do("ask")
            time.sleep(2)
            return bool(site.rows(published_runs))

        until(is_published, seconds=ALIVE_SECONDS + PATIENCE)
    assert len(site.rows(published_runs)) == 1

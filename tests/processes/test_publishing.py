"""Fifty readers of two web processes while boards are published: whole bodies, never older than a second."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import itertools
import json
import subprocess
import sys
import time
from dataclasses import dataclass

import aiohttp
import pytest

from tests.real_site import ROOT, Web

pytestmark = pytest.mark.processes

CLIENTS = 50
PUBLISHED = 5
BEHIND = 1.0
"""Seconds after which every process shows what was published."""
BOARD = "/api/v1/leaderboards/published/overall/"


@dataclass(frozen=True)
class Answer:
    """One answer; times are of the monotonic clock."""

    web: int
    asked_at: float
    got_at: float
    status: int
    etag: str


@pytest.fixture
def ask(site):
    """Have something done to the arena "published"; its answer. See tests.processes.rebuilding."""
    command = [sys.executable, "-m", "tests.processes.rebuilding"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=site.env, **pipes) as process:

        def tell(act: str) -> str:
            process.stdin.write(f"{act} published\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield tell
        process.stdin.close()


class Readers:
    """Clients that ask two processes in turn, with the tag they saw last, until they are stopped."""

    def __init__(self, webs: list[Web]):
        self.webs, self.answers, self.is_over = webs, [], False
        self.boards: dict[tuple[int, str], dict] = {}
        self.digests: dict[tuple[int, str], set[str]] = {}

    async def read(self, session: aiohttp.ClientSession, number: int) -> None:
        tags: dict[int, str] = {}
        encoding = {"Accept-Encoding": "gzip" if number % 3 == 0 else "identity"}
        for turn in itertools.count(number):
            if self.is_over:
                return
            web = turn % len(self.webs)
            known = {"If-None-Match": tags[web]} if web in tags and turn % 2 else {}
            asked_at = time.monotonic()
            async with session.get(self.webs[web].url + BOARD, headers=encoding | known) as response:
                body = await response.read()
                tag = response.headers["ETag"]
            self.answers.append(Answer(web, asked_at, time.monotonic(), response.status, tag))
            if response.status == 200:
                self.boards[web, tag] = json.loads(body)
                self.digests.setdefault((web, tag), set()).add(hashlib.sha256(body).hexdigest())
            tags[web] = tag
            await asyncio.sleep(0.02)

    def as_of(self, answer: Answer) -> str:
        return self.boards[answer.web, answer.etag]["as_of"]


async def test_readers_get_whole_boards_in_order_and_within_a_second(site, ask):
    ask("make")
    ask("publish")
    async with contextlib.AsyncExitStack() as stack:
        webs = await stack.enter_async_context(site.running(2))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        readers = Readers(webs)
        reading = [asyncio.create_task(readers.read(session, number)) for number in range(CLIENTS)]
        published: list[tuple[float, str]] = []
        for _number in range(PUBLISHED):
            await asyncio.sleep(0.7)
            await asyncio.to_thread(ask, "publish")
            done_at = time.monotonic()
            newest = "SELECT max(s.as_of) FROM ratings_snapshot s JOIN ratings_board b ON b.id = s.board_id"
            arena = "JOIN battles_arena a ON a.id = b.arena_id WHERE a.slug = 'published'"
            [(as_of,)] = await asyncio.to_thread(site.rows, f"{newest} {arena}")
            published.append((done_at, as_of.astimezone(dt.UTC).isoformat()))
        await asyncio.sleep(BEHIND + 0.5)
        readers.is_over = True
        await asyncio.gather(*reading)
        logs = [web.log for web in webs]
    assert "Traceback" not in "".join(logs)
    assert {answer.status for answer in readers.answers} == {200, 304}
    assert len(readers.answers) > 10 * CLIENTS
    check_bodies(readers)
    check_order(readers)
    check_lag(readers, published)


def check_bodies(readers: Readers) -> None:
    """Each tag has one body, and each body is one board's."""
    assert {len(digests) for digests in readers.digests.values()} == {1}
    for board in readers.boards.values():
        assert sum(row["votes"] for row in board["rows"]) == 2 * board["votes_counted"]
    by_snapshot: dict[int, set[tuple[int, str]]] = {}
    for board in readers.boards.values():
        by_snapshot.setdefault(board["snapshot"], set()).add((board["votes_counted"], board["as_of"]))
    assert {len(values) for values in by_snapshot.values()} == {1}
    assert len(by_snapshot) >= 3  # a process looks once a second, so it may pass over some


def check_order(readers: Readers) -> None:
    """An answer that was asked for after another one came from the same process is not older."""
    for web in range(len(readers.webs)):
        mine = [answer for answer in readers.answers if answer.web == web]
        came = sorted((answer.got_at, readers.as_of(answer)) for answer in mine)
        newest, position = "", 0
        for answer in sorted(mine, key=lambda each: each.asked_at):
            while position < len(came) and came[position][0] < answer.asked_at:
                newest = max(newest, came[position][1])
                position += 1
            assert readers.as_of(answer) >= newest


def check_lag(readers: Readers, published: list[tuple[float, str]]) -> None:
    """A second after a board was published every process shows it."""
    for answer in readers.answers:
        due = [as_of for done_at, as_of in published if done_at + BEHIND <= answer.asked_at]
        assert not due or readers.as_of(answer) >= due[-1]
    last = max(as_of for _done_at, as_of in published)
    for web in range(len(readers.webs)):
        assert max(readers.as_of(answer) for answer in readers.answers if answer.web == web) == last


async def test_a_key_has_one_quota_in_two_processes(site, ask):
    key = ask("key")
    async with site.running(2) as webs, aiohttp.ClientSession(headers={"X-API-Key": key}) as session:
        statuses = []
        for number in range(14):
            async with session.get(webs[number % 2].url + "/api/v1/leaderboards/") as response:
                statuses.append(response.status)
    assert statuses == [200] * 10 + [429] * 4

"""200 battles while processes die, the database is cut and Redis restarts: nothing shown is lost.

- No request is answered with 500: what the site cannot do now is a 503.
- No text that was shown as complete is missing in the database.
- No visitor is left with a dead battle: each has voted in the end, after new tries where one broke.
- Each acknowledged vote is stored, once, with its outcome, and the detectors have read its texts.

`ARENA_WEATHER_BATTLES` changes the number of battles.
"""

import asyncio
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from battles.outcomes import outcome_from_label
from tests.processes.conftest import ANSWER, spoken
from tests.processes.tcp_proxy import TcpProxy
from tests.processes.weather import Place, Seen, StubbornVisitor
from tests.real_site import RealSite, fresh_database
from tests.redis_server import RedisServer

pytestmark = pytest.mark.slow

BATTLES = int(os.environ.get("ARENA_WEATHER_BATTLES", "200"))
AT_ONCE = 12
ENV = {"ARENA_SILENCE_SECONDS": "8", "ARENA_SHUTDOWN_SECONDS": "1"}

Disaster = Callable[[], Awaitable[None]]


class SqliteSite(RealSite):
    """Web processes that share an SQLite file."""

    def rows(self, query: str) -> list[tuple]:
        with contextlib.closing(self.connect()) as connection:
            return connection.execute(query).fetchall()

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database_url.removeprefix("sqlite:///"), timeout=60)


async def rage(disasters: list[Disaster], rng: random.Random, *, pause: float) -> None:
    """One disaster after another, each kind as often as the others."""
    while True:
        for disaster in rng.sample(disasters, len(disasters)):
            await asyncio.sleep(pause)
            await disaster()


async def fight(
    site: RealSite, disasters: Callable[[list[Place]], list[Disaster]], *, pause: float, **env: str
) -> list[Seen]:
    """All battles under this weather; what the visitors saw."""
    rng = random.Random(2611)
    places = [Place(site, ENV | env) for _ in range(2)]
    try:
        for place in places:
            await place.start()
        visitors = [StubbornVisitor(places, random.Random(number)) for number in range(BATTLES)]
        gate = asyncio.Semaphore(AT_ONCE)

        async def visit(visitor: StubbornVisitor) -> Seen:
            async with gate:
                return await asyncio.wait_for(visitor.run(), 400)

        raging = asyncio.create_task(rage(disasters(places), rng, pause=pause))
        try:
            seen = await asyncio.gather(*(visit(visitor) for visitor in visitors))
        finally:
            raging.cancel()
            await asyncio.gather(raging, return_exceptions=True)
        await settle(site)
        report(site, seen, visitors, places)
        return list(seen)
    finally:
        for place in places:
            place.end()


async def settle(site: RealSite) -> None:
    """Wait until no battle runs any more: lost processes are noticed, spooled ends are stored."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.Error, sqlite3.Error):
            if site.rows("SELECT count(*) FROM battles_battle WHERE state = 'running'") == [(0,)]:
                return
        await asyncio.sleep(1)
    pytest.fail("battles still run")


def report(site, seen: list[Seen], visitors: list[StubbornVisitor], places: list[Place]) -> None:
    states = dict(site.rows("SELECT state, count(*) FROM battles_battle GROUP BY state"))
    statuses = sum((visitor.statuses for visitor in visitors), Counter())
    print(f"\nbattles {states}, retries {sum(one.retries for one in seen)}, answers {dict(statuses)}")  # noqa: T201
    for place in places:
        errors = [line for line in place.log_path.read_text().splitlines() if "Traceback" in line]
        print(f"{place.log_path}: {len(errors)} tracebacks")  # noqa: T201
    assert not statuses[500]


def check(site: RealSite, seen: list[Seen]) -> None:
    stored = {
        (f"/battles/{str(key).replace('-', '')}/", side): (text.strip(), state)
        for key, side, text, state in site.rows(
            "SELECT b.key, a.side, a.text, a.state FROM battles_battle b"
            " JOIN battles_prompt p ON p.battle_id = b.id JOIN battles_answer a ON a.prompt_id = p.id"
        )
    }
    shown = {
        (battle.replace("-", ""), side): text for one in seen for (battle, side), text in one.ends.items()
    }
    lost = {place: text for place, text in shown.items() if stored.get(place) != (text, "done")}
    assert not lost
    assert set(shown.values()) == {ANSWER}
    votes = {
        f"/battles/{str(key).replace('-', '')}/": outcome
        for key, outcome in site.rows(
            "SELECT b.key, v.outcome FROM battles_vote v JOIN battles_battle b ON b.id = v.battle_id"
        )
    }
    cast = {one.battle.replace("-", ""): int(outcome_from_label(one.vote)) for one in seen}
    assert len(cast) == len(seen) == BATTLES
    assert votes == cast
    assert site.rows("SELECT count(*) FROM battles_vote") == [(BATTLES,)]
    assert site.rows("SELECT count(*) FROM battles_ballot") == [(BATTLES,)]
    unread = "NOT EXISTS (SELECT 1 FROM battles_annotation a WHERE a.battle_id = b.id)"
    query = f"SELECT count(*) FROM battles_battle b WHERE state = 'voted' AND {unread}"  # noqa: S608
    assert site.rows(query) == [(0,)]


async def test_postgresql_under_weather(upstream, tmp_path):
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server")
    upstream.play(spoken(1.5))
    with fresh_database(url) as database, RedisServer() as redis:
        parts = urlsplit(database)
        with TcpProxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy:
            login = parts.netloc.rpartition("@")[0]
            proxied = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{proxy.port}"))
            site = RealSite(database, tmp_path, upstream.base_url)

            def disasters(places: list[Place]) -> list[Disaster]:
                async def cut_long() -> None:
                    await asyncio.to_thread(proxy.cut_for, 12)

                async def cut_short() -> None:
                    for _ in range(3):
                        await asyncio.to_thread(proxy.cut_for, 1)
                        await asyncio.sleep(1)

                async def break_connections() -> None:
                    proxy.break_connections()

                async def restart_redis() -> None:
                    redis.kill()
                    await asyncio.sleep(2)
                    await asyncio.to_thread(redis.start)

                async def cut_and_restart() -> None:
                    proxy.cut()
                    await asyncio.sleep(2)
                    await places[0].restart()
                    await asyncio.sleep(3)
                    proxy.restore()

                return [
                    cut_long,
                    cut_short,
                    break_connections,
                    restart_redis,
                    cut_and_restart,
                    places[0].kill,
                    places[1].restart,
                    lambda: places[1].freeze(20),
                ]

            seen = await fight(site, disasters, pause=2.5, DATABASE_URL=proxied, REDIS_URL=redis.url)
            check(site, seen)


async def test_sqlite_under_weather(upstream, tmp_path):
    upstream.play(spoken(1.5))
    site = SqliteSite(f"sqlite:///{tmp_path / 'weather.sqlite3'}", tmp_path, upstream.base_url)

    def hold_the_lock(seconds: int) -> None:
        # A process of its own, as a backup or another tool that locks the file.
        code = (
            "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None);"
            " c.execute('BEGIN IMMEDIATE'); time.sleep(float(sys.argv[2])); c.execute('ROLLBACK')"
        )
        path = site.database_url.removeprefix("sqlite:///")
        subprocess.run([sys.executable, "-c", code, path, str(seconds)], check=True)

    def disasters(places: list[Place]) -> list[Disaster]:
        async def lock_long() -> None:
            await asyncio.to_thread(hold_the_lock, 28)

        async def lock_short() -> None:
            await asyncio.to_thread(hold_the_lock, 5)

        return [
            lock_short,
            lock_long,
            places[0].kill,
            places[1].restart,
            lambda: places[0].freeze(20),
        ]

    check(site, await fight(site, disasters, pause=3))

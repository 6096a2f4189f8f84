"""Several real web processes on one PostgreSQL: any of them serves anybody, and any of them may die."""

import asyncio
import signal
import threading

import pytest

from tests.battles.providers.upstream import HOLD, stream
from tests.patience import PATIENCE_SECONDS, until
from tests.processes.conftest import ANSWER, spoken, spoken_until, unended
from tests.real_site import Shown, Visitor
from tests.redis_server import RedisServer

pytestmark = pytest.mark.processes

HTML = dict.fromkeys("ab", f"<p>{ANSWER}</p>")
BOTH_DONE = {"a": "done", "b": "done"}


def squeezed(shown: Shown) -> dict[str, str]:
    return {side: text.replace("\n", "") for side, text in shown.text.items()}


async def test_start_on_one_process_watch_and_reload_on_another_vote_on_a_third(
    site, upstream, redis_server, visitor
):
    more = threading.Event()
    upstream.play(spoken_until(more))
    asked = len(upstream.chats)
    async with site.running(3, REDIS_URL=redis_server.url) as (first, second, third):
        battle = await visitor.open_battle(first)
        begun, elsewhere = Shown(), Shown()
        await asyncio.gather(
            begun.watch(visitor, first, battle, until=40), elsewhere.watch(visitor, second, battle, until=40)
        )
        for shown in (begun, elsewhere):  # still text: it came while the answers grew
            assert ANSWER.startswith(shown.text["a"].strip())
            assert shown.state == {"a": "running", "b": "running"}
        more.set()
        await asyncio.gather(
            begun.watch(visitor, second, battle),  # the browser comes back to another process
            elsewhere.watch(visitor, third, battle),
            (reloaded := Shown()).watch(visitor, second, battle),
        )
        for shown in (begun, elsewhere, reloaded):
            assert (squeezed(shown), shown.state, shown.is_done) == (HTML, BOTH_DONE, True)
        assert len(upstream.chats) == asked + 2
        votes = [visitor.post(web, f"{battle}vote/", outcome="a") for web in (third, second, third)]
        assert [status for status, _ in await asyncio.gather(*votes)] == [302, 302, 302]
        assert "/models/text-left/" in await visitor.page(first, battle)
        for web in (first, second, third):
            assert web.log == ""
    query = f"SELECT count(*) FROM battles_vote WHERE battle_id IN ({ids_of([battle])})"  # noqa: S608
    assert site.rows(query) == [(1,)]


async def test_a_stop_asked_of_another_process_stops_the_answers_without_redis(site, upstream, visitor):
    upstream.play(unended())
    async with site.running(2) as (first, second):
        battle = await visitor.open_battle(first)
        shown = await Shown().watch(visitor, first, battle, until=6)
        assert (await visitor.post(second, f"{battle}stop/"))[0] == 302
        await shown.watch(visitor, first, battle)
        assert shown.state == {"a": "stopped", "b": "stopped"}


async def test_a_stream_in_flight_survives_the_loss_of_redis(site, upstream, visitor):
    more = threading.Event()
    upstream.play(spoken_until(more))
    with RedisServer() as redis:
        async with site.running(2, REDIS_URL=redis.url) as (first, second):
            battle = await visitor.open_battle(first)
            here, elsewhere = Shown(), Shown()
            await asyncio.gather(
                here.watch(visitor, first, battle, until=20),
                elsewhere.watch(visitor, second, battle, until=20),
            )
            redis.kill()
            more.set()
            await asyncio.gather(
                here.watch(visitor, first, battle),
                elsewhere.watch(visitor, second, battle),
                (late := Shown()).watch(visitor, second, battle),
            )
            for shown in (here, elsewhere, late):
                assert (squeezed(shown), shown.state, shown.is_done) == (HTML, BOTH_DONE, True)
            assert (await visitor.post(second, f"{battle}vote/", outcome="tie"))[0] == 302
            assert first.log.count("viewers on other processes wait for the end") == 1
            assert "Traceback" not in first.log + second.log


async def test_three_times_as_many_streams_as_connections_all_start(site, upstream, visitor):
    upstream.play(unended())
    async with site.running(1, DATABASE_POOL_SIZE="4", ARENA_STREAMS_PER_VOTER="0") as (web,):
        battles = [await visitor.open_battle(web)]
        battles += await asyncio.gather(*(visitor.open_battle(web) for _ in range(11)))
        streams = [visitor.events(web, battle) for battle in battles]
        firsts = await asyncio.gather(*(anext(events) for events in streams))
        assert [name in "ab" for _number, name, _data in firsts] == [True] * 12
        # All of them are still open here, and pages are answered as well.
        assert "waiting" not in await visitor.page(web, "/")
        assert {state for (state,) in states_of(site, battles)} == {"running"}
        web.kill()
        await asyncio.gather(*(events.aclose() for events in streams))


async def test_the_battles_of_a_killed_process_are_interrupted_and_take_no_vote(
    site, upstream, redis_server, visitor
):
    upstream.play(unended())
    env = {"REDIS_URL": redis_server.url, "ARENA_SILENCE_SECONDS": "3"}
    async with site.running(2, **env) as (first, second):
        battle = await visitor.open_battle(first)
        shown = await Shown().watch(visitor, second, battle, until=6)
        first.kill()
        await shown.watch(visitor, second, battle)
        assert (shown.state, shown.is_done) == ({"a": "interrupted", "b": "interrupted"}, True)
        assert (await visitor.post(second, f"{battle}vote/", outcome="a"))[0] == 409
        assert 'data-phase="broken"' in await visitor.page(second, battle)
    assert states_of(site, [battle]) == [("interrupted",)]


async def test_within_seconds_another_process_takes_over_what_a_killed_one_had_not_begun(
    site, upstream, visitor
):
    # No missing heartbeat tells of a death here.
    async with site.running(2, ARENA_SILENCE_SECONDS="3600") as [first, second]:
        upstream.play(unended())
        begun = await visitor.open_battle(first)
        await Shown().watch(visitor, first, begun, until=1)
        asked = len(upstream.chats)
        upstream.play(stream(HOLD))
        silent = await visitor.open_battle(first)
        await until(lambda: len(upstream.chats) == asked + 2)
        upstream.play(spoken(0.2))
        first.kill()
        async with asyncio.timeout(PATIENCE_SECONDS):
            taken_over = await Shown().watch(visitor, second, silent)
            broken_off = await Shown().watch(visitor, second, begun)
        assert (taken_over.state, taken_over.is_done) == (BOTH_DONE, True)
        assert broken_off.state == {"a": "interrupted", "b": "interrupted"}
        assert (await visitor.post(second, f"{silent}vote/", outcome="a"))[0] == 302


async def test_a_stop_signal_ends_fifty_open_streams_with_every_battle_finished_or_marked(site, upstream):
    env = {"ARENA_SHUTDOWN_SECONDS": "1", "ARENA_STREAMS_PER_VOTER": "0"}  # all fifty stay open
    async with Visitor() as visitor, site.running(1, **env) as (web,):
        upstream.play(spoken(2))
        quick = [await visitor.open_battle(web) for _ in range(5)]
        upstream.play(unended())
        battles = quick + await asyncio.gather(*(visitor.open_battle(web) for _ in range(45)))
        watching = [Shown() for _ in battles]
        streams = asyncio.gather(
            *(shown.watch(visitor, web, path) for shown, path in zip(watching, battles, strict=True))
        )
        await until(lambda: all(min(map(len, shown.text.values())) > 0 for shown in watching))
        # Having closed everything, uvicorn raises the signal again for its parent to see.
        assert await web.stop(patience=PATIENCE_SECONDS) == -signal.SIGTERM
        await streams
        log = web.log
    if ("running",) in states_of(site, battles):  # what was not stored in time, the next process stores
        async with site.running(1):
            await until(lambda: ("running",) not in states_of(site, battles))
    else:
        assert log == ""
    assert {state for (state,) in states_of(site, battles)} <= {"answered", "interrupted"}
    running = "SELECT count(*) FROM battles_answer WHERE state = 'running'"
    kept = "SELECT count(*) FROM battles_answer WHERE state = 'interrupted' AND text <> ''"
    of_these = f" AND prompt_id IN (SELECT id FROM battles_prompt WHERE battle_id IN ({ids_of(battles)}))"  # noqa: S608
    assert site.rows(running + of_these) == [(0,)]
    assert site.rows(kept + of_these)[0][0] >= 90


def ids_of(battles: list[str]) -> str:
    keys = ", ".join(f"'{battle.strip('/').split('/')[-1]}'" for battle in battles)
    return f"SELECT id FROM battles_battle WHERE key IN ({keys})"  # noqa: S608  keys of our own


def states_of(site, battles: list[str]) -> list[tuple]:
    return site.rows(f"SELECT state FROM battles_battle WHERE id IN ({ids_of(battles)})")  # noqa: S608

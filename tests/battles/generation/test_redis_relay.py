"""Stream logs copied through Redis: complete, in order, and never in the way."""

import asyncio
import logging
import uuid

import pytest
import redis.asyncio

from battles.generation import redis_relay as mirror
from battles.generation.event_log import StreamLog
from battles.generation.redis_relay import RelayedLog, StreamPublisher, StreamSubscriber, stream_key
from tests.patience import PATIENCE_SECONDS, patiently, until
from tests.redis_server import RedisServer


@pytest.fixture(scope="module")
def server():
    with RedisServer() as server:
        yield server


@pytest.fixture
def quick(settings, server, monkeypatch):
    settings.REDIS_URL = server.url
    monkeypatch.setattr(mirror, "BATCH_SECONDS", 0.01)
    monkeypatch.setattr(mirror, "OUTAGE_SECONDS", 0.05)


@pytest.fixture
async def outbox():
    box = StreamPublisher()
    yield box
    await box.close()


@pytest.fixture
async def replicas():
    replicas = StreamSubscriber()
    yield replicas
    await replicas.close()


@pytest.fixture
def key():
    return stream_key(str(uuid.uuid4()), 1, 1)


async def read_all(replica: RelayedLog) -> list[tuple]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        events = [event async for events in replica.log.follow(0) for event in events]
    return [(event.number, event.name, event.data) for event in events]


async def stored_up_to(server: RedisServer, key: str, number: int) -> None:
    """Wait until Redis has the log's events up to this one."""
    async with asyncio.timeout(PATIENCE_SECONDS), redis.asyncio.from_url(server.url) as client:
        while not await client.xrange(key, min=f"{number}-0", count=1):  # noqa: ASYNC110  it is elsewhere
            await asyncio.sleep(0.005)


def write_words(log: StreamLog, *words: str) -> None:
    for word in words:
        log.append("a", {"text": word})


def finish(log: StreamLog) -> None:
    log.append("a", {"state": "done", "html": "<p>鷺</p>"})
    log.append("done", {})
    log.close()


async def test_a_replica_ends_as_the_log_ends(quick, outbox, replicas, key):
    log = StreamLog()
    outbox.add(key, log)
    with replicas.subscribe(key) as replica:
        reading = asyncio.create_task(read_all(replica))
        for word in ["one ", "two ", "three \ud800"]:
            write_words(log, word)
            await asyncio.sleep(0.02)
        finish(log)
        outbox.end(key)
        events = await reading
    assert replica.log.events == log.events
    assert events[-1][1] == "done"


async def test_a_late_viewer_gets_the_text_so_far_at_once(quick, server, outbox, replicas, key):
    log = StreamLog()
    outbox.add(key, log)
    write_words(log, "one ", "two ")
    await stored_up_to(server, key, 2)
    with replicas.subscribe(key) as replica:
        await patiently(replica.is_read.wait())
        [first] = await anext(replica.log.follow(0))
    assert (first.number, first.data) == (2, {"full": "one two "})


async def test_two_viewers_share_one_replica_that_goes_with_the_last(quick, replicas, key):
    with replicas.subscribe(key) as first:
        with replicas.subscribe(key) as second:
            assert first is second
        with replicas.subscribe(key) as third:
            assert third is first
    with replicas.subscribe(key) as fresh:
        assert fresh is not first


async def test_what_redis_forgot_is_written_again_and_the_log_never_notices(
    settings, quick, outbox, replicas, key, caplog
):
    with RedisServer() as own:
        settings.REDIS_URL = own.url
        log = StreamLog()
        outbox.add(key, log)
        write_words(log, "one ")
        await stored_up_to(own, key, 1)
        own.kill()
        with caplog.at_level(logging.WARNING):
            for word in ["two ", "three "]:
                write_words(log, word)
                await until(lambda: "Redis is out of reach" in caplog.text)
        assert len([line for line in caplog.messages if "Redis is out of reach" in line]) == 1
        await asyncio.to_thread(own.start)
        await stored_up_to(own, key, 3)
        with replicas.subscribe(key) as replica:
            finish(log)
            outbox.end(key)
            await read_all(replica)
        assert replica.log.events == log.events


async def test_viewers_of_a_lost_redis_are_let_go(settings, quick, replicas, key):
    with RedisServer() as own:
        settings.REDIS_URL = own.url
        with replicas.subscribe(key) as replica:
            await patiently(replica.is_read.wait())
            own.kill()
            assert await read_all(replica) == []


async def test_without_redis_there_is_no_replica(settings, outbox, replicas, key):
    settings.REDIS_URL = ""
    outbox.add(key, StreamLog())
    with replicas.subscribe(key) as replica:
        assert replica is None


async def test_a_gap_ends_a_replica_and_what_it_has_already_is_passed_over():
    replica = RelayedLog()
    replica.append_new([(1, "a", {"text": "one "})])
    replica.append_new([(1, "a", {"text": "one "}), (2, "a", {"text": "two "})])
    assert [event.number for event in replica.log.events] == [1, 2]
    replica.append_new([(4, "a", {"text": "four "})])
    assert replica.log.is_closed
    assert len(replica.log.events) == 2


async def test_a_stream_expires(quick, server, outbox, key):
    log = StreamLog()
    outbox.add(key, log)
    finish(log)
    outbox.end(key)
    await outbox.close()
    async with redis.asyncio.from_url(server.url) as client:
        assert 0 < await client.ttl(key) <= mirror.KEEP_SECONDS

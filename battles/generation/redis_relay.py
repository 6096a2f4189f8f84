"""Copies of stream logs in Redis, so that any web process can serve any viewer.

The process that generates a turn writes its events to a Redis Stream, in one batch every 250 ms. Other
processes read that stream into a relayed log for their viewers. Generation never waits for Redis, and a
failure of Redis never fails a turn. Without Redis there are no relayed logs, and viewers in other
processes wait for the database.

A batch is one entry of the stream: field `events` holds the JSON list [[number, name, data], …], and the
entry's id is "<number of its last event>-0".
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from battles.generation.background import start_task
from battles.generation.event_log import StreamLog

logger = logging.getLogger(__name__)

BATCH_SECONDS = 0.25
OUTAGE_SECONDS = 2.0
"""The pause before the next attempt after a failure of Redis."""

SOCKET_SECONDS = 2.0
CLOSE_SECONDS = 1.0
KEEP_SECONDS = 600
MAX_BATCHES = 4096  # at four a second, more than any answer takes
BLOCK_MS = 250
READ_PAUSE = 0.05
"""Batches of several turns arrive close together; a short pause reads them in one call."""

FAILURES = (RedisError, OSError, TimeoutError)


def stream_key(battle_key: str, turn: int, attempt: int) -> str:
    """The Redis key of one turn's stream."""
    return f"arena:turn:{battle_key}:{turn}.{attempt}"


@contextlib.asynccontextmanager
async def _connect() -> AsyncIterator[redis.asyncio.Redis]:
    client = redis.asyncio.from_url(
        settings.REDIS_URL,
        protocol=2,
        decode_responses=True,
        socket_connect_timeout=SOCKET_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield client
    finally:
        await client.aclose()


@dataclass
class _PublishedLog:
    """A log of this process and how many of its events are in Redis."""

    log: StreamLog
    sent: int = 0
    has_ended: bool = False

    @property
    def is_behind(self) -> bool:
        return self.sent < len(self.log.events)


class StreamPublisher:
    """Writes the logs of this process to Redis."""

    def __init__(self) -> None:
        self._logs: dict[str, _PublishedLog] = {}
        self._writer: asyncio.Task[None] | None = None
        self._is_redis_down = False

    def add(self, key: str, log: StreamLog) -> None:
        """Publish this log from now on; without Redis this does nothing."""
        if not settings.REDIS_URL:
            return
        self._logs[key] = _PublishedLog(log)
        if self._writer is None or self._writer.done():
            self._writer = start_task(self._write(), name="stream publisher")

    def end(self, key: str) -> None:
        """Mark the log as complete; it is dropped when all its events are published."""
        if key in self._logs:
            self._logs[key].has_ended = True

    async def close(self) -> None:
        """Publish the remaining events, for at most a second, and stop."""
        if self._writer is None or self._writer.done():
            return
        for published in self._logs.values():
            published.has_ended = True
        await asyncio.wait([self._writer], timeout=CLOSE_SECONDS)
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)
        self._logs.clear()

    async def _write(self) -> None:
        while self._logs:
            try:
                async with _connect() as client:
                    await self._write_batches(client)
            except FAILURES as failure:
                self._note_outage(failure)
                await asyncio.sleep(OUTAGE_SECONDS)

    async def _write_batches(self, client: redis.asyncio.Redis) -> None:
        while self._logs:
            await asyncio.sleep(BATCH_SECONDS)
            behind = {key: copy for key, copy in self._logs.items() if copy.is_behind}
            if behind:
                await _send(client, behind)
                self._is_redis_down = False
            self._forget_ended()

    def _note_outage(self, failure: BaseException) -> None:
        if not self._is_redis_down:
            logger.warning("Redis is out of reach; viewers on other processes wait for the end: %s", failure)
        self._is_redis_down = True
        for copy in self._logs.values():
            copy.sent = 0  # a restarted Redis may have lost everything
            if copy.has_ended:
                copy.sent = len(copy.log.events)  # the database has the end
        self._forget_ended()

    def _forget_ended(self) -> None:
        for key in [key for key, copy in self._logs.items() if copy.has_ended and not copy.is_behind]:
            del self._logs[key]


async def _send(client: redis.asyncio.Redis, copies: dict[str, _PublishedLog]) -> None:
    """Write each log's new events as one batch. Raises one of FAILURES; the batch may be written or not."""
    reached = [len(copy.log.events) for copy in copies.values()]
    async with client.pipeline(transaction=False) as pipe:
        for (key, copy), last in zip(copies.items(), reached, strict=True):
            events = [[event.number, event.name, event.data] for event in copy.log.events[copy.sent : last]]
            # ASCII JSON: a lone surrogate from a broken upstream has no encoding.
            pipe.xadd(key, {"events": json.dumps(events)}, id=f"{last}-0", maxlen=MAX_BATCHES)
            pipe.expire(key, KEEP_SECONDS)
        replies = await pipe.execute(raise_on_error=False)
    for reply in replies:
        # After an outage the stream may already contain this batch.
        if isinstance(reply, ResponseError) and "equal or smaller" not in str(reply):
            raise reply
    for copy, last in zip(copies.values(), reached, strict=True):
        copy.sent = last


@dataclass
class RelayedLog:
    """The copy of another process' log. It closes after `done`, or earlier if Redis is lost."""

    log: StreamLog = field(default_factory=StreamLog)
    is_read: asyncio.Event = field(default_factory=asyncio.Event)
    """Set after the first read from Redis."""

    viewers: int = 0

    def append_new(self, events: list[tuple[int, str, dict[str, str]]]) -> None:
        """Append the events that are new; close at a gap, which means that Redis has lost events."""
        for number, name, data in events:
            if number <= len(self.log.events):
                continue
            if number > len(self.log.events) + 1:
                self.close()
                return
            self.log.append(name, data)
            if name == "done":
                self.log.close()

    def close(self) -> None:
        self.log.close()
        self.is_read.set()


class StreamSubscriber:
    """Reads the logs of other processes while viewers of this process follow them.

    One connection reads for all viewers of all turns.
    """

    def __init__(self) -> None:
        self._relayed: dict[str, RelayedLog] = {}
        self._reader: asyncio.Task[None] | None = None
        self._is_redis_down = False

    @contextlib.contextmanager
    def subscribe(self, key: str) -> Iterator[RelayedLog | None]:
        """The relayed log of one turn while it is followed; None without Redis."""
        if not settings.REDIS_URL:
            yield None
            return
        relayed = self._relayed.setdefault(key, RelayedLog())
        relayed.viewers += 1
        if self._reader is None or self._reader.done():
            self._reader = start_task(self._read(), name="stream subscriber")
        try:
            yield relayed
        finally:
            relayed.viewers -= 1
            if not relayed.viewers and self._relayed.get(key) is relayed:
                del self._relayed[key]

    def release(self) -> None:
        """Close every relayed log now."""
        for relayed in self._relayed.values():
            relayed.close()

    async def close(self) -> None:
        """Stop reading."""
        self.release()
        reader, self._reader = self._reader, None
        if reader is not None and not reader.done():
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _read(self) -> None:
        try:
            while self._growing():
                async with _connect() as client:
                    await self._read_growing(client)
        except FAILURES as failure:
            if not self._is_redis_down:
                logger.warning("Redis is out of reach; viewers wait for the end in the database: %s", failure)
            self._is_redis_down = True
        finally:
            self.release()
            self._relayed.clear()

    async def _read_growing(self, client: redis.asyncio.Redis) -> None:
        while growing := self._growing():
            await _read_once(client, growing)
            self._is_redis_down = False
            await asyncio.sleep(READ_PAUSE)

    def _growing(self) -> dict[str, RelayedLog]:
        return {key: relayed for key, relayed in self._relayed.items() if not relayed.log.is_closed}


async def _read_once(client: redis.asyncio.Redis, relayed_logs: dict[str, RelayedLog]) -> None:
    """Wait briefly for new events of these logs and append them. Raises one of FAILURES."""
    streams: Any = {key: f"{len(relayed.log.events)}-0" for key, relayed in relayed_logs.items()}
    batches: Any = await client.xread(streams, block=BLOCK_MS)
    for key, entries in batches or []:
        for _number, fields in entries:
            relayed_logs[key].append_new(json.loads(fields["events"]))
    for relayed in relayed_logs.values():
        relayed.is_read.set()


PUBLISHER = StreamPublisher()
SUBSCRIBER = StreamSubscriber()

"""Copies of stream logs in Redis, so that any web process can serve any viewer.

The process that generates a turn writes its events to a Redis Stream, in one batch every 250 ms; a process
whose viewers watch a turn that runs elsewhere follows that stream into a replica of the log. Generation
never waits for Redis and never learns of its failures. Where Redis is gone or not set up, there are no
replicas, and viewers from elsewhere wait for the database.

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
"""How long to leave Redis alone after a failure."""

SOCKET_SECONDS = 2.0
CLOSE_SECONDS = 1.0
KEEP_SECONDS = 600
MAX_BATCHES = 4096  # at four a second, more than any answer takes
BLOCK_MS = 250
READ_PAUSE = 0.05
"""Batches of several turns come close together; waiting a moment reads them at once."""

FAILURES = (RedisError, OSError, TimeoutError)


def stream_key(battle_key: str, turn: int, attempt: int) -> str:
    """The Redis key of one turn's stream."""
    return f"arena:turn:{battle_key}:{turn}.{attempt}"


@contextlib.asynccontextmanager
async def _connected() -> AsyncIterator[redis.asyncio.Redis]:
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
    """A log that runs here and how many of its events are in Redis."""

    log: StreamLog
    sent: int = 0
    has_ended: bool = False

    @property
    def is_behind(self) -> bool:
        return self.sent < len(self.log.events)


class StreamPublisher:
    """The logs this process writes, on their way to Redis."""

    def __init__(self) -> None:
        self._copies: dict[str, _PublishedLog] = {}
        self._writer: asyncio.Task[None] | None = None
        self._is_out = False

    def add(self, key: str, log: StreamLog) -> None:
        """Copy this log from now on; without Redis this does nothing."""
        if not settings.REDIS_URL:
            return
        self._copies[key] = _PublishedLog(log)
        if self._writer is None or self._writer.done():
            self._writer = start_task(self._write(), name="mirror writer")

    def end(self, key: str) -> None:
        """The log has all its events; forget it when they are copied."""
        if key in self._copies:
            self._copies[key].has_ended = True

    async def close(self) -> None:
        """Copy what is left, for a second at most, and stop."""
        if self._writer is None or self._writer.done():
            return
        for copy in self._copies.values():
            copy.has_ended = True
        await asyncio.wait([self._writer], timeout=CLOSE_SECONDS)
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)
        self._copies.clear()

    async def _write(self) -> None:
        while self._copies:
            try:
                async with _connected() as client:
                    await self._write_batches(client)
            except FAILURES as failure:
                self._note_outage(failure)
                await asyncio.sleep(OUTAGE_SECONDS)

    async def _write_batches(self, client: redis.asyncio.Redis) -> None:
        while self._copies:
            await asyncio.sleep(BATCH_SECONDS)
            behind = {key: copy for key, copy in self._copies.items() if copy.is_behind}
            if behind:
                await _send(client, behind)
                self._is_out = False
            self._forget_ended()

    def _note_outage(self, failure: BaseException) -> None:
        if not self._is_out:
            logger.warning("Redis is out of reach; viewers on other processes wait for the end: %s", failure)
        self._is_out = True
        for copy in self._copies.values():
            copy.sent = 0  # a Redis that comes back may have forgotten everything
            if copy.has_ended:
                copy.sent = len(copy.log.events)  # the database has it by now
        self._forget_ended()

    def _forget_ended(self) -> None:
        for key in [key for key, copy in self._copies.items() if copy.has_ended and not copy.is_behind]:
            del self._copies[key]


async def _send(client: redis.asyncio.Redis, copies: dict[str, _PublishedLog]) -> None:
    """Write each log's new events as one batch. Raises one of FAILURES; then anything may have been sent."""
    reached = [len(copy.log.events) for copy in copies.values()]
    async with client.pipeline(transaction=False) as pipe:
        for (key, copy), last in zip(copies.items(), reached, strict=True):
            events = [[event.number, event.name, event.data] for event in copy.log.events[copy.sent : last]]
            # ASCII JSON: a lone surrogate from a broken upstream has no encoding.
            pipe.xadd(key, {"events": json.dumps(events)}, id=f"{last}-0", maxlen=MAX_BATCHES)
            pipe.expire(key, KEEP_SECONDS)
        replies = await pipe.execute(raise_on_error=False)
    for reply in replies:
        # After an outage the stream may have this very batch already.
        if isinstance(reply, ResponseError) and "equal or smaller" not in str(reply):
            raise reply
    for copy, last in zip(copies.values(), reached, strict=True):
        copy.sent = last


@dataclass
class RelayedLog:
    """A log that grows in another process. It closes after `done`, or early if Redis is lost."""

    log: StreamLog = field(default_factory=StreamLog)
    is_read: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what was in Redis at first is in the log."""

    viewers: int = 0

    def take(self, events: list[tuple[int, str, dict[str, str]]]) -> None:
        """Append what is new; a gap means that Redis has lost something, and the replica ends."""
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
    """Logs that other processes write, as far as somebody watches them here.

    One connection reads for all viewers of all turns.
    """

    def __init__(self) -> None:
        self._replicas: dict[str, RelayedLog] = {}
        self._reader: asyncio.Task[None] | None = None
        self._is_out = False

    @contextlib.contextmanager
    def watched(self, key: str) -> Iterator[RelayedLog | None]:
        """The replica of one turn's log while it is watched; None without Redis."""
        if not settings.REDIS_URL:
            yield None
            return
        replica = self._replicas.setdefault(key, RelayedLog())
        replica.viewers += 1
        if self._reader is None or self._reader.done():
            self._reader = start_task(self._read(), name="mirror reader")
        try:
            yield replica
        finally:
            replica.viewers -= 1
            if not replica.viewers and self._replicas.get(key) is replica:
                del self._replicas[key]

    def release(self) -> None:
        """End every replica now."""
        for replica in self._replicas.values():
            replica.close()

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
                async with _connected() as client:
                    await self._read_growing(client)
        except FAILURES as failure:
            if not self._is_out:
                logger.warning("Redis is out of reach; viewers wait for the end in the database: %s", failure)
            self._is_out = True
        finally:
            self.release()
            self._replicas.clear()

    async def _read_growing(self, client: redis.asyncio.Redis) -> None:
        while growing := self._growing():
            await _read_once(client, growing)
            self._is_out = False
            await asyncio.sleep(READ_PAUSE)

    def _growing(self) -> dict[str, RelayedLog]:
        return {key: replica for key, replica in self._replicas.items() if not replica.log.is_closed}


async def _read_once(client: redis.asyncio.Redis, replicas: dict[str, RelayedLog]) -> None:
    """Wait a moment for news of these replicas and take it in. Raises one of FAILURES."""
    streams: Any = {key: f"{len(replica.log.events)}-0" for key, replica in replicas.items()}
    news: Any = await client.xread(streams, block=BLOCK_MS)
    for key, entries in news or []:
        for _number, fields in entries:
            replicas[key].take(json.loads(fields["events"]))
    for replica in replicas.values():
        replica.is_read.set()


PUBLISHER = StreamPublisher()
SUBSCRIBER = StreamSubscriber()

"""The event stream of a battle's newest turn: from this process, from Redis or from the database."""

import asyncio
import logging
from collections.abc import AsyncIterator

from battles.blind import StoredTurn, get_stored_turn
from battles.generation.background import in_background
from battles.generation.event_log import RETRY_MS, Event, TurnKey, encode, end_event, parse_position
from battles.generation.redis_relay import SUBSCRIBER, stream_key
from battles.generation.runner import RUNNER
from battles.generation.storage import OUTAGES

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
COMMENT_EVERY = 20  # polls without a change
QUIET_SECONDS = 2.0
"""After this time without events, a relayed log may have lost its writer: look in the database."""

COMMENT = b": still here\n\n"


def encode_events(events: list[Event], key: TurnKey) -> bytes:
    """Events as bytes; a comment if there are none, so that proxies keep the connection open."""
    _battle, turn, attempt = key
    return b"".join([encode(event, turn=turn, attempt=attempt) for event in events]) or COMMENT


async def stream_turn(key: TurnKey, last_event_id: str) -> AsyncIterator[bytes]:
    """The bytes of a turn's event stream after `last_event_id`, until both sides have ended.

    Follows the log if this process generates the turn and its copy in Redis if another process does;
    replays the end of a stored turn. Without Redis, a turn of another process is shown at its end. A turn
    that no process has claimed is started here. If the database is away, the stream ends, and the browser
    comes back.
    """
    _battle, turn, attempt = key
    after = parse_position(last_event_id, turn=turn, attempt=attempt)
    yield f"retry: {RETRY_MS}\n\n".encode()
    try:
        async for chunk in _stream_from_anywhere(key, after):
            yield chunk
    except OUTAGES as error:
        logger.warning("an event stream ended, the database is away: %s", error)


async def _stream_from_anywhere(key: TurnKey, after: int) -> AsyncIterator[bytes]:
    running, stored = RUNNER.get(key), None
    if running is None:
        stored = await in_background(get_stored_turn, key)
        if stored.is_running and stored.generator in (None, RUNNER.process):
            running = RUNNER.start(key, stored.battle_key)
    if running is not None:
        async for events in running.log.follow(after):
            yield encode_events(events, key)
            if events and events[-1].name == "done":  # the log stays open while the calls are recorded
                return
        # Without `done`, another process has claimed the turn, or its end is only in the database.
        stored = None  # it has changed meanwhile
    async for chunk in _stream_from_elsewhere(key, stored, after):
        yield chunk


async def _stream_from_elsewhere(key: TurnKey, stored: StoredTurn | None, after: int) -> AsyncIterator[bytes]:
    """The turn of another process, or one that has ended. stored: as it was just read, if it was."""
    stored = stored or await in_background(get_stored_turn, key)
    if stored.is_running and not RUNNER.is_stopping:
        is_done = False
        async for events in _relayed_events(key, stored.battle_key, after):
            yield encode_events(events, key)
            is_done = bool(events) and events[-1].name == "done"
        if is_done:
            return
        stored = await in_background(get_stored_turn, key)
    async for chunk in _stored_stream(key, stored):
        yield chunk


async def _relayed_events(key: TurnKey, battle_key: str, after: int) -> AsyncIterator[list[Event]]:
    """The events of a turn of another process, until its end or until Redis or that process is lost."""
    _battle, turn, attempt = key
    with SUBSCRIBER.subscribe(stream_key(battle_key, turn, attempt)) as relayed:
        if relayed is None:
            return
        await relayed.is_read.wait()
        async for events in relayed.log.follow(after, quiet=QUIET_SECONDS):
            yield events
            if not events and not (await in_background(get_stored_turn, key)).is_running:
                return


async def _stored_stream(key: TurnKey, stored: StoredTurn) -> AsyncIterator[bytes]:
    """The end of a turn as soon as the database has it; ends without events if the server stops first."""
    polls = 0
    while stored.is_running:
        if RUNNER.is_stopping:
            return
        polls += 1
        if polls % COMMENT_EVERY == 0:
            yield COMMENT
        await asyncio.sleep(POLL_SECONDS)
        stored = await in_background(get_stored_turn, key)
    end = [Event(0, side.side, end_event(side)) for side in stored.sides]
    yield encode_events([*end, Event(0, "done", {})], key)

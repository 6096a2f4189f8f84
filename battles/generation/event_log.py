"""Stored and live pieces of a turn as server-sent events.

A turn that this process generates has a StreamLog: an append-only list of events that any number of
readers follow from any position. Event ids are "turn.attempt.number": a reader that reconnects gets the
events it missed, a reader of another turn starts at the beginning. A turn that has ended is replayed from
the database as its end events only; they replace the text shown before.

Events of the sides, `a` and `b`:
- {"text": …}: more text.
- {"blocks": …, "open": …}: HTML of further closed blocks, and the text after them. Together they replace all
  text that was not HTML before. With "list", the blocks end with lists that are still open, one in
  another ("ol ul"), and the next blocks begin with lists that continue them
  (battles.markdown.closed_blocks).
- {"stalled": "yes"}: another model may be asked for, because nothing of the side was shown; {"stalled": ""}:
  no more.
- {"full": …}, with "blocks" and "list" if there is HTML before it: the answer so far, for a late reader. It
  replaces what was shown before.
- {"state": …, "html": …}: the end, logged when it is stored. If storing takes long, {"state": "saving",
  "html": …} precedes it.

`done` means that both sides are stored. No event contains anything about the models.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from battles.blind import BlindAnswer
from battles.markdown import join_blocks

COMMENT_SECONDS = 10.0
RETRY_MS = 1000
MAX_DIGITS = 9
SAVING = "saving"
"""State of a side whose text is complete and whose end is not stored yet."""


TurnKey = tuple[int, int, int]
"""(battle id, turn, attempt)"""


class Event(NamedTuple):
    """One event: number counts from 1 within its turn and attempt."""

    number: int
    name: str
    data: dict[str, str]


def encode(event: Event, *, turn: int, attempt: int) -> bytes:
    """An event in the text/event-stream format."""
    try:
        data = orjson.dumps(event.data)
    except TypeError:  # a lone surrogate from a broken upstream must not break the stream
        data = json.dumps(event.data, ensure_ascii=False).encode("utf-8", "replace")
    name = event.name.encode()
    return b"id: %d.%d.%d\nevent: %b\ndata: %b\n\n" % (turn, attempt, event.number, name, data)


def parse_position(last_event_id: str, *, turn: int, attempt: int) -> int:
    """The number of the last event that a reader has of this turn and attempt; 0 if it has none."""
    parts = last_event_id.split(".")
    if len(parts) == 3 and all(part.isdecimal() and len(part) <= MAX_DIGITS for part in parts):
        seen_turn, seen_attempt, number = map(int, parts)
        if (seen_turn, seen_attempt) == (turn, attempt):
            return number
    return 0


@dataclass
class StreamLog:
    """The events of one running turn, and the readers that wait for more."""

    events: list[Event] = field(default_factory=list)
    is_closed: bool = False
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def append(self, name: str, data: dict[str, str]) -> None:
        self.events.append(Event(len(self.events) + 1, name, data))
        self._wake()

    def close(self) -> None:
        """Accept no more events; readers end after the last one."""
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            _resolve(future)

    async def _wait(self, seconds: float) -> None:
        """Wait until there are new events or the log is closed, for at most `seconds`."""
        loop = asyncio.get_running_loop()
        more = loop.create_future()
        self._waiting.append(more)
        # wait_for would create a task per wait, which costs more than sending the event.
        timer = loop.call_later(seconds, _resolve, more)
        try:
            await more
        finally:
            timer.cancel()
            if more in self._waiting:
                self._waiting.remove(more)

    async def follow(self, after: int, *, quiet: float = COMMENT_SECONDS) -> AsyncIterator[list[Event]]:
        """Yield the events after number `after`, those that arrived together as one list; an empty list
        after `quiet` seconds without events.

        A reader ahead of this log (a relayed log that lags) starts again at the beginning.
        """
        stale: set[str] = set()
        if not 0 < after <= len(self.events):
            merged = merge_events(self.events)
            stale = {"a", "b"} - {event.name for event in merged} if after else stale
            after = len(self.events)
            if merged:
                yield merged
        while True:
            if not self.is_closed and after == len(self.events):
                await self._wait(quiet)
            new = self.events[after:]
            after += len(new)
            if new or not self.is_closed:
                yield [_replace_stale_text(event, stale) for event in new] if stale else new
            if self.is_closed and after == len(self.events):
                return


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _replace_stale_text(event: Event, stale: set[str]) -> Event:
    """The event; its text becomes {"full": …} if it is the first of a side whose shown text is stale."""
    if event.name not in stale:
        return event
    stale.discard(event.name)
    return Event(event.number, event.name, {"full": event.data["text"]}) if "text" in event.data else event


def merge_events(events: list[Event]) -> list[Event]:
    """Merge all events so far into at most three, for a reader that starts at the beginning.

    A side that has ended becomes its end event, a growing side its text so far as {"full": …}. Only the
    last event keeps its number: a reader that is cut off before it starts again.
    """
    latest: dict[str, dict[str, str]] = {}
    for event in events:
        latest[event.name] = _merge(latest.get(event.name, {}), event.data)
    joined = [Event(0, name, data) for name, data in latest.items()]
    return [*joined[:-1], *(Event(events[-1].number, last.name, last.data) for last in joined[-1:])]


def _merge(before: dict[str, str], data: dict[str, str]) -> dict[str, str]:
    """Merge one more event of a side into those before it."""
    if "blocks" in data:
        blocks = join_blocks(before.get("blocks", ""), data["blocks"], open_list=before.get("list", ""))
        joined = {"blocks": blocks, "full": data["open"]}
        return joined | {"list": data["list"]} if "list" in data else joined
    if "text" in data:
        shown = {key: value for key, value in before.items() if key != "stalled"}
        return {**shown, "full": before.get("full", "") + data["text"]}
    return data


def end_event(answer: BlindAnswer) -> dict[str, str]:
    """The data of the event that ends a side."""
    return {"state": answer.state, "html": str(answer.html)}

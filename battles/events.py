"""The event stream of a battle's newest turn, from wherever its pieces are."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from battles.background import in_background
from battles.blind import BlindAnswer, blind_answer
from battles.models import Answer, Battle
from battles.streaming import RETRY_MS, Event, TurnKey, encode, end_event, position
from battles.turns import TURNS

POLL_SECONDS = 0.5
COMMENT_EVERY = 20  # polls without news


@dataclass(frozen=True)
class StoredTurn:
    """A turn as the database has it; sides in order a, b."""

    is_running: bool
    sides: tuple[BlindAnswer, ...]


def newest_turn(battle: Battle) -> TurnKey:
    """The newest turn and attempt of a battle."""
    newest = (
        Answer.objects.filter(prompt__battle=battle)
        .order_by("-prompt__turn", "-attempt")
        .values_list("prompt__turn", "attempt")
    )[0]
    return (battle.pk, *newest)


def stored_turn(key: TurnKey) -> StoredTurn:
    """What the database says of a turn now."""
    battle_id, turn, attempt = key
    state = Battle.objects.values_list("state", flat=True).get(pk=battle_id)
    answers = Answer.objects.filter(prompt__battle=battle_id, prompt__turn=turn, attempt=attempt).order_by(
        "side"
    )
    return StoredTurn(state == Battle.State.RUNNING, tuple(blind_answer(answer) for answer in answers))


async def event_stream(key: TurnKey, last_event_id: str) -> AsyncIterator[bytes]:
    """The bytes of a turn's event stream after `last_event_id`, until both sides have ended.

    Follows the log where the turn runs in this process, waits for the database where it runs in
    another, and replays the end where it is stored.
    """
    _battle, turn, attempt = key
    yield f"retry: {RETRY_MS}\n\n".encode()
    running = TURNS.get(key)
    if running is None:
        async for chunk in _stored_stream(key):
            yield chunk
        return
    async for event in running.log.follow(position(last_event_id, turn=turn, attempt=attempt)):
        yield b": still here\n\n" if event is None else encode(event, turn=turn, attempt=attempt)


async def _stored_stream(key: TurnKey) -> AsyncIterator[bytes]:
    _battle, turn, attempt = key
    polls = 0
    while (stored := await in_background(stored_turn, key)).is_running:
        polls += 1
        if polls % COMMENT_EVERY == 0:
            yield b": still here\n\n"
        await asyncio.sleep(POLL_SECONDS)
    for side in stored.sides:
        yield encode(Event(0, side.side, end_event(side)), turn=turn, attempt=attempt)
    yield encode(Event(0, "done", {}), turn=turn, attempt=attempt)

"""One turn from prompt to stored texts: ask both models, write a stream log, store the end.

`run_turn` owns both upstream calls. At its end it stores texts, facts and the battle's state in one short
transaction; if the process dies first, the sweep marks the battle interrupted.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction
from django.utils import timezone

from battles import services
from battles.annotations.store import note_facts
from battles.blind import BlindAnswer
from battles.endpoints.connection import Unreachable, build_target
from battles.endpoints.health import Call, record_calls
from battles.generation.answer import Assignment, Spoken, call_of, speak
from battles.generation.background import in_background
from battles.generation.event_log import Frames, StreamLog, TurnKey, end_event
from battles.generation.replacement import may_be_replaced, replace_contender
from battles.markdown import render_markdown
from battles.models import Answer, Battle
from battles.providers import get_provider
from battles.providers.base import Message, ProviderError
from battles.tags import Tag

logger = logging.getLogger(__name__)


@dataclass
class RunningTurn:
    """A turn under way in this process."""

    key: TurnKey
    battle_key: str
    log: StreamLog = field(default_factory=StreamLog)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    is_interrupted: bool = False
    task: asyncio.Task | None = None


@dataclass
class Side:
    """One side under way: whose turn it is to speak, and what was said. A replacement changes both."""

    assignment: Assignment
    spoken: Spoken = field(default_factory=Spoken)

    @property
    def call(self) -> Call | None:
        """How the model's call ended; None where it was stopped or its end says nothing about the model."""
        if self.spoken.state not in (Answer.State.DONE, Answer.State.FAILED):
            return None
        return call_of(self.assignment, self.spoken, self.spoken.error)


async def run_turn(turn: RunningTurn) -> None:
    """Generate both sides of a turn, log every piece, store the end."""
    try:
        sides = [Side(assignment) for assignment in await in_background(assignments_of, turn.key)]
        await asyncio.gather(*(answer(side, turn) for side in sides))
        await in_background(end_turn, turn.key, sides)
    except Exception:
        await in_background(interrupt_now, [turn.key[0]])
        raise
    finally:
        turn.log.append("done", {})


async def answer(side: Side, turn: RunningTurn) -> None:
    """Stream one side into the log; whatever happens is kept in the side."""
    name = side.assignment.side
    frames = Frames(lambda text: turn.log.append(name, {"text": text}))
    speaking = asyncio.create_task(speak_or_replace(side, frames))
    stopping = asyncio.create_task(turn.stop.wait())
    try:
        await asyncio.wait({speaking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        speaking.cancel()
        await asyncio.gather(speaking, stopping, return_exceptions=True)
    frames.flush()
    spoken = side.spoken
    spoken.ended = time.perf_counter()
    if spoken.state == Answer.State.RUNNING:
        spoken.state = Answer.State.INTERRUPTED if turn.is_interrupted else Answer.State.STOPPED
    html = render_markdown(spoken.text)
    turn.log.append(name, end_event(BlindAnswer(name, spoken.state, html)))


async def speak_or_replace(side: Side, frames: Frames) -> None:
    """Let one side speak, by another model where the first fails in silence and may be replaced."""
    while True:
        error = await speak(side.assignment, side.spoken, frames)
        if error is None:
            side.spoken.state = Answer.State.DONE
            return
        fresh = await _replacement(side, error)
        if fresh is None:
            side.spoken.error, side.spoken.state = error, Answer.State.FAILED
            return
        side.assignment, side.spoken = fresh, Spoken()


async def _replacement(side: Side, error: ProviderError) -> Assignment | None:
    """The work of the model that answers instead; None if there is none."""
    if not (side.assignment.may_be_replaced and side.spoken.is_silent):
        return None
    side.spoken.ended = time.perf_counter()
    try:
        return await in_background(replaced, side.assignment, side.spoken, error)
    except Exception:
        logger.exception("a side that failed could not be replaced")
        return None


def replaced(assignment: Assignment, spoken: Spoken, error: ProviderError) -> Assignment | None:
    """Draw and record another contender for a side; returns its assignment, None if there is none."""
    replacement = replace_contender(
        assignment.answer_id,
        error,
        retries=spoken.retries,
        duration_ms=spoken.milliseconds(spoken.ended) or 0,
        rng=np.random.default_rng(),
    )
    if replacement is None:
        return None
    note_health([call_of(assignment, spoken, error)])
    mine = Answer.objects.select_related("prompt__battle", "contender__model__endpoint")
    return _assignment(mine.get(pk=assignment.answer_id), [])


def assignments_of(key: TurnKey) -> list[Assignment]:
    """Whom to ask what: each model sees its own side's newest earlier answers and nothing of the other."""
    battle_id, turn, attempt = key
    answers = list(
        Answer.objects.filter(prompt__battle=battle_id, prompt__turn__lte=turn)
        .select_related("prompt__battle", "contender__model__endpoint")
        .order_by("prompt__turn", "attempt")
    )
    return [
        _assignment(mine, [a for a in answers if a.side == mine.side and a.prompt.turn < turn])
        for mine in answers
        if (mine.prompt.turn, mine.attempt) == (turn, attempt)
    ]


def _assignment(mine: Answer, earlier: list[Answer]) -> Assignment:
    model = mine.contender.model
    by_turn = {before.prompt.turn: before for before in earlier}  # later attempts replace earlier ones
    messages = []
    for before in by_turn.values():
        messages += [Message("user", before.prompt.text), Message("assistant", before.text)]
    messages.append(Message("user", mine.prompt.text))
    try:
        target, trouble = build_target(model), ""
    except Unreachable as obstacle:
        target, trouble = None, str(obstacle)
    return Assignment(
        answer_id=mine.pk,
        side=mine.side,
        model_id=model.pk,
        endpoint_id=model.endpoint_id,
        places=model.endpoint.max_concurrency,
        provider=get_provider(model.endpoint.wire_format),
        target=target,
        messages=messages,
        trouble=trouble,
        may_be_replaced=may_be_replaced(mine.prompt.battle, turn=mine.prompt.turn, attempt=mine.attempt),
    )


def end_turn(key: TurnKey, sides: list[Side]) -> None:
    """Store a turn's end, then what it says of the models' health."""
    store_turn(key, {side.assignment.answer_id: side.spoken for side in sides})
    note_health([side.call for side in sides])


def note_health(calls: list[Call | None]) -> None:
    """Note how calls ended, those that say something."""
    try:
        record_calls([call for call in calls if call is not None], now=timezone.now())
    except Exception:
        # What was said is stored and good; only the measures lack these calls.
        logger.exception("calls were not noted in their models' health")


def store_turn(key: TurnKey, spoken: dict[int, Spoken]) -> None:
    """Store a turn's answers, facts and the battle's new state, unless it was interrupted meanwhile."""
    battle_id, _turn, _attempt = key
    with transaction.atomic():
        battle = Battle.objects.select_for_update(of=("self",)).select_related("arena").get(pk=battle_id)
        if battle.state != Battle.State.RUNNING:
            return
        for answer_id, words in spoken.items():
            _store_answer(answer_id, words)
        states = {words.state for words in spoken.values()}
        failed = Answer.State.FAILED in states
        if failed:
            battle.tags |= Tag.FAILED_ANSWER
        if Answer.State.STOPPED in states:
            battle.tags |= Tag.STOPPED
        if Answer.State.INTERRUPTED in states:
            battle.state = Battle.State.INTERRUPTED
        else:
            battle.state = Battle.State.FAILED if failed else Battle.State.ANSWERED
        battle.save(update_fields=["state"])
        note_facts(battle)


def _store_answer(answer_id: int, words: Spoken) -> None:
    finish, error = words.finish, words.error
    Answer.objects.filter(pk=answer_id).update(
        state=words.state,
        text=words.text,
        finish_reason=finish.reason.value if finish else "",
        error_kind=error.kind.value if error else "",
        error_detail=error.detail if error else "",
        retries=words.retries,
        input_tokens=finish.input_tokens if finish else None,
        output_tokens=finish.output_tokens if finish else None,
        first_token_ms=words.milliseconds(words.first_token),
        duration_ms=words.milliseconds(words.ended),
    )


def interrupt_now(battle_ids: list[int]) -> None:
    """Mark these battles interrupted from a background task."""
    services.interrupt(battle_ids)

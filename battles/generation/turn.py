"""One turn from prompt to stored texts: call both models, write the event log, store the end.

If the process dies before the end is stored, the sweep marks the battle interrupted.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field

import numpy as np

from battles import services
from battles.blind import BlindAnswer
from battles.generation.answer import AnswerStream, build_call, stream_answer
from battles.generation.assignment import Assignment, build_assignment, build_assignments
from battles.generation.background import in_background
from battles.generation.event_log import FrameBuffer, StreamLog, TurnKey, end_event
from battles.generation.replacement import replace_contender
from battles.generation.turn_end import Side, end_turn, record_health
from battles.markdown import render_markdown
from battles.models import Answer
from battles.providers.base import ProviderError

logger = logging.getLogger(__name__)


@dataclass
class RunningTurn:
    """A turn that this process generates."""

    key: TurnKey
    battle_key: str
    log: StreamLog = field(default_factory=StreamLog)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    is_interrupted: bool = False
    task: asyncio.Task | None = None


async def run_turn(turn: RunningTurn) -> None:
    """Generate both sides of a turn, log every piece, store the end."""
    try:
        sides = [Side(assignment) for assignment in await in_background(build_assignments, turn.key)]
        await asyncio.gather(*(run_side(side, turn) for side in sides))
        await in_background(end_turn, turn.key, sides)
    except Exception:
        await in_background(services.interrupt, [turn.key[0]])
        raise
    finally:
        turn.log.append("done", {})


async def run_side(side: Side, turn: RunningTurn) -> None:
    """Generate one side until it ends or the turn is stopped; log its pieces and its end."""
    name = side.assignment.side
    frames = FrameBuffer(lambda text: turn.log.append(name, {"text": text}))
    streaming = asyncio.create_task(stream_or_replace(side, frames))
    stopping = asyncio.create_task(turn.stop.wait())
    try:
        await asyncio.wait({streaming, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        streaming.cancel()
        await asyncio.gather(streaming, stopping, return_exceptions=True)
    frames.flush()
    stream = side.stream
    stream.ended = time.perf_counter()
    if stream.state == Answer.State.RUNNING:
        stream.state = Answer.State.INTERRUPTED if turn.is_interrupted else Answer.State.STOPPED
    html = render_markdown(stream.text)
    turn.log.append(name, end_event(BlindAnswer(name, stream.state, html)))


async def stream_or_replace(side: Side, frames: FrameBuffer) -> None:
    """Stream one side's answer; where its model fails before the first text, try a replacement."""
    while True:
        error = await stream_answer(side.assignment, side.stream, frames)
        if error is None:
            side.stream.state = Answer.State.DONE
            return
        assignment = await _replace_model(side, error)
        if assignment is None:
            side.stream.error, side.stream.state = error, Answer.State.FAILED
            return
        side.assignment, side.stream = assignment, AnswerStream()


async def _replace_model(side: Side, error: ProviderError) -> Assignment | None:
    """The assignment of the model that answers instead; None if there is none."""
    if not (side.assignment.may_be_replaced and side.stream.is_silent):
        return None
    side.stream.ended = time.perf_counter()
    try:
        return await in_background(draw_replacement_assignment, side.assignment, side.stream, error)
    except Exception:
        logger.exception("a failed side could not be replaced")
        return None


def draw_replacement_assignment(
    assignment: Assignment, stream: AnswerStream, error: ProviderError
) -> Assignment | None:
    """Draw and record another contender for a side. Returns its assignment, None if there is none."""
    replacement = replace_contender(
        assignment.answer_id,
        error,
        retries=stream.retries,
        duration_ms=stream.milliseconds(stream.ended) or 0,
        rng=np.random.default_rng(),
    )
    if replacement is None:
        return None
    record_health([build_call(assignment, stream, error)])
    answers = Answer.objects.select_related("prompt__battle", "contender__model__endpoint")
    return build_assignment(answers.get(pk=assignment.answer_id), [])

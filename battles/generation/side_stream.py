"""Generate one side: stream its model's answer, with another model where the first gives none.

- A model that fails before its first text is replaced (battles.generation.replacement).
- A voter may ask for another model while nothing of a side was shown. The replacement is drawn first, while
  the model keeps its chance: text that arrives meanwhile is held back, and is shown if no other model can
  answer. Such a request says nothing about a model's health.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from battles.generation.answer import AnswerStream, build_call, stream_answer
from battles.generation.assignment import Assignment, build_assignment
from battles.generation.pacing import Release
from battles.generation.replacement import replace_contender
from battles.generation.storage import Side, record_health, repeat_until_accepted
from battles.models import Answer
from battles.providers.base import ErrorKind, ProviderError

logger = logging.getLogger(__name__)

UNWANTED = ProviderError(ErrorKind.UNWANTED, "the voter asked for another model before its first text")


@dataclass
class HeldText:
    """Passes pieces on, or holds them back."""

    push: Callable[[str], None]
    is_holding: bool = False
    pieces: list[str] = field(default_factory=list)

    def take(self, piece: str) -> None:
        if self.is_holding:
            self.pieces.append(piece)
        else:
            self.push(piece)

    def let_go(self) -> None:
        self.is_holding = False
        pieces, self.pieces = self.pieces, []
        for piece in pieces:
            self.push(piece)


async def generate(side: Side, release: Release, *, on_replaced: Callable[[], None]) -> None:
    """Generate one side's answer and wait until readers have all of it."""
    name = side.assignment.side
    if side.assignment.target is not None and side.assignment.is_paced:
        target = replace(side.assignment.target, get_reserve=lambda now: release.get_reserve(name, now))
        side.assignment = replace(side.assignment, target=target)
    await stream_or_replace(side, lambda piece: release.push(name, piece), on_replaced=on_replaced)
    side.stream.note_end()
    release.end(name)
    await release.sides[name].all_released.wait()


async def stream_or_replace(
    side: Side, push: Callable[[str], None], *, on_replaced: Callable[[], None] = lambda: None
) -> None:
    """Stream one side's answer; another model answers where the first one fails or is not waited for."""
    while True:
        error, assignment = await _stream_unless_unwanted(side, push)
        if assignment is None:
            side.stream.error = error
            side.stream.state = Answer.State.DONE if error is None else Answer.State.FAILED
            return
        side.assignment, side.stream = assignment, AnswerStream()
        on_replaced()


async def _stream_unless_unwanted(
    side: Side, push: Callable[[str], None]
) -> tuple[ProviderError | None, Assignment | None]:
    """Stream until the answer ends or is replaced. Returns its error and the assignment of a replacement."""
    held = HeldText(push)
    streaming = asyncio.create_task(stream_answer(side.assignment, side.stream, held.take))
    try:
        while not streaming.done():
            unwanted = side.unwanted = asyncio.get_running_loop().create_future()
            await asyncio.wait({streaming, unwanted}, return_when=asyncio.FIRST_COMPLETED)
            if unwanted.done() and not streaming.done():
                held.is_holding = True
                assignment = await _replace_model(side, UNWANTED)
                if assignment is not None:
                    return None, assignment
                side.stream.ended = None
                held.let_go()
        error = streaming.result()
        return error, await _replace_model(side, error) if error else None
    finally:
        side.unwanted = None
        if not streaming.done():
            streaming.cancel()
            await asyncio.gather(streaming, return_exceptions=True)


async def _replace_model(side: Side, error: ProviderError) -> Assignment | None:
    """The assignment of the model that answers instead; None if there is none."""
    if not (side.assignment.may_be_replaced and side.stream.is_silent):
        return None
    side.stream.ended = time.perf_counter()
    try:
        return await repeat_until_accepted(draw_replacement_assignment, side.assignment, side.stream, error)
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

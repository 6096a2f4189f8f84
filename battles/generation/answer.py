"""One side of a turn: call its model, retry where that is allowed, record the text and how it ended."""

import datetime as dt
import logging
import random
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from django.utils import timezone

from battles.detectors.tokens import estimate_tokens
from battles.endpoints.concurrency import NoFreeSlot, slot_at
from battles.endpoints.health import Call
from battles.endpoints.retries import retry_until_answered
from battles.endpoints.speed import HIDDEN_TOKENS_RATIO, MIN_TOKENS
from battles.generation.assignment import Assignment
from battles.models import Answer
from battles.providers.base import ErrorKind, Finish, ProviderError, Target, Thinking, Timeouts

logger = logging.getLogger(__name__)

SHORT_WAIT = 0.01
"""Seconds of waiting for a slot that shorten no time limit."""

PAUSES = random.Random()  # noqa: S311 - spreads pauses, no secret


@dataclass
class AnswerStream:
    """The text of one side so far, and how it ended. Moments are readings of time.perf_counter.

    started: the first request to this model. tried: when the last try got its slot at the endpoint.
    """

    pieces: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    asked_at: dt.datetime = field(default_factory=timezone.now)
    started: float = field(default_factory=time.perf_counter)
    tried: float | None = None
    tries: int = 0
    first_token: float | None = None
    last_token: float | None = None
    ended: float | None = None
    state: str = Answer.State.RUNNING
    finish: Finish | None = None
    error: ProviderError | None = None

    @property
    def is_silent(self) -> bool:
        """Whether no text has arrived, so that no reader can have seen any."""
        return self.first_token is None

    @property
    def retries(self) -> int:
        return max(0, self.tries - 1)

    @property
    def text(self) -> str:
        """The text as it can be stored: PostgreSQL refuses NUL, UTF-8 cannot encode a lone surrogate."""
        return "".join(self.pieces).replace("\x00", "").encode("utf-8", "replace").decode()

    def add(self, piece: str) -> None:
        self.last_token = time.perf_counter()
        if self.first_token is None:
            self.first_token = self.last_token
        self.pieces.append(piece)

    def note_end(self) -> None:
        """Note that the answer has ended: now, or, if it is complete, when its last text arrived."""
        if self.finish is None or self.last_token is None:
            self.ended = time.perf_counter()
        else:
            self.ended = self.last_token = max(self.first_token or 0.0, self.last_token - self.finish.late)

    def cut(self, characters: int) -> None:
        """Keep only the first characters: what readers have seen of a stopped answer."""
        self.pieces = ["".join(self.pieces)[:characters]]

    def milliseconds(self, moment: float | None) -> int | None:
        """Milliseconds from the start to `moment`; None for None."""
        return None if moment is None else round((moment - self.started) * 1000)

    def tokens_per_second(self) -> float | None:
        """The rate after the first piece of a complete answer; None where the answer is too short."""
        if self.finish is None or self.first_token is None or self.last_token is None:
            return None
        text, seconds = self.text, self.last_token - self.first_token
        estimate = estimate_tokens(text)
        counted = self.finish.output_tokens or estimate
        tokens = estimate if counted > HIDDEN_TOKENS_RATIO * estimate else counted
        later = tokens * (1 - len(self.pieces[0]) / max(1, sum(map(len, self.pieces))))
        return later / seconds if later >= MIN_TOKENS and seconds > 0 else None


async def stream_answer(
    assignment: Assignment, stream: AnswerStream, push: Callable[[str], None]
) -> ProviderError | None:
    """Call one model, with retries, and pass its pieces on. Returns the error if it failed, else None."""
    try:
        if assignment.target is None:
            raise ProviderError(ErrorKind.AUTH, assignment.target_error)

        async def request(timeouts: Timeouts) -> None:
            await _request_once(assignment, stream, push, timeouts)

        await retry_until_answered(
            request,
            assignment.target.timeouts,
            may_retry=lambda: stream.is_silent,
            rng=PAUSES,
        )
    except ProviderError as error:
        return error
    except Exception as error:
        logger.exception("a provider raised something else than ProviderError")
        return ProviderError(ErrorKind.INTERNAL, type(error).__name__)
    return None


async def _request_once(
    assignment: Assignment, stream: AnswerStream, push: Callable[[str], None], timeouts: Timeouts
) -> None:
    """One request. Raises ProviderError, also for an answer without an end or without text."""
    assert assignment.target is not None  # noqa: S101 - narrows the type
    stream.tries += 1
    stream.finish, stream.thinking = None, []
    began = time.perf_counter()
    patience = min(timeouts.first_token, timeouts.total)
    async with slot_at(assignment.endpoint_id, limit=assignment.max_concurrency, seconds=patience):
        stream.tried = time.perf_counter()
        target = _without_waiting(assignment.target, timeouts, stream.tried - began)
        async with aclosing(assignment.provider.stream(target, assignment.messages)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Finish):
                    stream.finish = piece
                elif isinstance(piece, Thinking):
                    stream.thinking.append(piece.text)
                elif piece:
                    stream.add(piece)
                    push(piece)
    if stream.finish is None:
        raise ProviderError(ErrorKind.TRUNCATED, "the stream ended without a finish")
    if not stream.text.strip():
        raise ProviderError(ErrorKind.EMPTY, "the answer has no text")


def _without_waiting(target: Target, timeouts: Timeouts, waited: float) -> Target:
    """The target with these time limits, less what was waited for a slot."""
    if waited > SHORT_WAIT:
        timeouts = replace(
            timeouts,
            first_token=max(0.0, timeouts.first_token - waited),
            total=max(0.0, timeouts.total - waited),
        )
    return target if timeouts == target.timeouts else replace(target, timeouts=timeouts)


def build_call(assignment: Assignment, stream: AnswerStream, error: ProviderError | None) -> Call | None:
    """The call as the model's health records it; None where the end is not the model's doing."""
    if isinstance(error, NoFreeSlot) or (error is not None and error.kind is ErrorKind.UNWANTED):
        return None
    first_token = None
    if stream.first_token is not None and stream.tried is not None:
        first_token = round((stream.first_token - stream.tried) * 1000)
    return Call(
        model_id=assignment.model_id,
        endpoint_id=assignment.endpoint_id,
        asked_at=stream.asked_at,
        characters=sum(len(message.content) for message in assignment.messages),
        failure=error.kind if error else None,
        first_token_ms=first_token,
        tokens_per_second=None if error else stream.tokens_per_second(),
        retry_after=error.retry_after if error else None,
        is_chosen=assignment.is_chosen,
    )

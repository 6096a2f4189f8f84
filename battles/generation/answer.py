"""One side of a turn: ask its model, with patience, and keep what it says and how that ended."""

import datetime as dt
import logging
import random
import time
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from django.utils import timezone

from battles.detectors.tokens import estimate_tokens
from battles.endpoints.concurrency import NoFreeSlot, slot_at
from battles.endpoints.health import Call
from battles.endpoints.retries import retry_until_answered
from battles.generation.event_log import Frames
from battles.models import Answer
from battles.providers.base import ErrorKind, Finish, Message, Provider, ProviderError, Target, Timeouts

logger = logging.getLogger(__name__)

LEAST_TOKENS = 20
"""Fewer tokens after the first piece say nothing about a speed."""

HIDDEN_SHARE = 2.0
"""An upstream that counts so many times more tokens than its text has counts hidden reasoning too."""


@dataclass(frozen=True)
class Assignment:
    """One side's work: which answer to fill, whom to ask with which messages.

    places: how many answers may be under way at the endpoint at once. may_be_replaced: whether another
    model may answer instead, while nothing was said.
    """

    answer_id: int
    side: str
    model_id: int
    endpoint_id: int
    places: int
    provider: Provider
    target: Target | None
    messages: list[Message]
    trouble: str = ""
    may_be_replaced: bool = False


@dataclass
class Spoken:
    """What one side has said so far, and how it ended. Moments are readings of time.perf_counter.

    started: when this model was first asked; tried: when its last try got its place at the endpoint.
    """

    pieces: list[str] = field(default_factory=list)
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
        """Whether nobody can have seen a byte of it."""
        return self.first_token is None

    @property
    def retries(self) -> int:
        return max(0, self.tries - 1)

    @property
    def text(self) -> str:
        # PostgreSQL stores no NUL, and no encoding knows a lone surrogate.
        return "".join(self.pieces).replace("\x00", "").encode("utf-8", "replace").decode()

    def hear(self, piece: str) -> None:
        self.last_token = time.perf_counter()
        if self.first_token is None:
            self.first_token = self.last_token
        self.pieces.append(piece)

    def milliseconds(self, moment: float | None) -> int | None:
        return None if moment is None else round((moment - self.started) * 1000)

    def tokens_per_second(self) -> float | None:
        """The rate after the first piece of a complete answer; None where it is too short to say."""
        if self.finish is None or self.first_token is None or self.last_token is None:
            return None
        text, seconds = self.text, self.last_token - self.first_token
        estimate = estimate_tokens(text)
        counted = self.finish.output_tokens or estimate
        tokens = estimate if counted > HIDDEN_SHARE * estimate else counted
        later = tokens * (1 - len(self.pieces[0]) / max(1, sum(map(len, self.pieces))))
        return later / seconds if later >= LEAST_TOKENS and seconds > 0 else None


async def speak(assignment: Assignment, spoken: Spoken, frames: Frames) -> ProviderError | None:
    """Pass one model's pieces on until it has ended. Returns why it failed, None if it did not."""
    try:
        if assignment.target is None:
            raise ProviderError(ErrorKind.AUTH, assignment.trouble)

        async def ask(timeouts: Timeouts) -> None:
            await _ask_once(assignment, spoken, frames, timeouts)

        await retry_until_answered(
            ask,
            assignment.target.timeouts,
            may_retry=lambda: spoken.is_silent,
            rng=random.Random(),  # noqa: S311 - spreads pauses, no secret
        )
    except ProviderError as error:
        return error
    except Exception as error:
        logger.exception("a provider raised something else than ProviderError")
        return ProviderError(ErrorKind.INTERNAL, type(error).__name__)
    return None


async def _ask_once(assignment: Assignment, spoken: Spoken, frames: Frames, timeouts: Timeouts) -> None:
    """One request. Raises ProviderError, also for an answer without an end or without text."""
    assert assignment.target is not None  # noqa: S101 - narrows the type
    spoken.tries += 1
    spoken.finish = None
    began = time.perf_counter()
    patience = min(timeouts.first_token, timeouts.total)
    async with slot_at(assignment.endpoint_id, limit=assignment.places, seconds=patience):
        spoken.tried = time.perf_counter()
        waited = spoken.tried - began
        left = replace(
            timeouts,
            first_token=max(0.0, timeouts.first_token - waited),
            total=max(0.0, timeouts.total - waited),
        )
        target = replace(assignment.target, timeouts=left)
        async with aclosing(assignment.provider.stream(target, assignment.messages)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Finish):
                    spoken.finish = piece
                elif piece:
                    spoken.hear(piece)
                    frames.push(piece)
    if spoken.finish is None:
        raise ProviderError(ErrorKind.TRUNCATED, "the stream ended without a finish")
    if not spoken.text.strip():
        raise ProviderError(ErrorKind.EMPTY, "the answer has no text")


def call_of(assignment: Assignment, spoken: Spoken, error: ProviderError | None) -> Call | None:
    """The call as a model's health counts it; None where its end says nothing about the model."""
    if isinstance(error, NoFreeSlot):
        return None
    first_token = None
    if spoken.first_token is not None and spoken.tried is not None:
        first_token = round((spoken.first_token - spoken.tried) * 1000)
    return Call(
        model_id=assignment.model_id,
        endpoint_id=assignment.endpoint_id,
        asked_at=spoken.asked_at,
        characters=sum(len(message.content) for message in assignment.messages),
        failure=error.kind if error else None,
        first_token_ms=first_token,
        tokens_per_second=None if error else spoken.tokens_per_second(),
    )

"""One turn from prompt to stored texts: ask both models, write a stream log, store the end.

`run_turn` owns both upstream calls. At its end it stores texts, facts and the battle's state in one short
transaction; if the process dies first, the sweep marks the battle interrupted.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from django.db import transaction

from battles import services
from battles.background import in_background
from battles.blind import BlindAnswer
from battles.endpoints import Unreachable, target_of
from battles.facts import note_facts
from battles.models import Answer, Battle
from battles.providers import provider_for
from battles.providers.base import ErrorKind, Finish, Message, Provider, ProviderError, Target
from battles.rendering import render_markdown
from battles.streaming import Frames, StreamLog, TurnKey, end_event
from battles.tags import Tag

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assignment:
    """One side's work: which answer to fill, whom to ask with which messages."""

    answer_id: int
    side: str
    provider: Provider
    target: Target | None
    messages: list[Message]
    trouble: str = ""


@dataclass
class Spoken:
    """What one side has said so far, and how it ended."""

    pieces: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)
    first_token: float | None = None
    ended: float | None = None
    state: str = Answer.State.RUNNING
    finish: Finish | None = None
    error: ProviderError | None = None

    @property
    def text(self) -> str:
        # PostgreSQL stores no NUL, and no encoding knows a lone surrogate.
        return "".join(self.pieces).replace("\x00", "").encode("utf-8", "replace").decode()

    def milliseconds(self, moment: float | None) -> int | None:
        return None if moment is None else round((moment - self.started) * 1000)


@dataclass
class RunningTurn:
    """A turn under way in this process."""

    key: TurnKey
    battle_key: str
    log: StreamLog = field(default_factory=StreamLog)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    is_interrupted: bool = False
    task: asyncio.Task | None = None


async def run_turn(turn: RunningTurn) -> None:
    """Generate both sides of a turn, log every piece, store the end."""
    try:
        assignments = await in_background(assignments_of, turn.key)
        spoken = await asyncio.gather(*(answer(assignment, turn) for assignment in assignments))
        ended = dict(zip((a.answer_id for a in assignments), spoken, strict=True))
        await in_background(store_turn, turn.key, ended)
    except Exception:
        await in_background(interrupt_now, [turn.key[0]])
        raise
    finally:
        turn.log.append("done", {})


async def answer(assignment: Assignment, turn: RunningTurn) -> Spoken:
    """Stream one side into the log; whatever happens is in what it returns."""
    spoken = Spoken()
    frames = Frames(lambda text: turn.log.append(assignment.side, {"text": text}))
    speaking = asyncio.create_task(speak(assignment, spoken, frames))
    stopping = asyncio.create_task(turn.stop.wait())
    try:
        await asyncio.wait({speaking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        speaking.cancel()
        await asyncio.gather(speaking, stopping, return_exceptions=True)
    frames.flush()
    spoken.ended = time.perf_counter()
    if spoken.state == Answer.State.RUNNING:
        spoken.state = Answer.State.INTERRUPTED if turn.is_interrupted else Answer.State.STOPPED
    html = render_markdown(spoken.text)
    turn.log.append(assignment.side, end_event(BlindAnswer(assignment.side, spoken.state, html)))
    return spoken


async def speak(assignment: Assignment, spoken: Spoken, frames: Frames) -> None:
    """Pass one provider's pieces on; sets how the answer ended unless it is cancelled first."""
    try:
        if assignment.target is None:
            raise ProviderError(ErrorKind.AUTH, assignment.trouble)
        async for piece in assignment.provider.stream(assignment.target, assignment.messages):
            if isinstance(piece, Finish):
                spoken.finish = piece
            elif piece:
                if spoken.first_token is None:
                    spoken.first_token = time.perf_counter()
                spoken.pieces.append(piece)
                frames.push(piece)
        if spoken.finish is None:
            raise ProviderError(ErrorKind.TRUNCATED, "the stream ended without a finish")
        if not spoken.text.strip():
            raise ProviderError(ErrorKind.EMPTY, "the answer has no text")
        spoken.state = Answer.State.DONE
    except ProviderError as error:
        spoken.error, spoken.state = error, Answer.State.FAILED
    except Exception as error:
        logger.exception("a provider raised something else than ProviderError")
        spoken.error = ProviderError(ErrorKind.INTERNAL, type(error).__name__)
        spoken.state = Answer.State.FAILED


def assignments_of(key: TurnKey) -> list[Assignment]:
    """Whom to ask what: each model sees its own side's newest earlier answers and nothing of the other."""
    battle_id, turn, attempt = key
    answers = list(
        Answer.objects.filter(prompt__battle=battle_id, prompt__turn__lte=turn)
        .select_related("prompt", "contender__model__endpoint")
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
    provider = provider_for(model.endpoint.wire_format)
    try:
        return Assignment(mine.pk, mine.side, provider, target_of(model), messages)
    except Unreachable as trouble:
        return Assignment(mine.pk, mine.side, provider, None, messages, trouble=str(trouble))


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
        input_tokens=finish.input_tokens if finish else None,
        output_tokens=finish.output_tokens if finish else None,
        first_token_ms=words.milliseconds(words.first_token),
        duration_ms=words.milliseconds(words.ended),
    )


def interrupt_now(battle_ids: list[int]) -> None:
    """Mark these battles interrupted from a background task."""
    services.interrupt(battle_ids)

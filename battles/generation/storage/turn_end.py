"""The end of a turn: what has to be stored, and storing it under the fencing number of its claim.

- The end of one side is stored as soon as this side has ended, the end of the turn with the last side.
- Storing the same end twice changes nothing.
- An end under an old fencing number is refused: another process has taken the turn over.
- A battle that was interrupted meanwhile stays interrupted, but the texts are stored.
"""

import asyncio
import datetime as dt
import enum
import logging
import uuid
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.db.models import BigAutoField
from django.utils import timezone

from battles.annotations.live import annotate_battle, request_annotation
from battles.database.compiled import CompiledQuery, CompiledUpdate, Given
from battles.endpoints.health import Call, record_calls
from battles.generation.answer import AnswerStream, build_call
from battles.generation.assignment import Assignment
from battles.generation.event_log import TurnKey
from battles.models import Answer, AnswerHtml, Battle
from battles.monitoring.metrics import ANSWERS_ENDED, FIRST_WORD_SECONDS
from battles.tags import Tag

logger = logging.getLogger(__name__)


class StoreResult(enum.Enum):
    """What became of an end: stored, too late for the battle's state, or refused by the fencing number."""

    STORED = "stored"
    LATE = "late"
    REFUSED = "refused"


@dataclass
class Side:
    """One side of a running turn: its request and its answer so far. A replacement changes both."""

    assignment: Assignment
    stream: AnswerStream = field(default_factory=AnswerStream)
    unwanted: asyncio.Future[None] | None = None
    """Done when the voter asks for another model before the first text; None if nothing waits for that."""

    def ask_for_another(self) -> None:
        """Ask for another model, if one that is waited for answers now."""
        if self.unwanted is not None and not self.unwanted.done():
            self.unwanted.set_result(None)

    @property
    def call(self) -> Call | None:
        """The call as the model's health records it; None if it was stopped or is not the model's doing."""
        if self.stream.state not in (Answer.State.DONE, Answer.State.FAILED):
            return None
        return build_call(self.assignment, self.stream, self.stream.error)


@dataclass(frozen=True)
class AnswerEnd:
    """The end of one side; the fields but answer_id and html are columns of Answer.

    New fields need a default: an end in the spool may come from an earlier release.
    """

    answer_id: int
    state: str
    text: str
    finish_reason: str
    error_kind: str
    error_detail: str
    retries: int
    input_tokens: int | None
    output_tokens: int | None
    first_token_ms: int | None
    duration_ms: int | None
    thinking: str = ""
    html: str = ""

    @property
    def columns(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name not in ("answer_id", "html")}


@dataclass(frozen=True)
class TurnEnd:
    """The ends of a turn's sides so far; is_final if all sides have ended, is_apart if one began alone."""

    key: TurnKey
    fence: int
    answers: tuple[AnswerEnd, ...]
    is_final: bool
    is_apart: bool = False


def build_answer_end(side: Side, html: str) -> AnswerEnd:
    """The end of a side whose stream has ended, with its rendered text."""
    stream = side.stream
    finish, error = stream.finish, stream.error
    return AnswerEnd(
        answer_id=side.assignment.answer_id,
        state=str(stream.state),
        text=stream.text,
        finish_reason=finish.reason.value if finish else "",
        error_kind=error.kind.value if error else "",
        error_detail=error.detail if error else "",
        retries=stream.retries,
        input_tokens=finish.input_tokens if finish else None,
        output_tokens=finish.output_tokens if finish else None,
        first_token_ms=stream.milliseconds(stream.first_token),
        duration_ms=stream.milliseconds(stream.ended),
        thinking="".join(stream.thinking),
        html=html,
    )


def count_answer_end(stream: AnswerStream) -> None:
    """Count the end of a side in this process' metrics."""
    ANSWERS_ENDED.labels(stream.error.kind.value if stream.error else "none").inc()
    first_token = stream.milliseconds(stream.first_token)
    if first_token is not None:
        FIRST_WORD_SECONDS.observe(first_token / 1000)


def annotate_stored_turn(key: TurnKey) -> None:
    """Run the detectors over a stored turn. Logs errors, raises nothing: the sweep repeats it."""
    try:
        annotate_battle(key[0])
    except Exception:
        logger.exception("turn %s could not be annotated now", key)


def record_health(calls: list[Call | None]) -> None:
    """Record calls in the models' health; None entries are skipped. Logs errors, raises nothing."""
    try:
        record_calls([call for call in calls if call is not None], now=timezone.now())
    except Exception:
        # The answers are stored; only the measures lack these calls.
        logger.exception("calls were not recorded in their models' health")


@dataclass
class _Locked:
    """The columns of a locked battle that the end of a turn reads or changes."""

    state: str
    fence: int | None
    generator: uuid.UUID | None
    pace: int
    tags: int
    unread_since: dt.datetime | None


_COLUMNS = ("state", "fence", "generator", "pace", "tags", "unread_since")
_LOCK = CompiledQuery[tuple](
    lambda: (
        Battle.objects.select_for_update(of=("self",))
        .filter(pk=Given("battle", BigAutoField()))
        .values_list(*_COLUMNS)
    )
)
_SAVE_BATTLE = CompiledUpdate(Battle, ["state", "pace", "tags", "unread_since"])
_SAVE_ANSWER = CompiledUpdate(
    Answer, [field.name for field in fields(AnswerEnd) if field.name not in ("answer_id", "html")]
)


@transaction.atomic
def store_end(end: TurnEnd) -> StoreResult:
    """Store the ends of sides and, if all have ended, the new state of the battle.

    Raises django.db.Error where the database does not accept it now; then nothing is stored.
    """
    battle_id, _turn, _attempt = end.key
    row = _LOCK.first(battle=battle_id)
    if row is None:
        raise Battle.DoesNotExist(f"battle {battle_id}")
    battle = _Locked(*row)
    if battle.fence != end.fence:
        return StoreResult.REFUSED
    if battle.state == Battle.State.INTERRUPTED:
        changed = 0
        for answer in end.answers:
            stored = Answer.objects.filter(pk=answer.answer_id)
            changed += stored.exclude(state=answer.state, text=answer.text).update(**answer.columns)
        return StoreResult.LATE if changed else StoreResult.STORED
    if battle.state != Battle.State.RUNNING or battle.generator is None:
        # The turn's end is stored already; a further turn may wait for its claim.
        return StoreResult.STORED
    for answer in end.answers:
        _SAVE_ANSWER.execute(answer.answer_id, list(answer.columns.values()))
    AnswerHtml.objects.save_html((a.answer_id, a.text, a.html) for a in end.answers if a.html)
    is_apart = end.is_apart and battle.pace == Battle.Pace.PACED
    if is_apart:
        battle.pace = Battle.Pace.APART
    if end.is_final:
        _close_turn(battle, {answer.state for answer in end.answers})
    if is_apart or end.is_final:
        _SAVE_BATTLE.execute(battle_id, [battle.state, battle.pace, battle.tags, battle.unread_since])
    return StoreResult.STORED


def _close_turn(battle: _Locked, states: set[str]) -> None:
    if Answer.State.FAILED in states:
        battle.tags |= Tag.FAILED_ANSWER
    if Answer.State.STOPPED in states:
        battle.tags |= Tag.STOPPED
    if Answer.State.INTERRUPTED in states:
        battle.state = Battle.State.INTERRUPTED
    elif Answer.State.FAILED in states:
        battle.state = Battle.State.FAILED
    else:
        battle.state = Battle.State.ANSWERED
    request_annotation(battle, now=timezone.now())

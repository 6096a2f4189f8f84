"""The end of a turn in the database: texts, annotations, the battle's state, the models' health."""

import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from battles.annotations.store import record_annotations
from battles.endpoints.health import Call, record_calls
from battles.generation.answer import AnswerStream, build_call
from battles.generation.assignment import Assignment
from battles.generation.event_log import TurnKey
from battles.models import Answer, Battle
from battles.tags import Tag

logger = logging.getLogger(__name__)


@dataclass
class Side:
    """One side of a running turn: its request and its answer so far. A replacement changes both."""

    assignment: Assignment
    stream: AnswerStream = field(default_factory=AnswerStream)

    @property
    def call(self) -> Call | None:
        """The call as the model's health records it; None if it was stopped or is not the model's doing."""
        if self.stream.state not in (Answer.State.DONE, Answer.State.FAILED):
            return None
        return build_call(self.assignment, self.stream, self.stream.error)


def end_turn(key: TurnKey, sides: list[Side]) -> None:
    """Store a turn's end, then record the calls in the models' health."""
    store_turn(key, {side.assignment.answer_id: side.stream for side in sides})
    record_health([side.call for side in sides])


def record_health(calls: list[Call | None]) -> None:
    """Record calls in the models' health; None entries are skipped. Logs errors, raises nothing."""
    try:
        record_calls([call for call in calls if call is not None], now=timezone.now())
    except Exception:
        # The answers are stored; only the measures lack these calls.
        logger.exception("calls were not recorded in their models' health")


def store_turn(key: TurnKey, streams: dict[int, AnswerStream]) -> None:
    """Store a turn's answers, annotations and the battle's state in one transaction.

    Changes nothing if the battle is not running any more (it was interrupted meanwhile).
    """
    battle_id, _turn, _attempt = key
    with transaction.atomic():
        battle = Battle.objects.select_for_update(of=("self",)).select_related("arena").get(pk=battle_id)
        if battle.state != Battle.State.RUNNING:
            return
        for answer_id, stream in streams.items():
            _store_answer(answer_id, stream)
        states = {stream.state for stream in streams.values()}
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
        record_annotations(battle)


def _store_answer(answer_id: int, stream: AnswerStream) -> None:
    finish, error = stream.finish, stream.error
    Answer.objects.filter(pk=answer_id).update(
        state=stream.state,
        text=stream.text,
        finish_reason=finish.reason.value if finish else "",
        error_kind=error.kind.value if error else "",
        error_detail=error.detail if error else "",
        retries=stream.retries,
        input_tokens=finish.input_tokens if finish else None,
        output_tokens=finish.output_tokens if finish else None,
        first_token_ms=stream.milliseconds(stream.first_token),
        duration_ms=stream.milliseconds(stream.ended),
    )

"""What each side of a turn is asked: the model, its endpoint and the messages of its own conversation."""

from dataclasses import dataclass

from django.db.models import BigAutoField, SmallIntegerField

from battles.database.compiled import CompiledQuery, Given
from battles.endpoints.connection import build_target
from battles.endpoints.keys import Unreachable
from battles.generation.event_log import TurnKey
from battles.generation.replacement import may_be_replaced
from battles.models import Answer, Battle
from battles.providers import get_provider
from battles.providers.base import Message, Provider, Target


@dataclass(frozen=True)
class Assignment:
    """One side's request: the answer to fill, the model to call and the messages to send.

    target: None where the endpoint cannot be called; target_error is the reason, for staff.
    max_concurrency: how many answers the endpoint may generate at once in this process.
    may_be_replaced: whether another model may answer instead, as long as no text has been shown.
    is_paced: whether both sides are released on one clock.
    is_chosen: whether the visitor chose the model (side by side).
    """

    answer_id: int
    side: str
    model_id: int
    endpoint_id: int
    max_concurrency: int
    provider: Provider
    target: Target | None
    messages: list[Message]
    target_error: str = ""
    may_be_replaced: bool = False
    is_paced: bool = False
    is_chosen: bool = False


_ANSWERS = CompiledQuery[Answer](
    lambda: (
        Answer.objects.filter(
            prompt__battle=Given("battle", BigAutoField()),
            prompt__turn__lte=Given("turn", SmallIntegerField()),
        )
        .select_related("prompt__battle", "contender__model__endpoint")
        .order_by("prompt__turn", "attempt")
    )
)


def build_assignments(key: TurnKey) -> list[Assignment]:
    """The assignments of both sides of a turn.

    Each model gets the newest earlier answers of its own side and nothing of the other side.
    """
    battle_id, turn, attempt = key
    answers = _ANSWERS.fetch(battle=battle_id, turn=turn)
    return [
        build_assignment(answer, [a for a in answers if a.side == answer.side and a.prompt.turn < turn])
        for answer in answers
        if (answer.prompt.turn, answer.attempt) == (turn, attempt)
    ]


def build_assignment(answer: Answer, earlier: list[Answer]) -> Assignment:
    """The assignment of one stored answer. `earlier`: its side's answers before it, oldest first."""
    model = answer.contender.model
    by_turn = {before.prompt.turn: before for before in earlier}  # later attempts replace earlier ones
    messages = []
    for before in by_turn.values():
        messages += [Message("user", before.prompt.text), Message("assistant", before.text)]
    messages.append(Message("user", answer.prompt.text))
    try:
        target, target_error = build_target(model), ""
    except Unreachable as error:
        target, target_error = None, str(error)
    return Assignment(
        answer_id=answer.pk,
        side=answer.side,
        model_id=model.pk,
        endpoint_id=model.endpoint_id,
        max_concurrency=model.endpoint.max_concurrency,
        provider=get_provider(model.endpoint.wire_format),
        target=target,
        messages=messages,
        target_error=target_error,
        may_be_replaced=may_be_replaced(
            answer.prompt.battle, turn=answer.prompt.turn, attempt=answer.attempt
        ),
        is_paced=answer.prompt.battle.pace in (Battle.Pace.PACED, Battle.Pace.APART),
        is_chosen=answer.prompt.battle.mode == Battle.Mode.SIDE_BY_SIDE,
    )

"""Replacement: another model answers instead of one that failed before its first text.

- Only in a blind battle, for the first answers to the first prompt: later the voter has read this side,
  and a model that the visitor chose is not exchanged.
- Only while no text of this side was shown. The other side may be streaming already.
- Never in a control battle: both sides would no longer be the same model.
- At most twice per side, never by a model that this battle has called before.
- The new contender is drawn from the arena's pair weights, given the other side's contender. The draw is
  recorded with its probability and the details of the failure.
"""

import numpy as np
from django.db import transaction

from battles.models import Answer, Battle, Contender, Replacement
from battles.pairing.draw import TooFewContenders
from battles.providers.base import ProviderError
from battles.sampling.draw import draw_replacement

MAX_REPLACEMENTS = 2


def may_be_replaced(battle: Battle, *, turn: int, attempt: int) -> bool:
    """Whether another model may answer for a side of this turn and attempt."""
    return battle.mode == Battle.Mode.ANONYMOUS and (turn, attempt) == (1, 1) and not battle.is_control


@transaction.atomic
def replace_contender(
    answer_id: int, error: ProviderError, *, retries: int, duration_ms: int, rng: np.random.Generator
) -> Replacement | None:
    """Draw another contender for a side without text; None if the rules or the pool allow none."""
    answer = Answer.objects.select_related("prompt").get(pk=answer_id)
    # Not joined with its pair: if the other side replaces it meanwhile, PostgreSQL finds no joined row.
    locked = Battle.objects.select_for_update(of=("self",)).select_related("arena")
    battle = locked.get(pk=answer.prompt.battle_id)
    if battle.state != Battle.State.RUNNING or not may_be_replaced(
        battle, turn=answer.prompt.turn, attempt=answer.attempt
    ):
        return None
    earlier = list(battle.replacements.select_related("from_contender"))
    number = 1 + sum(replacement.side == answer.side for replacement in earlier)
    if number > MAX_REPLACEMENTS:
        return None
    failed, opponent = _sides(battle, answer.side)
    called = [*(replacement.from_contender for replacement in earlier), failed]
    try:
        drawn = draw_replacement(battle.arena, opponent=opponent, tried=called, rng=rng)
    except TooFewContenders:
        return None
    _reassign(battle, answer, drawn.contender)
    return Replacement.objects.create(
        battle=battle,
        side=answer.side,
        number=number,
        from_contender=failed,
        to_contender=drawn.contender,
        error_kind=error.kind.value,
        error_detail=error.detail,
        retries=retries,
        duration_ms=duration_ms,
        probability=drawn.probability,
        sampler=drawn.sampler,
    )


def _sides(battle: Battle, side: str) -> tuple[Contender, Contender]:
    """The contender of this side and that of the other side."""
    pair = (battle.contender_a, battle.contender_b)
    return pair if side == Answer.Side.A else (pair[1], pair[0])


def _reassign(battle: Battle, answer: Answer, contender: Contender) -> None:
    setattr(battle, f"contender_{answer.side}", contender)
    battle.save(update_fields=[f"contender_{answer.side}"])
    answer.contender = contender
    answer.parameters = contender.model.parameters
    answer.save(update_fields=["contender", "parameters"])

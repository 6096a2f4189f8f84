"""Continue a battle: a further prompt, both answers once more, or the end without a vote."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from battles.conversation import TurnTexts, has_attempts_left, is_within_tokens
from battles.gates import NO_EVIDENCE, Evidence, Passage, PendingPrompt, check_gates
from battles.models import Answer, Battle, Contender, EvidenceTier
from battles.services.opening import validate_prompt
from battles.services.storage import add_answers, add_turn


class NotContinuable(Exception):
    """No further prompt or answer is possible; the message gives the visitor the reason."""


def _lock(battle: Battle) -> Battle:
    """Read the battle again and lock it until the transaction ends."""
    # Not joined with its pair: if a replacement changes it meanwhile, PostgreSQL finds no joined row.
    return Battle.objects.select_for_update(of=("self",)).select_related("arena").get(pk=battle.pk)


def continue_battle(
    battle: Battle,
    *,
    prompt: str,
    turn: int,
    now: dt.datetime,
    evidence: Evidence = NO_EVIDENCE,
    before: Callable[[Passage], None] = lambda passage: None,
) -> bool:
    """Add the visitor's next prompt as turn number `turn`; a stored turn posted again changes nothing.

    evidence: what the gates may know; they are asked before the battle is locked. before: called with what
    they found, just before a new turn is stored (rate limits). Returns whether the turn is new. Raises
    PromptRefused, NotContinuable and what `before` raises.
    """
    if 1 <= turn <= battle.prompts.count():
        return False
    text = validate_prompt(prompt, battle.arena)
    pending = PendingPrompt(battle.arena, battle.voter, text, evidence, turn=turn, battle_key=battle.key)
    passage = check_gates(pending)
    return _continue_battle(battle, text=text, turn=turn, now=now, passage=passage, before=before)


@transaction.atomic
def _continue_battle(
    battle: Battle,
    *,
    text: str,
    turn: int,
    now: dt.datetime,
    passage: Passage,
    before: Callable[[Passage], None],
) -> bool:
    battle = _lock(battle)
    turns = battle.prompts.count()
    if 1 <= turn <= turns:
        return False
    if turn != turns + 1:
        raise NotContinuable(_("This page is out of date. Please reload it and send your prompt again."))
    _check_open(battle)
    if turns >= battle.arena.max_turns:
        raise NotContinuable(_("This battle has reached its maximum number of turns. Please vote."))
    if not is_within_tokens(_get_texts(battle), text):
        raise NotContinuable(_("This conversation is too long for another prompt. Please vote."))
    before(passage)
    if passage.tier == EvidenceTier.UNVERIFIED and battle.evidence_tier != passage.tier:
        battle.evidence_tier = passage.tier
        battle.save(update_fields=["evidence_tier"])
    _read_pair(battle)
    add_turn(battle, text, turn=turns + 1)
    _set_running(battle, now)
    return True


def _get_texts(battle: Battle) -> list[TurnTexts]:
    """Return the prompts and the newest answers of both sides."""
    texts = []
    for prompt in battle.prompts.order_by("turn").prefetch_related("answers"):
        by_side = {
            answer.side: answer.text for answer in sorted(prompt.answers.all(), key=lambda each: each.attempt)
        }
        texts.append(TurnTexts(prompt.text, by_side.get("a", ""), by_side.get("b", "")))
    return texts


@transaction.atomic
def regenerate(
    battle: Battle, *, attempt: int, now: dt.datetime, before: Callable[[], None] = lambda: None
) -> bool:
    """Generate both answers to the newest prompt again as attempt `attempt`; earlier answers are kept.

    before: called just before a new attempt is stored (rate limits). Returns whether the attempt is new.
    Raises NotContinuable and what `before` raises.
    """
    battle = _lock(battle)
    prompt = battle.prompts.order_by("turn").last()
    newest = max(prompt.answers.values_list("attempt", flat=True))
    if 1 <= attempt <= newest:
        return False
    if attempt != newest + 1:
        raise NotContinuable(_("This page is out of date. Please reload it and try again."))
    _check_open(battle)
    if not has_attempts_left(newest):
        raise NotContinuable(_("This prompt was answered as often as possible. Please vote."))
    before()
    _read_pair(battle)
    add_answers(battle, prompt, attempt=newest + 1)
    _set_running(battle, now)
    return True


def _read_pair(battle: Battle) -> None:
    """Both contenders of a locked battle with their models, in one query."""
    pair = Contender.objects.select_related("model").in_bulk([battle.contender_a_id, battle.contender_b_id])
    battle.contender_a = pair[battle.contender_a_id]
    battle.contender_b = pair[battle.contender_b_id]


def _check_open(battle: Battle) -> None:
    if battle.state == Battle.State.RUNNING:
        raise NotContinuable(_("Both models are still answering. Please wait until they have finished."))
    if battle.state != Battle.State.ANSWERED:
        raise NotContinuable(_("This battle has ended."))
    if battle.settles_at is not None:
        raise NotContinuable(_("You have voted on this battle already."))


def _set_running(battle: Battle, now: dt.datetime) -> None:
    battle.state = Battle.State.RUNNING
    battle.generator = battle.suspected_at = None
    battle.heartbeat_at = now
    battle.save(update_fields=["state", "generator", "suspected_at", "heartbeat_at"])


def interrupt(battles: QuerySet[Battle]) -> int:
    """Interrupt those of these battles that are running; they take no vote. Returns how many.

    The conditions of the query are checked again in the update: a heartbeat in between saves the battle.
    """
    battle_ids = list(battles.values_list("pk", flat=True))
    if not battle_ids:
        return 0
    with transaction.atomic():
        running = battles.filter(pk__in=battle_ids, state=Battle.State.RUNNING)
        changed = running.update(state=Battle.State.INTERRUPTED)
        Answer.objects.filter(
            prompt__battle__in=battle_ids,
            prompt__battle__state=Battle.State.INTERRUPTED,
            state=Answer.State.RUNNING,
        ).update(state=Answer.State.INTERRUPTED)
    return changed

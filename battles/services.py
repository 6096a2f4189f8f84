"""Open a battle, continue it, vote on it: the rules; views only pass data on.

Every function takes the time as an argument, may be called twice with the same arguments, and refuses with
a named error.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, UUIDField
from django.utils.translation import gettext as _

from battles.compiled import CompiledQuery, Given
from battles.conversation import TurnTexts, has_attempts_left, is_within_tokens
from battles.gates import NO_EVIDENCE, Evidence, Passage, PendingPrompt, PromptRefused, check_gates
from battles.legal import Consent
from battles.models import Answer, Arena, Battle, Contender, EvidenceTier, Voter
from battles.opening import add_answers, add_turn, store_opening
from battles.sampling.draw import DrawnPair, draw, draw_fresh
from battles.visitors import AddressHashes
from battles.voting import NotVotable, cast_ballot, reveal, settle, settle_due

__all__ = [
    "NotContinuable",
    "NotVotable",
    "NotYours",
    "PromptRefused",
    "build_chosen_pair",
    "cast_ballot",
    "continue_battle",
    "interrupt",
    "open_battle",
    "regenerate",
    "reveal",
    "settle",
    "settle_due",
    "validate_prompt",
]

logger = logging.getLogger(__name__)

CHOSEN = "chosen"


class NotYours(Exception):
    """The battle belongs to another voter."""


class NotContinuable(Exception):
    """No further prompt or answer is possible; the message gives the visitor the reason."""


def validate_prompt(text: str, arena: Arena) -> str:
    """The prompt as it will be sent. Raises PromptRefused; never shortens it."""
    prompt = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not prompt:
        raise PromptRefused(_("Please write a prompt first."))
    limit = arena.max_prompt_characters
    if len(prompt) > limit:
        over = len(prompt) - limit
        raise PromptRefused(
            _("Your prompt has %(length)d characters, %(over)d more than the %(limit)d allowed.")
            % {"length": len(prompt), "limit": limit, "over": over}
        )
    return prompt


def build_chosen_pair(arena: Arena, a: int, b: int) -> DrawnPair:
    """The two contenders that a visitor chose by id. Raises PromptRefused if they cannot meet."""
    pool = {contender.pk: contender for contender in Contender.objects.selectable(arena)}
    if a not in pool or b not in pool:
        raise PromptRefused(_("One of these models is not available now. Please choose again."))
    if a == b:
        raise PromptRefused(_("Please choose two different models."))
    return DrawnPair(pool[a], pool[b], 1.0, CHOSEN)


def open_battle(
    *,
    arena: Arena,
    voter: Voter,
    prompt: str,
    key: uuid.UUID,
    now: dt.datetime,
    address_hash: str = "",
    hashes: AddressHashes | None = None,
    choice: tuple[int, int] | None = None,
    is_free: bool = False,
    follows: Battle | None = None,
    consent: Consent | None = None,
    evidence: Evidence = NO_EVIDENCE,
    before: Callable[[Passage], None] = lambda passage: None,
    process: uuid.UUID | None = None,
    begin: Callable[[Battle, tuple[Answer, Answer]], None] = lambda battle, answers: None,
) -> tuple[Battle, bool]:
    """Open a battle under a key from the client; the same key gives the same battle again.

    voter: may be unsaved; then it is stored together with the battle. choice: two contender ids for side by
    side (always free), None for a blind draw. is_free: show the answers as fast as they come. follows: a
    revealed battle whose two models are not drawn. consent: the versions of the terms that the form showed;
    None: those of the voter's last battle. evidence: what the gates may know. before: called with what the
    gates found, just before a new battle is stored (rate limits). process: claim the first turn for this
    process. begin: called with a new battle and its answers as soon as they are stored. Returns the battle
    and whether it is new. Raises PromptRefused, TooFewContenders, NotYours and what `before` raises.
    """
    existing = _get_own(key, voter)
    if existing is not None:
        return existing, False
    text = validate_prompt(prompt, arena)
    passage = check_gates(PendingPrompt(arena, voter if voter.pk else None, text, evidence))
    pair = _draw_pair(arena, choice, follows)
    is_paced = arena.is_paced and choice is None and not is_free
    before(passage)
    battle = Battle(
        key=key,
        arena=arena,
        mode=Battle.Mode.ANONYMOUS if choice is None else Battle.Mode.SIDE_BY_SIDE,
        contender_a=pair.a,
        contender_b=pair.b,
        pair_probability=pair.probability if choice is None else None,
        sampler=pair.sampler,
        follows=follows,
        pace=Battle.Pace.PACED if is_paced else Battle.Pace.FREE,
        evidence_tier=passage.tier,
        address_hash=hashes.host if hashes else address_hash,
        address_hash_before=hashes.host_before if hashes else None,
        opened_at=now,
        heartbeat_at=now,
        generator=process,
        fence=None if process is None else 1,
        terms_version=consent.terms if consent else voter.terms_version,
        privacy_version=consent.privacy if consent else voter.privacy_version,
    )
    try:
        answers = store_opening(battle, voter, text, hashes)
    except IntegrityError:
        # Another request of the same form was quicker: it has stored the voter, the battle or both.
        existing = _get_own(key, voter)
        if existing is not None:
            return existing, False
        battle.pk = None
        answers = store_opening(battle, Voter.objects.get(key=voter.key), text, hashes)
    begin(battle, answers)
    return battle, True


def _draw_pair(arena: Arena, choice: tuple[int, int] | None, follows: Battle | None) -> DrawnPair:
    if choice:
        return build_chosen_pair(arena, *choice)
    rng = np.random.default_rng()
    if follows is None:
        return draw(arena, rng=rng)
    return draw_fresh(arena, without=(follows.contender_a_id, follows.contender_b_id), rng=rng)


_BY_KEY = CompiledQuery[Battle](
    lambda: Battle.objects.select_related("voter").filter(key=Given("key", UUIDField()))
)


def _get_own(key: uuid.UUID, voter: Voter) -> Battle | None:
    """The battle under this key, None if there is none. Raises NotYours if it is another voter's."""
    battle = _BY_KEY.first(key=key)
    if battle is not None and (battle.voter is None or battle.voter.key != voter.key):
        raise NotYours(str(key))
    return battle


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
    add_answers(battle, prompt, attempt=newest + 1)
    _set_running(battle, now)
    return True


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

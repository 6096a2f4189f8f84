"""Open a battle: check the prompt, ask the gates, draw the pair, store the first turn."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import IntegrityError
from django.db.models import UUIDField
from django.utils.translation import gettext as _

from battles.database.compiled import CompiledQuery, Given
from battles.gates import NO_EVIDENCE, Evidence, Passage, PendingPrompt, PromptRefused, check_gates
from battles.grouped_numbers import grouped
from battles.legal import Consent
from battles.models import Answer, Arena, Battle, Contender, Voter
from battles.sampling.draw import DrawnPair, draw, draw_fresh
from battles.services.storage import store_opening
from battles.visitors import AddressHashes

CHOSEN = "chosen"


class NotYours(Exception):
    """The battle belongs to another voter."""


def validate_prompt(text: str, arena: Arena) -> str:
    """The prompt as it will be sent. Raises PromptRefused; never shortens it."""
    prompt = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not prompt:
        raise PromptRefused(_("Please write a prompt first."))
    limit = arena.max_prompt_characters
    if len(prompt) > limit:
        over = len(prompt) - limit
        raise PromptRefused(
            _("Your prompt has %(length)s characters, %(over)s more than the %(limit)s allowed.")
            % {"length": grouped(len(prompt)), "limit": grouped(limit), "over": grouped(over)}
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
    gates found, in the transaction that stores a new battle (rate limits). process: claim the first turn for
    this process. begin: called with a new battle and its answers as soon as they are stored. Returns the
    battle and whether it is new. Raises PromptRefused, TooFewContenders, NotYours and what `before` raises.
    """
    existing = _get_own(key, voter)
    if existing is not None:
        return existing, False
    text = validate_prompt(prompt, arena)
    passage = check_gates(PendingPrompt(arena, voter if voter.pk else None, text, evidence))
    pair = _draw_pair(arena, choice, follows)
    battle = Battle(
        key=key,
        arena=arena,
        **_pair_columns(pair, is_chosen=choice is not None, is_paced=arena.is_paced and not is_free),
        follows=follows,
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
        answers = store_opening(battle, voter, text, hashes, before=lambda: before(passage))
    except IntegrityError:
        existing = _get_own(key, voter)
        if existing is None:
            raise
        return existing, False  # another request of the same form was quicker
    begin(battle, answers)
    return battle, True


def _draw_pair(arena: Arena, choice: tuple[int, int] | None, follows: Battle | None) -> DrawnPair:
    if choice:
        return build_chosen_pair(arena, *choice)
    rng = np.random.default_rng()
    if follows is None:
        return draw(arena, rng=rng)
    return draw_fresh(arena, without=(follows.contender_a_id, follows.contender_b_id), rng=rng)


def _pair_columns(pair: DrawnPair, *, is_chosen: bool, is_paced: bool) -> dict[str, Any]:
    """The columns of a battle that depend on how its pair came about.

    A chosen pair has no probability, and its answers are never paced.
    """
    return {
        "mode": Battle.Mode.SIDE_BY_SIDE if is_chosen else Battle.Mode.ANONYMOUS,
        "contender_a": pair.a,
        "contender_b": pair.b,
        "pair_probability": None if is_chosen else pair.probability,
        "sampler": pair.sampler,
        "pace": Battle.Pace.PACED if is_paced and not is_chosen else Battle.Pace.FREE,
    }


_BY_KEY = CompiledQuery[Battle](
    lambda: Battle.objects.select_related("voter").filter(key=Given("key", UUIDField()))
)


def _get_own(key: uuid.UUID, voter: Voter) -> Battle | None:
    """The battle under this key, None if there is none. Raises NotYours if it is another voter's."""
    battle = _BY_KEY.first(key=key)
    if battle is not None and (battle.voter is None or battle.voter.key != voter.key):
        raise NotYours(str(key))
    return battle

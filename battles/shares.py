"""Sharing a finished battle by an unguessable link, made on purpose, that can be taken back.

A battle is shown by its link only while all of this holds, checked again at each reading:

- it has its vote, so nothing is blind any more;
- its texts were not erased;
- its arena is public;
- both models have their names: an unnamed preview is never shown by a link.

Other apps add checks of the texts (the setting SHARE_CHECKS), which run when a link is made.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from battles.models import Answer, Arena, Battle, Prompt, Share


class ShareRefused(Exception):
    """The battle cannot be shared; the message is for the visitor."""


@dataclass(frozen=True)
class SharedTexts:
    """What a link would show: the prompts and all answers that the page shows or ever showed."""

    arena: Arena
    prompts: tuple[str, ...]
    answers: tuple[str, ...]


Check = Callable[[SharedTexts], None]
"""Returns None to accept; raises ShareRefused."""


@cache
def _load_checks(paths: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(import_string(path) for path in paths)


def get_share(battle: Battle) -> Share | None:
    """The battle's active link; None without one."""
    return Share.objects.active().filter(battle=battle).first()


def share_battle(battle: Battle) -> Share:
    """Make the battle's link; an active one is returned. Raises ShareRefused."""
    known = get_share(battle)
    if known is not None:
        return known
    reason = explain_not_shareable(battle)
    if reason:
        raise ShareRefused(reason)
    texts = _load_texts(battle)
    for check in _load_checks(tuple(settings.SHARE_CHECKS)):
        check(texts)
    try:
        with transaction.atomic():
            return Share.objects.create(battle=battle)
    except IntegrityError:  # another request of the same visitor was quicker
        return Share.objects.active().get(battle=battle)


def explain_not_shareable(battle: Battle) -> str:
    """Why a battle cannot be shared, for its visitor; empty if it can."""
    if battle.state != Battle.State.VOTED:
        return _("A battle can be shared after its vote.")
    if battle.is_erased:
        return _("The texts of this conversation were erased.")
    if not battle.arena.is_public:
        return _("Battles of this arena are not public.")
    if battle.contender_a.is_unnamed or battle.contender_b.is_unnamed:
        return _("One of the models is in preview and has no public name yet.")
    return ""


def end_shares(battle: Battle, *, now: dt.datetime) -> int:
    """Take the battle's link back. Returns how many links ended."""
    return Share.objects.active().filter(battle=battle).update(ended_at=now)


def find_shared_battle(token: str) -> Battle | None:
    """The battle that a link shows; None if the link is unknown, taken back, or must not show it."""
    share = Share.objects.active().filter(token=token).first()
    if share is None:
        return None
    battle = Battle.objects.with_pair().select_related("vote").get(pk=share.battle_id)
    return None if explain_not_shareable(battle) else battle


def _load_texts(battle: Battle) -> SharedTexts:
    prompts = Prompt.objects.filter(battle=battle).order_by("turn").values_list("text", flat=True)
    answers = Answer.objects.filter(prompt__battle=battle).order_by("prompt__turn", "attempt", "side")
    return SharedTexts(battle.arena, tuple(prompts), tuple(answers.values_list("text", flat=True)))

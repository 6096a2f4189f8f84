"""Battles as staff see them: an open battle is a type without model fields."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from battles.annotations import load_arena_names
from battles.detectors import fold
from battles.models import Arena, Battle, Voter
from moderation.findings.open_battles import is_open
from moderation.models import Decision

HIDDEN = _("hidden until the vote")


@dataclass(frozen=True)
class BlindBattle:
    """What staff see of any battle. It has no model, no contender, no sampler and no probability."""

    pk: int
    key: uuid.UUID
    arena: Arena
    state: str | Promise
    mode: str | Promise
    origin: str | Promise
    opened_at: dt.datetime | None
    voter: Voter | None
    erased_at: dt.datetime | None

    @property
    def is_blind(self) -> bool:
        return True


@dataclass(frozen=True)
class Named:
    """The name of a side's model, and the id of its contender."""

    name: str
    contender: int


@dataclass(frozen=True)
class ShownBattle(BlindBattle):
    """A battle that is not open any more, or that staff have unveiled, with its models."""

    a: Named
    b: Named
    sampler: str
    pair_probability: float | None

    @property
    def is_blind(self) -> bool:
        return False


@dataclass(frozen=True)
class BlindAnswer:
    """An answer of an open battle: its text, and whether it names a model of the arena."""

    html: SafeString
    attempt: int
    state: str | Promise
    names_a_model: bool


def may_see_models(battle: Battle, user: AbstractBaseUser) -> bool:
    """Whether this user sees the battle's models: it is not open, or a decision has unveiled it."""
    if not is_open(battle):
        return True
    unveiled = Decision.objects.filter(kind=Decision.Kind.UNVEIL, battles=battle.pk)
    return user.has_perm("moderation.unveil_battle") and unveiled.exists()


def show_battle(battle: Battle, *, with_models: bool) -> BlindBattle:
    """The battle, which must be loaded with its pair and voter, with or without its models."""
    common = {
        "pk": battle.pk,
        "key": battle.key,
        "arena": battle.arena,
        "state": battle.get_state_display(),
        "mode": battle.get_mode_display(),
        "origin": battle.get_origin_display(),
        "opened_at": battle.opened_at,
        "voter": battle.voter,
        "erased_at": battle.erased_at,
    }
    if not with_models:
        return BlindBattle(**common)
    return ShownBattle(
        **common,
        a=Named(battle.contender_a.model.name, battle.contender_a_id),
        b=Named(battle.contender_b.model.name, battle.contender_b_id),
        sampler=battle.sampler,
        pair_probability=battle.pair_probability,
    )


def pair_label(battle: Battle) -> str | Promise:
    """The names of both models for a list; hidden while the battle is open."""
    if is_open(battle):
        return HIDDEN
    return f"{battle.contender_a.model.name} – {battle.contender_b.model.name}"


def names_of_arena(arena: Arena) -> frozenset[str]:
    """The public names, spellings and makers of the arena's models, folded."""
    spellings = {
        text
        for names in load_arena_names(arena).public
        for text in (names.name, names.organization, names.family, *names.aliases)
        if text
    }
    return frozenset(fold(text).text.strip() for text in spellings)


def is_of_arena(leak: dict, names: frozenset[str]) -> bool:
    """Whether a leak names a model or a maker of the arena, whoever answered."""
    texts = (str(leak.get(field) or "") for field in ("name", "maker"))
    return any(fold(text).text.strip() in names for text in texts if text)

"""The list of a voter's battles. A battle before its vote is a row type without model fields."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils.functional import Promise

from battles.blind import Names, get_names
from battles.counting import REASONS, Reason, annotate_reason
from battles.models import Answer, Arena, Battle, Prompt, Vote, Voter
from battles.outcomes import Outcome
from battles.receipts import issue_receipt

OPENING = 140
"""Characters of the first prompt in a list."""

SEARCHED = 2_000
"""How many of the newest battles a search reads: its cost must not grow for ever."""


@dataclass(frozen=True)
class BlindRow:
    """A battle before its vote: nothing depends on its models. `opening` is empty if it was erased."""

    key: uuid.UUID
    arena_title: str
    opened_at: dt.datetime | None
    opening: str
    state: str
    is_erased: bool
    is_side_by_side: bool

    is_named = False

    @property
    def can_resume(self) -> bool:
        """Whether it still runs or waits for a vote."""
        return self.state in (Battle.State.RUNNING, Battle.State.ANSWERED) and not self.is_erased


@dataclass(frozen=True)
class NamedRow:
    """A battle with its vote: the names, the outcome, whether it counts and else the ground's sentence."""

    key: uuid.UUID
    arena_title: str
    opened_at: dt.datetime | None
    opening: str
    is_erased: bool
    is_side_by_side: bool
    names: Names
    outcome: Outcome
    is_counted: bool
    reason_label: str | Promise
    why_not: str | Promise
    receipt: str

    is_named = True
    can_resume = False


def list_battles(voter: Voter, *, words: str = "") -> QuerySet[Battle]:
    """The voter's battles in visible arenas, the newest first; with `words` those that contain them."""
    battles = Battle.objects.filter(voter=voter, arena__in=Arena.objects.visible_to(voter).order_by())
    if words:
        newest = battles.order_by("-pk").values_list("pk", flat=True)[:SEARCHED]
        prompts = Prompt.objects.filter(battle=OuterRef("pk"), text__icontains=words)
        answers = Answer.objects.filter(prompt__battle=OuterRef("pk"), text__icontains=words)
        battles = battles.filter(Q(pk__in=list(newest)) & (Exists(prompts) | Exists(answers)))
    return battles.order_by("-pk")


def build_rows(battles: Iterable[Battle]) -> list[BlindRow | NamedRow]:
    """The rows of these battles, in their order; four queries."""
    ids = [battle.pk for battle in battles]
    first = Prompt.objects.filter(battle=OuterRef("pk"), turn=1).values(start=Left("text", OPENING + 1))
    full = Battle.objects.with_pair().filter(pk__in=ids).annotate(opening=Subquery(first))
    votes = Vote.objects.filter(pk__in=ids).select_related("battle")
    by_battle = {vote.pk: vote for vote in annotate_reason(votes)}
    rows = {battle.pk: _build_row(battle, by_battle.get(battle.pk)) for battle in full}
    return [rows[pk] for pk in ids]


def _build_row(battle, vote) -> BlindRow | NamedRow:
    opening = battle.opening or ""
    about = {
        "key": battle.key,
        "arena_title": battle.arena.title,
        "opened_at": battle.opened_at,
        "opening": f"{opening[:OPENING]}…" if len(opening) > OPENING else opening,
        "is_erased": battle.is_erased,
        "is_side_by_side": battle.mode == Battle.Mode.SIDE_BY_SIDE,
    }
    if vote is None:
        return BlindRow(**about, state=battle.state)
    reason = Reason(vote.reason)
    ground = REASONS.get(reason)
    return NamedRow(
        **about,
        names=get_names(battle),
        outcome=Outcome(vote.outcome),
        is_counted=reason is Reason.COUNTED,
        reason_label=ground.label if ground else "",
        why_not=ground.to_voter if ground else "",
        receipt=issue_receipt(vote) if vote.cast_at else "",
    )

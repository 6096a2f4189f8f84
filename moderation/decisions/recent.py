"""What one member of staff has changed alone in the last days, in sum."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from battles.database import tagged_rows
from battles.models import Exclusion, ExclusionLift, VoterBlock, VoterBlockLift
from moderation.decisions.board_settings import Settings, combine, from_json, reverse
from moderation.decisions.impact import BattleChange, counted_among, votes_in_blocks
from moderation.models import SOURCE_PREFIX, Decision

WINDOW = dt.timedelta(days=7)


def _is_alone(now: dt.datetime) -> Q:
    return Q(proposal__isnull=True, decided_at__gt=now - WINDOW, decided_at__lte=now)


@dataclass(frozen=True)
class PastAlone:
    """What one actor has changed alone in the window.

    change: the net change of counted votes and settings. covered: battles without a vote that the decisions
    exclude, such as unveiled ones and open ones that were set aside: a vote that comes is lost. newest: the
    actor's newest decision, of the window or older; None without one.
    """

    change: BattleChange
    covered: int = 0
    newest: int | None = None


def change_alone(actor: AbstractBaseUser | None, *, now: dt.datetime) -> BattleChange:
    """The net change of counted votes by the actor's decisions of the window."""
    return read_alone(actor, now=now).change


def newest_decision(actor: AbstractBaseUser | None) -> QuerySet:
    """The id of the actor's newest decision, as one row of the column `pk`."""
    return Decision.objects.filter(actor=actor).order_by("-pk").values("pk")[:1]


def read_alone(actor: AbstractBaseUser | None, *, now: dt.datetime) -> PastAlone:
    """The sum of the actor's decisions of the window.

    - stops: votes that would count now without these decisions, and do not.
    - starts: votes that count now because these decisions lifted what others had excluded.
    - A decision that the actor took and undid in the window cancels out.
    - Corrections of detections and their undo count by the votes that they cover.
    - Settings: the old value of the first change and the new one of the last.
    """
    is_alone = _is_alone(now)
    rows = list(
        Decision.objects.filter(is_alone | Q(pk=newest_decision(actor)), actor=actor)
        .annotate(is_alone=is_alone)
        .order_by("pk")
        .values_list("pk", "is_alone", "settings", "undoes__settings", "undoes__kind", "undoes")
    )
    newest = rows[-1][0] if rows else None
    decisions = [_Alone(pk, *values) for pk, alone, *values in rows if alone]
    if not decisions:
        return PastAlone(BattleChange(), newest=newest)
    change, covered = _sum_up(decisions)
    return PastAlone(change, covered, newest)


class _Alone(NamedTuple):
    """A decision of the window: its own settings, and those, the kind and the id of what it undoes."""

    pk: int
    settings: list
    undone_settings: list | None
    undone_kind: str | None
    undone: int | None


def _sum_up(decisions: Sequence[_Alone]) -> tuple[BattleChange, int]:
    ids = [decision.pk for decision in decisions]
    sources = [f"{SOURCE_PREFIX}{pk}" for pk in ids]
    lifts = ExclusionLift.objects.filter(case__in=sources).exclude(exclusion__case__in=sources)
    block_lifts = VoterBlockLift.objects.filter(case__in=sources).exclude(block__case__in=sources)
    standing = Decision.objects.filter(pk__in=ids, kind=Decision.Kind.CORRECT).standing()
    undone = {d.undone for d in decisions if d.undone_kind == Decision.Kind.CORRECT} - set(ids)
    covered = Decision.battles.through.objects
    found = tagged_rows(
        {
            "excluded": (Exclusion.objects.standing().filter(case__in=sources), "battle_id", "battle__vote"),
            "blocks": (VoterBlock.objects.standing().filter(case__in=sources), "id", "voter_id"),
            "lifted": (lifts, "exclusion_id", "exclusion__battle_id"),
            "lifted_blocks": (block_lifts, "block_id", "block_id"),
            "corrected": (
                covered.filter(decision__in=standing.order_by().values("pk")),
                "decision_id",
                "battle_id",
            ),
            "uncorrected": (covered.filter(decision__in=undone), "decision_id", "battle_id"),
        }
    )
    blocks = _votes_in_blocks(found["blocks"])
    excluded = {battle for battle, _ in found["excluded"]} | blocks
    lifted = {battle for _, battle in found["lifted"]} | _votes_in_blocks(found["lifted_blocks"])
    lifted |= {battle for _, battle in found["corrected"]}
    uncorrected = {battle for _, battle in found["uncorrected"]}
    # None of `excluded` counts now: a standing exclusion or block of these decisions is on each.
    change = BattleChange(
        stops=counted_among(excluded, without_sources=sources) | uncorrected - counted_among(uncorrected),
        starts=counted_among(lifted),
        settings=_settings_of(decisions),
    )
    return change, len({battle for battle, vote in found["excluded"] if vote is None})


def _votes_in_blocks(rows: Sequence[tuple[int, int]]) -> set[int]:
    return votes_in_blocks(VoterBlock.objects.filter(pk__in=[block for block, _ in rows])) if rows else set()


def _settings_of(decisions: Sequence[_Alone]) -> Settings:
    """The changes of settings by these decisions and by undos among them, in sum."""
    changes: Settings = ()
    for decision in decisions:
        undone = from_json(decision.undone_settings or ())
        changes = combine(changes, (*from_json(decision.settings), *reverse(undone)))
    return changes

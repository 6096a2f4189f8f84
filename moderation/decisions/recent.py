"""What one member of staff has changed alone in the last days, in sum."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from battles.models import Exclusion, ExclusionLift, VoterBlock, VoterBlockLift
from moderation.decisions.board_settings import Settings, combine, from_json, reverse
from moderation.decisions.impact import BattleChange, counted_among, votes_in_blocks
from moderation.models import Decision

WINDOW = dt.timedelta(days=7)


def decisions_alone(actor: AbstractBaseUser | None, *, now: dt.datetime) -> QuerySet[Decision]:
    """The decisions of the window that the actor took without a second person; None: automatic rules."""
    return Decision.objects.filter(
        actor=actor, proposal__isnull=True, decided_at__gt=now - WINDOW, decided_at__lte=now
    )


def change_alone(actor: AbstractBaseUser | None, *, now: dt.datetime) -> BattleChange:
    """The net change of counted votes by the actor's decisions of the window.

    - stops: votes that would count now without these decisions, and do not.
    - starts: votes that count now because these decisions lifted what others had excluded.
    - A decision that the actor took and undid in the window cancels out.
    - Corrections of detections and their undo count by the votes that they cover.
    - Settings: the old value of the first change and the new one of the last.
    """
    sources = [decision.source_id for decision in decisions_alone(actor, now=now)]
    if not sources:
        return BattleChange()
    excluded = set(Exclusion.objects.standing().filter(case__in=sources).values_list("battle_id", flat=True))
    excluded |= votes_in_blocks(VoterBlock.objects.standing().filter(case__in=sources))
    lifts = ExclusionLift.objects.filter(case__in=sources).exclude(exclusion__case__in=sources)
    lifted = set(lifts.values_list("exclusion__battle_id", flat=True))
    block_lifts = VoterBlockLift.objects.filter(case__in=sources).exclude(block__case__in=sources)
    lifted |= votes_in_blocks(VoterBlock.objects.filter(pk__in=block_lifts.values("block")))
    decisions = decisions_alone(actor, now=now)
    lifted |= _battles_of(decisions.standing().filter(kind=Decision.Kind.CORRECT))
    uncorrected = _battles_of(
        Decision.objects.filter(kind=Decision.Kind.CORRECT, undone_by__in=decisions).exclude(pk__in=decisions)
    )
    # None of `excluded` counts now: a standing exclusion or block of these decisions is on each.
    return BattleChange(
        stops=counted_among(excluded, without_sources=sources) | uncorrected - counted_among(uncorrected),
        starts=counted_among(lifted),
        settings=_settings_of(decisions),
    )


def count_open_alone(actor: AbstractBaseUser | None, *, now: dt.datetime) -> int:
    """Battles without a vote that the actor's decisions of the window exclude: a vote that comes is lost.

    These are unveiled battles and open ones that were set aside.
    """
    sources = [decision.source_id for decision in decisions_alone(actor, now=now)]
    standing = Exclusion.objects.standing().filter(case__in=sources, battle__vote__isnull=True)
    return standing.values("battle").distinct().count()


def _settings_of(decisions: QuerySet[Decision]) -> Settings:
    """The changes of settings by these decisions and by undos among them, in sum."""
    changes: Settings = ()
    for decision in decisions.select_related("undoes").order_by("pk"):
        undone = from_json(decision.undoes.settings) if decision.undoes else ()
        changes = combine(changes, (*from_json(decision.settings), *reverse(undone)))
    return changes


def _battles_of(decisions: QuerySet[Decision]) -> set[int]:
    covered = Decision.battles.through.objects.filter(decision__in=decisions.order_by().values("pk"))
    return set(covered.values_list("battle_id", flat=True))

"""What one member of staff has changed alone in the last days, in sum."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from battles.counting import recorded_between
from battles.models import Exclusion, ExclusionLift, Vote, VoterBlock, VoterBlockLift
from moderation.decisions.impact import BattleChange, counted_among
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
    """
    sources = [decision.source_id for decision in decisions_alone(actor, now=now)]
    if not sources:
        return BattleChange()
    excluded = set(Exclusion.objects.standing().filter(case__in=sources).values_list("battle_id", flat=True))
    excluded |= _votes_in(VoterBlock.objects.standing().filter(case__in=sources))
    lifts = ExclusionLift.objects.filter(case__in=sources).exclude(exclusion__case__in=sources)
    lifted = set(lifts.values_list("exclusion__battle_id", flat=True))
    block_lifts = VoterBlockLift.objects.filter(case__in=sources).exclude(block__case__in=sources)
    lifted |= _votes_in(VoterBlock.objects.filter(pk__in=block_lifts.values("block")))
    return BattleChange(
        stops=counted_among(excluded, without_sources=sources) - counted_among(excluded),
        starts=counted_among(lifted),
    )


def _votes_in(blocks: QuerySet[VoterBlock]) -> set[int]:
    vote_ids: set[int] = set()
    for block in blocks:
        votes = Vote.objects.filter(
            recorded_between(block.starts_at, block.ends_at), battle__voter=block.voter_id
        )
        vote_ids.update(votes.values_list("pk", flat=True))
    return vote_ids

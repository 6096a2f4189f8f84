"""Decisions that block voters for a time."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from battles.counting import block_voter, recorded_between
from battles.models import Vote, Voter, VoterBlock
from moderation.decisions.execution import NothingToDecide, Refused, TooMany, cover_battles
from moderation.decisions.resolutions import resolve
from moderation.models import Decision, Finding, Proposal
from moderation.policies import Policy

MAX_VOTERS = 500


class EmptyBlock(Refused):
    """A block that ends before it starts."""

    words = _("The block would end before it starts.")


def blocks_in_force(now: dt.datetime) -> QuerySet[VoterBlock]:
    """Blocks that are not lifted and cover this time."""
    return VoterBlock.objects.standing().filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now
    )


def get_active_blocks(voters: QuerySet[Voter], *, now: dt.datetime) -> QuerySet[Decision]:
    """The standing decisions whose blocks of these voters are in force at `now`."""
    sources = (
        blocks_in_force(now).filter(voter__in=voters.order_by().values("pk")).values_list("case", flat=True)
    )
    return Decision.objects.of_sources(sources).standing()


@transaction.atomic
def block_voters(
    voters: QuerySet[Voter],
    *,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None = None,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.OTHER,
    proposal: Proposal | None = None,
) -> list[Decision]:
    """Block voters: one decision per voter, so that each can be undone separately.

    - Votes recorded from starts_at until ends_at do not count. starts_at None: from the first vote;
      ends_at None: no end.
    - Earlier and later votes are not affected.
    - A voter with another block is blocked again: undoing the other decision does not lift this block.
    - The decision names the battles that it covers now; votes recorded later in its time are covered too.
    - The decision resolves open findings about the voter.
    - Raises EmptyBlock if it ends before it starts, NothingToDecide without a voter, TooMany for more than
      MAX_VOTERS.
    """
    rows = list(voters.order_by("pk")[: MAX_VOTERS + 1])
    if not rows:
        raise NothingToDecide
    if len(rows) > MAX_VOTERS:
        raise TooMany
    words = {"public_reason": public_reason, "private_note": private_note, "policy": policy}
    words |= {"actor": actor, "proposal": proposal}
    return [
        _block(voter, voter.created_at if starts_at is None else starts_at, ends_at, words) for voter in rows
    ]


def _block(voter: Voter, starts_at: dt.datetime, ends_at: dt.datetime | None, words: dict) -> Decision:
    if ends_at is not None and ends_at <= starts_at:
        raise EmptyBlock
    decision = Decision.objects.create(kind=Decision.Kind.BLOCK, voter=voter, **words)
    block_voter(voter, starts_at=starts_at, ends_at=ends_at, source_id=decision.source_id)
    resolve(decision, Finding.objects.open().filter(voter=voter))
    votes = Vote.objects.filter(recorded_between(starts_at, ends_at), battle__voter=voter)
    cover_battles(decision, list(votes.order_by("pk").values_list("pk", flat=True)))
    return decision

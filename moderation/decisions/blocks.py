"""Blocking voters for a time, and ending that: decisions as in moderation.decisions, about a voter."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from battles.counting import block_voter
from battles.models import Voter, VoterBlock
from moderation.decisions.execution import NothingToDecide, Refused, TooMany, resolve, undo_all
from moderation.models import Decision, Finding, Proposal
from moderation.policies import Policy

MAX_VOTERS = 500


class EmptyBlock(Refused):
    """A block that ends before it begins."""

    words = _("The block would end before it begins.")


def blocks_in_force(now: dt.datetime) -> QuerySet[VoterBlock]:
    """Blocks that no lift has ended and whose time runs at this moment."""
    return VoterBlock.objects.standing().filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now
    )


def get_active_blocks(voters: QuerySet[Voter], *, now: dt.datetime) -> QuerySet[Decision]:
    """The standing decisions whose blocks of these voters are in force now."""
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
    """Stop counting the votes of voters for a time; one decision for each voter, so each has its own undo.

    - Votes recorded from starts_at until ends_at do not count. starts_at None: from the first vote on;
      ends_at None: without end.
    - Votes recorded before or after count as they did.
    - A voter blocked by another decision is blocked again: undoing the other does not free the votes.
    - Open findings about the voter are resolved by the decision.
    - A block must have a length: EmptyBlock. No voter: NothingToDecide; over MOST_VOTERS: TooMany.
    """
    found = list(voters.order_by("pk")[: MAX_VOTERS + 1])
    if not found:
        raise NothingToDecide
    if len(found) > MAX_VOTERS:
        raise TooMany
    words = {"public_reason": public_reason, "private_note": private_note, "policy": policy}
    words |= {"actor": actor, "proposal": proposal}
    return [
        _block(voter, voter.created_at if starts_at is None else starts_at, ends_at, words) for voter in found
    ]


def _block(voter: Voter, starts_at: dt.datetime, ends_at: dt.datetime | None, words: dict) -> Decision:
    if ends_at is not None and ends_at <= starts_at:
        raise EmptyBlock
    decision = Decision.objects.create(kind=Decision.Kind.BLOCK, voter=voter, **words)
    resolve(decision, Finding.objects.open().filter(voter=voter))
    block_voter(voter, starts_at=starts_at, ends_at=ends_at, source_id=decision.source_id)
    return decision


@transaction.atomic
def unblock_voters(
    voters: QuerySet[Voter],
    *,
    now: dt.datetime,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.SERVED,
) -> list[Decision]:
    """Undo every block of these voters that is in force now; returns the undoing decisions.

    - The votes recorded under such a block count again, unless something else stands against them.
    - A block whose time is over is left as it is: its own decision can be undone.
    - If none is in force: NothingToDecide.
    """
    blocks = get_active_blocks(voters, now=now)
    words = {"public_reason": public_reason, "private_note": private_note, "policy": policy}
    return undo_all(blocks, actor=actor, **words)

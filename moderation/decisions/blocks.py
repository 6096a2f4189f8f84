"""Decisions that block voters for a time."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Q, QuerySet

from battles import counting
from battles.counting import NewBlock, recorded_between
from battles.database import joined_transaction
from battles.models import Vote, Voter, VoterBlock
from moderation.decisions.covered_rows import link_battles
from moderation.decisions.refusals import EmptyBlock, NothingToDecide, TooMany
from moderation.decisions.resolutions import exclude_own_questions, link_findings
from moderation.models import Decision, Finding, Proposal
from moderation.policies import Policy

MAX_VOTERS = 500


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


@joined_transaction()
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
    spans = [(row.pk, row.created_at if starts_at is None else starts_at, ends_at) for row in rows]
    if any(end is not None and end <= start for _, start, end in spans):
        raise EmptyBlock
    words = {"public_reason": public_reason, "private_note": private_note, "policy": policy}
    decisions = Decision.objects.store_new(
        Decision(kind=Decision.Kind.BLOCK, voter=voter, actor=actor, proposal=proposal, **words)
        for voter in rows
    )
    sources = [decision.source_id for decision in decisions]
    counting.block_voters([NewBlock(*span, source) for span, source in zip(spans, sources, strict=True)])
    by_voter = {row.pk: decision.pk for row, decision in zip(rows, decisions, strict=True)}
    _resolve(by_voter, actor)
    _cover(by_voter, starts_at, ends_at)
    return decisions


def _resolve(by_voter: Mapping[int, int], actor: AbstractBaseUser | None) -> None:
    """Resolve the open findings about these voters, each by the decision about its voter."""
    findings = exclude_own_questions(actor, Finding.objects.open().filter(voter__in=list(by_voter)))
    rows = findings.order_by("pk").values_list("pk", "voter_id")
    link_findings([(by_voter[voter], finding) for finding, voter in rows])


def _cover(by_voter: Mapping[int, int], starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> None:
    """Record which battles each block covers."""
    start = F("battle__voter__created_at") if starts_at is None else starts_at
    votes = Vote.objects.filter(recorded_between(start, ends_at), battle__voter__in=list(by_voter))
    rows = votes.order_by("battle__voter", "pk").values_list("battle__voter", "pk")
    link_battles((by_voter[voter], battle) for voter, battle in rows)

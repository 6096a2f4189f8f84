"""Drafts: decisions before they are taken, with what they cover, their texts and their effect."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, QuerySet

from battles.models import Battle, Exclusion, Voter
from moderation.decisions import blocks, impact
from moderation.decisions import execution as decisions
from moderation.decisions.impact import BattleChange
from moderation.models import Decision, Proposal
from moderation.policies import POLICY_OF_REASON, Policy

Kind = Decision.Kind


@dataclass(frozen=True, kw_only=True)
class DecisionDraft:
    """A decision before it is taken. The ids are fixed: later matches of a filter are not covered.

    battles: to set aside or restore. voters: to block. decisions: to undo, or to restore from.
    """

    kind: Kind
    policy: Policy
    public_reason: str = ""
    private_note: str = ""
    reason: Exclusion.Reason | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    battles: tuple[int, ...] = ()
    voters: tuple[int, ...] = ()
    decisions: tuple[int, ...] = ()

    def change(self) -> BattleChange:
        """The votes that would stop and start counting if it were executed now."""
        named = Decision.objects.filter(pk__in=self.decisions)
        if self.kind == Kind.SET_ASIDE:
            return impact.of_set_aside(self.battles)
        if self.kind == Kind.RESTORE:
            return impact.of_restore(self.battles, decisions=named)
        if self.kind == Kind.BLOCK:
            return impact.of_block(self.voters, starts_at=self.starts_at, ends_at=self.ends_at)
        return impact.of_undo(named)

    def covered(self) -> int:
        """How many battles or voters it covers, whether their votes count or not."""
        if self.kind == Kind.UNDO:
            excluded = Exclusion.objects.standing().filter(case__in=self.source_ids())
            return excluded.aggregate(number=Count("battle", distinct=True))["number"]
        return max(len(self.battles), len(self.voters))

    def source_ids(self) -> list[str]:
        """The source ids of the decisions named."""
        return [decision.source_id for decision in Decision.objects.filter(pk__in=self.decisions)]

    @transaction.atomic
    def execute(self, *, actor: AbstractBaseUser | None, proposal: Proposal | None = None) -> list[Decision]:
        """Take the decision. Raises execution.Refused if it is not allowed or would change nothing."""
        words = {"public_reason": self.public_reason, "private_note": self.private_note}
        words |= {"actor": actor, "proposal": proposal}
        named = Decision.objects.filter(pk__in=self.decisions)
        if self.kind == Kind.SET_ASIDE:
            return [decisions.set_aside(self.battles, reason=self.reason, **words)]
        words["policy"] = self.policy
        if self.kind == Kind.RESTORE:
            return [decisions.restore(self.battles, decisions=named, **words)]
        if self.kind == Kind.BLOCK:
            times = {"starts_at": self.starts_at, "ends_at": self.ends_at}
            return blocks.block_voters(Voter.objects.filter(pk__in=self.voters), **times, **words)
        # Decisions that were undone between proposal and confirmation are skipped.
        return decisions.undo_all(named.standing() if proposal else named, **words)


def set_aside(battles: QuerySet[Battle], *, reason: Exclusion.Reason, **words: str) -> DecisionDraft:
    """Draft: set these battles aside. Raises execution.Refused."""
    if reason == Exclusion.Reason.OTHER and not words["public_reason"].strip():
        raise decisions.ReasonNeedsWords
    return DecisionDraft(
        kind=Kind.SET_ASIDE,
        reason=reason,
        policy=POLICY_OF_REASON[reason],
        battles=_frozen(battles, decisions.MAX_BATTLES),
        **words,
    )


def restore(
    battles: QuerySet[Battle], *, holders: Iterable[int], policy: Policy, **words: str
) -> DecisionDraft:
    """Draft: restore these battles from the decisions with these ids. Raises execution.Refused."""
    return DecisionDraft(
        kind=Kind.RESTORE,
        policy=policy,
        battles=_frozen(battles, decisions.MAX_BATTLES),
        decisions=tuple(holders),
        **words,
    )


def block(
    voters: QuerySet[Voter],
    *,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    policy: Policy,
    **words: str,
) -> DecisionDraft:
    """Draft: block these voters. Raises execution.Refused."""
    return DecisionDraft(
        kind=Kind.BLOCK,
        policy=policy,
        voters=_frozen(voters, blocks.MAX_VOTERS),
        starts_at=starts_at,
        ends_at=ends_at,
        **words,
    )


def unblock(voters: QuerySet[Voter], *, now: dt.datetime, policy: Policy, **words: str) -> DecisionDraft:
    """Draft: undo every block of these voters that is in force now. Raises execution.Refused."""
    return undo(blocks.get_active_blocks(voters, now=now), policy=policy, **words)


def undo(selection: QuerySet[Decision], *, policy: Policy, **words: str) -> DecisionDraft:
    """Draft: undo these decisions. Raises execution.Refused."""
    return DecisionDraft(
        kind=Kind.UNDO, policy=policy, decisions=_frozen(selection, decisions.MAX_UNDONE), **words
    )


def _frozen(rows: QuerySet, most: int) -> tuple[int, ...]:
    """The ids of the rows. Raises NothingToDecide for none, TooMany for more than `most`."""
    ids = tuple(decisions.get_ids(rows, most=most))
    if not ids:
        raise decisions.NothingToDecide
    return ids

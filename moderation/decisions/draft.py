"""A decision that has not been taken: of what kind, on exactly what, in which words; and what it would do."""

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
    """What staff would decide. The ids are frozen: what joins a filter later is not covered.

    battles: those to set aside or to restore. voters: those to block. decisions: those to undo, or to
    restore from.
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
        """Which votes would stop and start counting if it were carried out now."""
        named = Decision.objects.filter(pk__in=self.decisions)
        if self.kind == Kind.SET_ASIDE:
            return impact.of_set_aside(self.battles)
        if self.kind == Kind.RESTORE:
            return impact.of_restore(self.battles, decisions=named)
        if self.kind == Kind.BLOCK:
            return impact.of_block(self.voters, starts_at=self.starts_at, ends_at=self.ends_at)
        return impact.of_undo(named)

    def covered(self) -> int:
        """How many battles or voters it is about, whether their votes count or not."""
        if self.kind == Kind.UNDO:
            held = Exclusion.objects.standing().filter(case__in=self.source_ids())
            return held.aggregate(number=Count("battle", distinct=True))["number"]
        return max(len(self.battles), len(self.voters))

    def source_ids(self) -> list[str]:
        """The source ids of the decisions named."""
        return [decision.source_id for decision in Decision.objects.filter(pk__in=self.decisions)]

    @transaction.atomic
    def execute(self, *, actor: AbstractBaseUser | None, proposal: Proposal | None = None) -> list[Decision]:
        """Take it. Raises decisions.Refused where it cannot be taken or would do nothing."""
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
        # What somebody undid between proposal and confirmation is passed over.
        return decisions.undo_all(named.standing() if proposal else named, **words)


def set_aside(battles: QuerySet[Battle], *, reason: Exclusion.Reason, **words: str) -> DecisionDraft:
    """Setting these battles aside. Raises decisions.Refused."""
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
    """Giving these battles back from the decisions with these ids. Raises decisions.Refused."""
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
    """Blocking these voters. Raises decisions.Refused."""
    return DecisionDraft(
        kind=Kind.BLOCK,
        policy=policy,
        voters=_frozen(voters, blocks.MAX_VOTERS),
        starts_at=starts_at,
        ends_at=ends_at,
        **words,
    )


def unblock(voters: QuerySet[Voter], *, now: dt.datetime, policy: Policy, **words: str) -> DecisionDraft:
    """Undoing every block of these voters that is in force now. Raises decisions.Refused."""
    return undo(blocks.get_active_blocks(voters, now=now), policy=policy, **words)


def undo(chosen: QuerySet[Decision], *, policy: Policy, **words: str) -> DecisionDraft:
    """Undoing these decisions. Raises decisions.Refused."""
    return DecisionDraft(
        kind=Kind.UNDO, policy=policy, decisions=_frozen(chosen, decisions.MAX_UNDONE), **words
    )


def _frozen(rows: QuerySet, most: int) -> tuple[int, ...]:
    """The ids of the rows. Raises NothingToDecide for none, TooMany for more than `most`."""
    ids = tuple(decisions.get_ids(rows, most=most))
    if not ids:
        raise decisions.NothingToDecide
    return ids

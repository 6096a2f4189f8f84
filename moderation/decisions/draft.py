"""Drafts: decisions before they are taken, with what they cover, their texts and their effect."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from battles.database import joined_transaction
from battles.models import Exclusion
from moderation.decisions.board_settings import Settings
from moderation.decisions.execution import get_ids
from moderation.decisions.impact import BattleChange
from moderation.decisions.refusals import NothingToDecide
from moderation.decisions.registry import KINDS, DecisionKind
from moderation.models import Decision, Proposal
from moderation.policies import Policy


@dataclass(frozen=True, kw_only=True)
class DecisionDraft:
    """A decision before it is taken. The ids are fixed: later matches of a filter are not covered.

    battles: to set aside, restore, correct or unveil. voters: to block. decisions: to undo, or to restore
    from. findings: to dismiss. campaigns, findings: to ask about. starts_at, ends_at: of a block. settings:
    to change, of one arena and its contenders. rule: that decides alone.
    """

    kind: str
    policy: Policy
    public_reason: str = ""
    private_note: str = ""
    reason: Exclusion.Reason | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    battles: tuple[int, ...] = ()
    voters: tuple[int, ...] = ()
    decisions: tuple[int, ...] = ()
    findings: tuple[int, ...] = ()
    campaigns: tuple[int, ...] = ()
    settings: Settings = ()
    arena: int | None = None
    rule: str = ""

    @property
    def kind_of_decision(self) -> DecisionKind:
        """Its kind in the registry."""
        return KINDS[self.kind]

    def change(self) -> BattleChange:
        """The votes that would stop and start counting if it were executed now."""
        return self.kind_of_decision.effect(self)

    def covered(self) -> int:
        """How many battles or voters it covers, whether their votes count or not."""
        return self.kind_of_decision.count_covered(self)

    def named_decisions(self) -> QuerySet[Decision]:
        """The decisions to undo, or to restore from."""
        return Decision.objects.filter(pk__in=self.decisions)

    def read_decisions(self) -> list[Decision]:
        """The decisions to undo, with their undo; read once, so they may be older than a lock."""
        return self._decisions

    @cached_property
    def _decisions(self) -> list[Decision]:
        return list(self.named_decisions().select_related("undone_by"))

    @joined_transaction()
    def execute(self, *, actor: AbstractBaseUser | None, proposal: Proposal | None = None) -> list[Decision]:
        """Take the decision. Raises Refused if it is not allowed or would change nothing."""
        return self.kind_of_decision.execute(self, actor=actor, proposal=proposal)


def fix_ids(rows: QuerySet, most: int) -> tuple[int, ...]:
    """The ids of the rows. Raises NothingToDecide for none, TooMany for more than `most`."""
    ids = tuple(get_ids(rows, most=most))
    if not ids:
        raise NothingToDecide
    return ids

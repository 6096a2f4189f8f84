"""Decisions before they are taken: drafts, and the registry of kinds.

One class per kind, found by Decision.Kind, knows what a draft of it covers, changes and does.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.functional import Promise

from battles.counting import lift_exclusions, unblock_voter
from battles.database import joined_transaction
from battles.models import Exclusion, VoterBlock
from moderation.decisions.board_settings import Settings
from moderation.decisions.impact import BattleChange, counted_among, votes_in_blocks
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
    def kind_of_decision(self) -> "DecisionKind":
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


class DecisionKind:
    """What the site must know of one kind of decision.

    permission: required to take it, to propose it, and to confirm a proposal of it.
    policies: those that it may name; the first is the default.
    form: asks for everything that `draft` takes besides the rows.
    title, explanation, button: of its confirmation page.
    effect_depends_on_form: whether the page offers to preview other values of the form.
    may_need_second_person: whether a high impact turns it into a proposal.
    can_be_undone: whether an undo may name it.
    blocks_voters: whether its decisions make blocks.
    """

    kind: ClassVar[str]
    permission: ClassVar[str]
    policies: ClassVar[Sequence[Policy]]
    form: ClassVar[type[forms.Form]]
    title: ClassVar[str | Promise]
    explanation: ClassVar[str | Promise]
    button: ClassVar[str | Promise]
    effect_depends_on_form: ClassVar[bool] = False
    may_need_second_person: ClassVar[bool] = True
    can_be_undone: ClassVar[bool] = True
    blocks_voters: ClassVar[bool] = False

    def draft(self, rows: QuerySet, **values: Any) -> DecisionDraft:
        """A draft about these rows with the values of the form. Raises Refused."""
        return DecisionDraft(kind=self.kind, **({"policy": self.policies[0]} | self.cover(rows) | values))

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        """What a draft about these rows covers, by the draft's names. Raises Refused."""
        raise NotImplementedError

    def effect(self, draft: DecisionDraft) -> BattleChange:
        """The votes that would stop and start counting if the draft were executed now."""
        return BattleChange()

    def announced(self, rows: QuerySet) -> QuerySet:
        """What the confirmation page announces; if it changes meanwhile, the page asks again."""
        return rows

    def count_covered(self, draft: DecisionDraft) -> int:
        """How many battles or voters the draft covers, whether their votes count or not."""
        return max(len(draft.battles), len(draft.voters))

    def check_before(self, draft: DecisionDraft) -> None:
        """Checks that take long, before any transaction: a trial call to a model. Raises Refused."""

    def execute(
        self, draft: DecisionDraft, *, actor: AbstractBaseUser | None, proposal: Proposal | None
    ) -> list[Decision]:
        """Take the decision inside the caller's transaction. Raises Refused."""
        raise NotImplementedError

    def lift(self, decision: Decision, *, by: Decision) -> None:
        """Undo the effect of one decision of this kind, inside the caller's transaction.

        The caller has locked the decision, and the battles and voters that it excludes, corrects and blocks.
        """
        lift_exclusions(decision.source_id, by=by.source_id, are_locked=True)
        if self.blocks_voters:
            unblock_voter(decision.source_id, by=by.source_id, are_locked=True)

    def check_before_lift(self, decision: Decision) -> None:
        """As `check_before`, for the undo of a decision of this kind. Raises Refused."""

    def effect_of_lift(self, decisions: Sequence[Decision]) -> BattleChange:
        """The votes that would stop and start counting if these decisions of this kind were undone now."""
        sources = [decision.source_id for decision in decisions]
        standing = Exclusion.objects.standing().filter(case__in=sources)
        battle_ids = set(standing.values_list("battle_id", flat=True))
        if any(KINDS[decision.kind].blocks_voters for decision in decisions):
            battle_ids |= votes_in_blocks(VoterBlock.objects.standing().filter(case__in=sources))
        return BattleChange(starts=counted_among(battle_ids, without_sources=sources))

    def describe(self, decisions: Sequence[Decision]) -> str:
        """The message to the member of staff who took these decisions."""
        raise NotImplementedError

    def preview(self, rows: QuerySet, **values: Any) -> BattleChange:
        """The effect with these values, whether or not their texts are complete. Raises Refused."""
        return self.effect(
            self.draft(rows, **(values | {"public_reason": values.get("public_reason") or "–"}))
        )


KINDS: dict[str, DecisionKind] = {}
"""Every kind by its Decision.Kind. The modules in moderation.decisions.kinds fill it."""


def register(kind: type[DecisionKind]) -> type[DecisionKind]:
    """Class decorator that adds a kind to the registry."""
    KINDS[kind.kind] = kind()
    return kind

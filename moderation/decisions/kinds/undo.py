"""Undo decisions: lift exactly the exclusions and blocks that they made."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Exclusion
from moderation.decisions import execution
from moderation.decisions.covered_rows import fix_ids
from moderation.decisions.forms import RuleForm
from moderation.decisions.impact import BattleChange
from moderation.decisions.registry import KINDS, DecisionDraft, DecisionKind, register
from moderation.models import Decision
from moderation.policies import UNDO_POLICIES

OWN_EFFECT = (Decision.Kind.CORRECT, Decision.Kind.CHANGE_SETTINGS)
"""Kinds whose undo lifts no exclusion."""


@register
class Undo(DecisionKind):
    kind = Decision.Kind.UNDO
    permission = "moderation.undo_decision"
    policies = UNDO_POLICIES
    form = RuleForm
    title = _("Undo decisions")
    explanation = _(
        "Only the exclusions and blocks of these decisions are lifted. A battle that another decision "
        "excludes stays excluded. The undo is a decision too and cannot be undone."
    )
    button = _("Undo")
    can_be_undone = False

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        return {"decisions": fix_ids(rows, execution.MAX_UNDONE)}

    def effect(self, draft: DecisionDraft) -> BattleChange:
        by_kind: dict[str, list[Decision]] = {}
        for decision in draft.read_decisions():
            by_kind.setdefault(decision.kind, []).append(decision)
        # Decisions with exclusions are lifted together: an exclusion of one may hide that of another.
        own = {name: by_kind.pop(name) for name in OWN_EFFECT if name in by_kind}
        change = self.effect_of_lift([decision for decisions in by_kind.values() for decision in decisions])
        for name, decisions in own.items():
            change += KINDS[name].effect_of_lift(decisions)
        return change

    def check_before(self, draft: DecisionDraft) -> None:
        for decision in draft.read_decisions():
            if not decision.is_undone:
                KINDS[decision.kind].check_before_lift(decision)

    def count_covered(self, draft: DecisionDraft) -> int:
        decisions = draft.read_decisions()
        excluded = Exclusion.objects.standing().filter(case__in=[each.source_id for each in decisions])
        number = excluded.aggregate(number=Count("battle", distinct=True))["number"]
        is_correction = {each.kind == Decision.Kind.CORRECT for each in decisions if not each.is_undone}
        if True not in is_correction:
            return number
        corrections = draft.named_decisions().standing().filter(kind=Decision.Kind.CORRECT)
        return number + corrections.aggregate(number=Count("battles"))["number"]

    def execute(self, draft, *, actor, proposal):
        # Decisions that were undone between proposal and confirmation are skipped.
        return execution.undo_all(
            draft.named_decisions().standing() if proposal else draft.decisions,
            actor=actor,
            public_reason=draft.public_reason,
            private_note=draft.private_note,
            policy=draft.policy,
            proposal=proposal,
        )

    def describe(self, decisions: Sequence[Decision]) -> str:
        words = ngettext("%(number)s decision undone.", "%(number)s decisions undone.", len(decisions))
        return words % {"number": grouped(len(decisions))}

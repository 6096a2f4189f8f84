"""Restore some battles of earlier decisions; the other battles of those decisions stay excluded."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Exclusion
from moderation.decisions import execution
from moderation.decisions.covered_rows import fix_ids
from moderation.decisions.forms import RestoreForm
from moderation.decisions.impact import BattleChange, counted_among
from moderation.decisions.registry import DecisionDraft, DecisionKind, register
from moderation.models import Decision
from moderation.policies import UNDO_POLICIES


@register
class Restore(DecisionKind):
    kind = Decision.Kind.RESTORE
    permission = "moderation.restore_battles"
    policies = UNDO_POLICIES
    form = RestoreForm
    title = _("Restore battles")
    explanation = _("The selected decisions stop excluding these battles; their other battles stay excluded.")
    button = _("Restore")
    effect_depends_on_form = True
    can_be_undone = False

    def draft(self, rows: QuerySet, *, decisions: Iterable[int | str], **values: Any) -> DecisionDraft:
        return super().draft(rows, decisions=tuple(int(pk) for pk in decisions), **values)

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        return {"battles": fix_ids(rows, execution.MAX_BATTLES)}

    def effect(self, draft: DecisionDraft) -> BattleChange:
        sources = [decision.source_id for decision in draft.named_decisions()]
        standing = Exclusion.objects.standing().filter(case__in=sources)
        excluded = set(standing.values_list("battle_id", flat=True))
        battles = excluded.intersection(draft.battles)
        return BattleChange(starts=counted_among(battles, without_sources=sources))

    def execute(self, draft, *, actor, proposal):
        decision = execution.restore(
            draft.battles,
            decisions=draft.named_decisions(),
            actor=actor,
            public_reason=draft.public_reason,
            private_note=draft.private_note,
            policy=draft.policy,
            proposal=proposal,
        )
        return [decision]

    def describe(self, decisions: Sequence[Decision]) -> str:
        number = decisions[0].count_battles()
        words = ngettext(
            "%(number)s battle restored by decision %(decision)s.",
            "%(number)s battles restored by decision %(decision)s.",
            number,
        )
        return words % {"number": grouped(number), "decision": decisions[0].pk}

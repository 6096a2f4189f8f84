"""Set battles aside: their votes do not count."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Exclusion
from moderation.decisions import execution
from moderation.decisions.covered_rows import fix_ids
from moderation.decisions.forms import SetAsideForm
from moderation.decisions.impact import BattleChange, counted_among
from moderation.decisions.refusals import ReasonNeedsWords
from moderation.decisions.registry import DecisionDraft, DecisionKind, register
from moderation.models import Decision
from moderation.policies import POLICY_OF_REASON, Policy


@register
class SetAside(DecisionKind):
    """The reason determines the policy."""

    kind = Decision.Kind.SET_ASIDE
    permission = "moderation.set_aside_battles"
    policies = tuple(POLICY_OF_REASON.values())
    form = SetAsideForm
    title = _("Set battles aside")
    explanation = _("Their votes will not count from the next rebuild on. It can be undone.")
    button = _("Set aside")

    def draft(
        self, rows: QuerySet, *, reason: Exclusion.Reason | str | None = None, **words: str
    ) -> DecisionDraft:
        if reason == Exclusion.Reason.OTHER and not words["public_reason"].strip():
            raise ReasonNeedsWords
        return DecisionDraft(
            kind=self.kind,
            reason=Exclusion.Reason(int(reason)) if reason else None,
            policy=POLICY_OF_REASON[Exclusion.Reason(int(reason))] if reason else Policy.OTHER,
            battles=fix_ids(rows, execution.MAX_BATTLES),
            public_reason=words.get("public_reason", ""),
            private_note=words.get("private_note", ""),
        )

    def effect(self, draft: DecisionDraft) -> BattleChange:
        return BattleChange(stops=counted_among(draft.battles))

    def execute(self, draft, *, actor, proposal):
        decision = execution.set_aside(
            draft.battles,
            reason=draft.reason,
            actor=actor,
            public_reason=draft.public_reason,
            private_note=draft.private_note,
            proposal=proposal,
            rule=draft.rule,
        )
        return [decision]

    def describe(self, decisions: Sequence[Decision]) -> str:
        number = decisions[0].count_battles()
        words = ngettext(
            "%(number)s battle set aside by decision %(decision)s.",
            "%(number)s battles set aside by decision %(decision)s.",
            number,
        )
        return words % {"number": grouped(number), "decision": decisions[0].pk}

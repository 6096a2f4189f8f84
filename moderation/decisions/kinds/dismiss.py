"""Dismiss findings: resolve them without a measure."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from moderation.decisions import execution
from moderation.decisions.covered_rows import fix_ids
from moderation.decisions.forms import DismissForm
from moderation.decisions.registry import DecisionKind, register
from moderation.models import Decision, Finding
from moderation.policies import DISMISS_POLICIES


@register
class Dismiss(DecisionKind):
    kind = Decision.Kind.DISMISS
    permission = "moderation.dismiss_findings"
    policies = DISMISS_POLICIES
    form = DismissForm
    title = _("Dismiss findings")
    explanation = _("They are resolved without a measure. This does not change which votes count.")
    button = _("Dismiss")
    may_need_second_person = False

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        return {"findings": fix_ids(rows, execution.MAX_BATTLES)}

    def execute(self, draft, *, actor, proposal):
        decision = execution.dismiss(
            Finding.objects.filter(pk__in=draft.findings),
            actor=actor,
            public_reason=draft.public_reason,
            private_note=draft.private_note,
            policy=draft.policy,
        )
        return [decision]

    def describe(self, decisions: Sequence[Decision]) -> str:
        number = decisions[0].findings.count()
        words = ngettext(
            "%(number)s finding dismissed by decision %(decision)s.",
            "%(number)s findings dismissed by decision %(decision)s.",
            number,
        )
        return words % {"number": grouped(number), "decision": decisions[0].pk}

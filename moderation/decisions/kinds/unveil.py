"""Unveil an open battle to staff: its models are shown, and its vote will not count."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Exclusion
from moderation.decisions import execution
from moderation.decisions.covered_rows import cover_battles, fix_ids
from moderation.decisions.forms import UnveilForm
from moderation.decisions.refusals import NothingToDecide
from moderation.decisions.registry import DecisionKind, register
from moderation.findings.open_battles import open_battles
from moderation.models import Decision
from moderation.policies import Policy


@register
class Unveil(DecisionKind):
    """It cannot be undone: somebody has seen the models, so the vote must not count."""

    kind = Decision.Kind.UNVEIL
    permission = "moderation.unveil_battle"
    policies = (Policy.UNVEILED,)
    form = UnveilForm
    title = _("Unveil open battles")
    explanation = _(
        "Staff with this permission will see which models answer. The votes of these battles will not count, "
        "and that cannot be undone. The decision is public."
    )
    button = _("Unveil")
    can_be_undone = False

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        return {
            "reason": Exclusion.Reason.UNVEILED,
            "battles": fix_ids(open_battles(rows), execution.MAX_UNVEILED),
        }

    def execute(self, draft, *, actor, proposal):
        if not draft.battles:
            raise NothingToDecide
        decision = execution.create(self.kind, draft, actor=actor, proposal=proposal)
        cover_battles(decision, draft.battles)
        execution.exclude(decision, draft.battles, reason=Exclusion.Reason.UNVEILED)
        return [decision]

    def describe(self, decisions: Sequence[Decision]) -> str:
        number = decisions[0].battles.count()
        words = ngettext(
            "%(number)s battle unveiled by decision %(decision)s.",
            "%(number)s battles unveiled by decision %(decision)s.",
            number,
        )
        return words % {"number": grouped(number), "decision": decisions[0].pk}

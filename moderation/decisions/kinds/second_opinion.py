"""Ask another member of staff about battles, voters, campaigns or findings."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from battles.models import Battle, Voter
from moderation.decisions import second_opinion
from moderation.decisions.covered_rows import fix_ids
from moderation.decisions.forms import OpinionForm
from moderation.decisions.registry import DecisionDraft, DecisionKind, register
from moderation.models import Campaign, Decision, Finding
from moderation.policies import Policy

SUBJECTS: dict[type[Any], str] = {
    Battle: "battles",
    Voter: "voters",
    Campaign: "campaigns",
    Finding: "findings",
}


@register
class SecondOpinion(DecisionKind):
    kind = Decision.Kind.SECOND_OPINION
    permission = "moderation.ask_second_opinion"
    policies = (Policy.SECOND_OPINION,)
    form = OpinionForm
    title = _("Ask for a second opinion")
    explanation = _(
        "The question waits in the queue for another member of staff; you cannot answer it yourself. "
        "It does not change which votes count."
    )
    button = _("Ask")
    may_need_second_person = False

    def draft(self, rows: QuerySet, *, question: str, public_reason: str = "") -> DecisionDraft:
        model = next(each for each in SUBJECTS if issubclass(rows.model, each))
        return DecisionDraft(
            kind=self.kind,
            policy=Policy.SECOND_OPINION,
            private_note=question,
            **{SUBJECTS[model]: fix_ids(rows, second_opinion.MAX_ASKED)},
        )

    def execute(self, draft, *, actor, proposal):
        subjects = {
            name: model.objects.filter(pk__in=getattr(draft, name)) for model, name in SUBJECTS.items()
        }
        return [second_opinion.ask_second_opinion(**subjects, actor=actor, question=draft.private_note)]

    def describe(self, decisions: Sequence[Decision]) -> str:
        return _("The question waits in the queue: %(decision)s.") % {"decision": decisions[0]}

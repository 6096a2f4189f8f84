"""The judgements on the page of a finding: forms that decide in place, filled from the policy.

Each form sends what the confirmation page would send, with the fingerprint of the same rows. If the rows have
changed meanwhile, or the form has an error, the answer is the confirmation page and nothing is decided.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import Battle, Exclusion, Voter
from moderation.admin.confirmation_page import Confirmation, build_fingerprint, measure_impact, preview_change
from moderation.admin.confirmations import build_confirmation
from moderation.admin.review_bar import ReviewBar, Uphold, get_review_bar, suggested_reason
from moderation.decisions.forms import RuleForm, SetAsideForm
from moderation.decisions.impact import BattleChange
from moderation.decisions.kinds import BLOCK, CORRECT, DISMISS, SECOND_OPINION, SET_ASIDE
from moderation.decisions.registry import DecisionKind
from moderation.decisions.signed_change import sign_change
from moderation.models import Finding
from moderation.policies import POLICY_OF_REASON, RULES, Policy

IN_PLACE: dict[tuple[str, str], tuple[type[Any], DecisionKind]] = {
    ("admin:battles_battle_changelist", "set_aside"): (Battle, SET_ASIDE),
    ("admin:battles_battle_changelist", "correct"): (Battle, CORRECT),
    ("admin:battles_voter_changelist", "block"): (Voter, BLOCK),
}
"""Upholding actions that are decided in place, by list and action; others open their confirmation page."""

MAIN_FIELDS = ("reason", "policy", "days", "question")
"""Fields that are always shown; the others are behind "Words and note"."""


@dataclass(frozen=True)
class Judgement:
    """One form of the case: the action it sends to a list, about which rows, and the key that presses it."""

    name: str
    key: str
    label: str | Promise
    list: str
    action: str
    pks: Sequence[int]
    form: Form
    fingerprint: str

    @property
    def main(self) -> list[BoundField]:
        return [field for field in self.form if field.name in MAIN_FIELDS]

    @property
    def more(self) -> list[BoundField]:
        return [field for field in self.form if field.name not in MAIN_FIELDS]

    @property
    def rule_words(self) -> str:
        """JSON: the public words by the value of the rule or reason; empty if the form has neither."""
        if isinstance(self.form, SetAsideForm):
            words = {str(int(reason)): str(RULES[policy]) for reason, policy in POLICY_OF_REASON.items()}
            words[str(int(Exclusion.Reason.OTHER))] = ""
        elif isinstance(self.form, RuleForm):
            words = {policy.value: str(RULES[policy]) for policy in self.form.policies}
            words[Policy.OTHER.value] = ""
        else:
            return ""
        return json.dumps(words, ensure_ascii=False)


@dataclass(frozen=True)
class Case:
    """A finding under review with its judgements and the effect of upholding it."""

    judgements: Sequence[Judgement]
    change: BattleChange | None
    signed_change: str
    impact: dict[str, int | None]


def build_review_context(request: HttpRequest) -> dict[str, object]:
    """The template context of a page on which findings are judged: `review` and `case`, None without one."""
    review = get_review_bar(request)
    return {"review": review, "case": _build_case(review, request.user) if review else None}


def _build_case(review: ReviewBar, user: AbstractBaseUser) -> Case:
    if not review.is_open:
        return Case([], None, "", {})
    judgements, change, impact = [], None, {}
    kind_of_row = IN_PLACE.get((review.uphold.list, review.uphold.action)) if review.uphold else None
    if review.uphold and kind_of_row:
        model, kind = kind_of_row
        rows = model.objects.filter(pk=review.uphold.pk)
        confirmation = build_confirmation(kind, rows, actor=user)
        judgements.append(_uphold(review.finding, review.uphold, kind, rows, confirmation))
        change = preview_change(confirmation, judgements[0].form)
        impact = measure_impact(confirmation, change, actor=user)
    if user.has_perm(DISMISS.permission):
        judgements.append(_about_findings(DISMISS, "dismiss", "d", _("Dismiss"), review.open_findings, user))
    if user.has_perm(SECOND_OPINION.permission):
        label = _("Ask a colleague")
        judgements.append(
            _about_findings(SECOND_OPINION, "second_opinion", "e", label, [review.finding], user)
        )
    return Case(judgements, change, sign_change(change) if change else "", impact)


def _uphold(
    finding: Finding, uphold: Uphold, kind: DecisionKind, rows: QuerySet, confirmation: Confirmation
) -> Judgement:
    reason = suggested_reason(finding) if kind is SET_ASIDE else None
    form = kind.form(auto_id="uphold_%s", initial={"reason": int(reason)} if reason else None)
    return Judgement(
        name="uphold",
        key="u",
        label=str(uphold.label).rstrip("…"),
        list=uphold.list,
        action=uphold.action,
        pks=[uphold.pk],
        form=form,
        fingerprint=build_fingerprint(confirmation, rows),
    )


def _about_findings(
    kind: DecisionKind,
    action: str,
    key: str,
    label: str | Promise,
    findings: Sequence[Finding],
    user: AbstractBaseUser,
) -> Judgement:
    rows = Finding.objects.filter(pk__in=[finding.pk for finding in findings])
    return Judgement(
        name=action,
        key=key,
        label=label,
        list="admin:moderation_finding_changelist",
        action=action,
        pks=[finding.pk for finding in findings],
        form=kind.form(auto_id=f"{action}_%s"),
        fingerprint=build_fingerprint(build_confirmation(kind, rows, actor=user), rows),
    )

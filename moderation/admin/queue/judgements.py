"""The judgements on the page of a finding: forms that decide in place, filled from the policy.

Each form sends what the confirmation page would send, with the fingerprint of the same rows. If the rows have
changed meanwhile, or the form has an error, the answer is the confirmation page and nothing is decided.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.forms import BoundField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import Battle, Exclusion, Voter
from moderation.admin.confirmation_page import fingerprint_of_rows, measure_impact, preview_change
from moderation.admin.confirmations import build_confirmation
from moderation.admin.queue.notes import build_notes
from moderation.admin.queue.review_bar import (
    ReviewBar,
    Uphold,
    get_review_bar,
    get_uphold,
    suggested_reason,
)
from moderation.decisions.forms import RuleForm, SetAsideForm
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
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)

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
    """A finding under review with its judgements, and the address of the effect of upholding it ("": none).

    The effect is a page of its own, because it costs more than the rest of the case.
    """

    judgements: Sequence[Judgement]
    effect_url: str = ""


def build_review_context(request: HttpRequest, subject: str) -> dict[str, object]:
    """The template context of a page on which findings are judged.

    `review` and `case` are None without a finding under review; `notes` are about the page's subject. Under
    review every page is without the sidebar, which leaves too little room.
    """
    review = get_review_bar(request, subject)
    return {
        **({"is_nav_sidebar_enabled": False} if review else {}),
        "review": review,
        "case": _build_case(review, request.user) if review else None,
        "notes": build_notes(request, subject, may_hand_over=review is not None),
    }


def _build_case(review: ReviewBar, user: AbstractBaseUser) -> Case:
    if not review.is_open:
        return Case([])
    judgements, effect_url = [], ""
    upholding = find_upholding(review.finding, review.uphold)
    if upholding is not None:
        judgements.append(upholding)
        effect_url = reverse("admin:moderation_review_effect", args=[review.finding.pk])
    if user.has_perm(DISMISS.permission):
        judgements.append(_about_findings(DISMISS, "dismiss", "d", _("Dismiss"), review.open_findings))
    if user.has_perm(SECOND_OPINION.permission):
        label = _("Ask a colleague")
        judgements.append(_about_findings(SECOND_OPINION, "second_opinion", "e", label, [review.finding]))
    return Case(judgements, effect_url)


def find_upholding(finding: Finding, uphold: Uphold | None) -> Judgement | None:
    """The form that upholds the finding in place; None if that has a confirmation page."""
    kind_of_row = IN_PLACE.get((uphold.list, uphold.action)) if uphold else None
    if uphold is None or kind_of_row is None:
        return None
    model, kind = kind_of_row
    reason = suggested_reason(finding) if kind is SET_ASIDE else None
    return Judgement(
        name="uphold",
        key="u",
        label=str(uphold.label).rstrip("…"),
        list=uphold.list,
        action=uphold.action,
        pks=[uphold.pk],
        form=kind.form(auto_id="uphold_%s", initial={"reason": int(reason)} if reason else None),
        fingerprint=fingerprint_of_rows(kind, model.objects.filter(pk=uphold.pk), [uphold.pk]),
    )


def _about_findings(
    kind: DecisionKind, action: str, key: str, label: str | Promise, findings: Sequence[Finding]
) -> Judgement:
    pks = [finding.pk for finding in findings]
    return Judgement(
        name=action,
        key=key,
        label=label,
        list="admin:moderation_finding_changelist",
        action=action,
        pks=pks,
        form=kind.form(auto_id=f"{action}_%s"),
        fingerprint=fingerprint_of_rows(kind, Finding.objects.filter(pk__in=pks), pks),
    )


def effect_view(request: HttpRequest, pk: int, *, site: admin.AdminSite) -> HttpResponse:
    """What upholding a finding would change, as a page or as a piece that htmx puts beside the judgements."""
    finding = get_object_or_404(Finding.objects.select_related("battle__vote"), pk=pk)
    uphold = get_uphold(finding, request.user)
    if not request.user.has_perm("moderation.view_finding") or uphold is None:
        raise PermissionDenied
    judgement = find_upholding(finding, uphold)
    if judgement is None:
        raise Http404
    model, kind = IN_PLACE[uphold.list, uphold.action]
    confirmation = build_confirmation(kind, model.objects.filter(pk=uphold.pk), actor=request.user)
    change = preview_change(confirmation, judgement.form)
    context = {
        "title": _("If it is upheld"),
        "change": change,
        "signed_change": sign_change(change) if change else "",
        "impact": measure_impact(confirmation, change, actor=request.user),
    }
    if request.htmx:
        return TemplateResponse(request, "moderation/admin/_uphold_effect.html", context)
    return TemplateResponse(
        request, "moderation/admin/uphold_effect.html", {**site.each_context(request), **context}
    )

"""The page of a known case: a past finding without its outcome, and the answer that executes nothing."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from battles.models import Battle
from moderation.admin.queue.in_place import leave
from moderation.admin.queue.review_bar import get_reviewed_finding, next_review_url, show_bar
from moderation.evidence.battle import build_dossier
from moderation.findings.calibration import NotAKnownCase, answer_known_case, known_cases
from moderation.models import CalibrationAnswer


def known_case_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Shows the case; a POST stores the answer and opens the next finding."""
    if not all(map(request.user.has_perm, ("moderation.view_finding", "moderation.claim_finding"))):
        raise PermissionDenied
    return _answer(request) if request.method == "POST" else _show(model_admin, request)


def _answer(request: HttpRequest) -> HttpResponse:
    finding = get_reviewed_finding(request)
    verdict = request.POST.get("verdict", "")
    if finding is None or verdict not in CalibrationAnswer.Verdict.values:
        raise Http404
    try:
        answer = answer_known_case(finding.pk, by=request.user, verdict=CalibrationAnswer.Verdict(verdict))
    except NotAKnownCase:
        messages.info(request, _("This was sent before. Nothing was decided a second time."))
    else:
        words = _("A known case, nothing was decided: you %(answer)s, it was %(before)s.")
        values = {"answer": answer.get_verdict_display(), "before": answer.get_expected_display()}
        messages.info(request, words % values)
    return leave(request, next_review_url(request, request.POST.get("queue", ""), with_known_cases=False))


def _show(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    number = request.GET.get("finding", "")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
    finding = known_cases(request.user).filter(pk=pk).select_related("noticed_by", "reporter").first()
    if finding is None:
        raise Http404
    battle = Battle.objects.with_pair().select_related("voter", "vote").get(pk=finding.battle_id)
    dossier = build_dossier(battle, reason=None, with_models=True, with_history=False)
    context = {
        **model_admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "title": _("Battle %(number)s") % {"number": battle.pk},
        "dossier": dossier,
        "battle": dossier.battle,
        "is_known_case": True,
        "review": show_bar(finding, queue=request.GET.get("queue", "")),
        "opts": Battle._meta,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "moderation/admin/battle.html", context)

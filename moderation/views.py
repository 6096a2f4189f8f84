"""Reports that visitors send to staff. The pages show answers A and B without model names."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battles.blind import SIDES
from battles.models import Answer, Battle
from battles.rate_limits import RateLimited, check_report, describe_wait
from battles.shares import find_shared_battle
from battles.visitors import find_voter, get_address
from moderation.findings.reports import get_newest_answer, get_report, report_answer
from moderation.findings.share_reports import report_shared_battle
from moderation.forms import ReportForm, ShareReportForm
from moderation.models import Finding


@dataclass(frozen=True)
class ReportStatus:
    """An answer that may be reported: battle key, turn, side, and whether its visitor has reported it."""

    key: uuid.UUID
    turn: int
    side: str
    is_reported: bool


@never_cache
@require_safe
def report(request: HttpRequest, key: uuid.UUID, turn: int, side: str) -> HttpResponse:
    """The form to report one answer: a fragment for htmx, otherwise a page."""
    battle, answer = _get_own_answer(request, key, turn, side)
    return _page(request, battle, answer, ReportForm())


@require_POST
def report_send(request: HttpRequest, key: uuid.UUID, turn: int, side: str) -> HttpResponse:
    """Store a report. Sending it again changes nothing."""
    battle, answer = _get_own_answer(request, key, turn, side)
    form = ReportForm(request.POST)
    if get_report(battle, answer) is None:
        if not form.is_valid():
            return _page(request, battle, answer, form, status=422)
        try:
            check_report(battle.voter_id, get_address(request))
        except RateLimited as limit:
            return _render_rate_limited(request, battle, answer, form, limit)
        report_answer(battle, answer, **form.cleaned_data)
    if request.htmx:
        return _page(request, battle, answer, form)
    return redirect("report", key=key, turn=turn, side=side)


def _get_own_answer(request: HttpRequest, key: uuid.UUID, turn: int, side: str) -> tuple[Battle, Answer]:
    """This visitor's battle and one of its ended answers. Raises Http404 for other visitors or answers."""
    voter = find_voter(request)
    if voter is None or side not in SIDES:
        raise Http404("nothing of this visitor's")
    battle = get_object_or_404(Battle.objects.select_related("voter"), key=key, voter=voter)
    answer = get_newest_answer(battle, turn=turn, side=side)
    if answer is None:
        raise Http404("no such answer")
    return battle, answer


def _page(
    request: HttpRequest,
    battle: Battle,
    answer: Answer,
    form: ReportForm,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    known: Finding | None = get_report(battle, answer)
    context = {
        "reported": ReportStatus(battle.key, answer.prompt.turn, answer.side, known is not None),
        "form": form,
        "notice": notice,
    }
    template = "moderation/report/_report.html" if request.htmx else "moderation/report/report.html"
    return render(request, template, context, status=status)


def _render_rate_limited(
    request: HttpRequest, battle: Battle, answer: Answer, form: ReportForm, limit: RateLimited
) -> HttpResponse:
    words = _("You have reported many answers. %(wait)s") % {"wait": describe_wait(limit.retry_after)}
    response = _page(request, battle, answer, form, notice=words, status=429)
    response["Retry-After"] = str(limit.retry_after)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share_report(request: HttpRequest, token: str) -> HttpResponse:
    """The form to report a shared battle, for anyone who has its link; sending it twice changes nothing."""
    battle = find_shared_battle(token)
    if battle is None:
        raise Http404("no such link")
    form = ShareReportForm(request.POST if request.method == "POST" else None)
    context = {"token": token, "form": form, "is_reported": False, "notice": ""}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            check_report(None, get_address(request))
            report_shared_battle(battle, **form.cleaned_data)
            context["is_reported"] = True
        except RateLimited as limit:
            words = _("You have reported many answers. %(wait)s")
            context["notice"] = words % {"wait": describe_wait(limit.retry_after)}
            status = 429
    elif request.method == "POST":
        status = 422
    return render(request, "moderation/share_report/share_report.html", context, status=status)

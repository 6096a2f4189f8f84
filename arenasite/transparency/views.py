"""The arena in numbers, as a page and as JSON. Both are public and cacheable."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import APIException, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from arenasite.pages import render_failure
from arenasite.transparency.charts import build_chart, build_finding_table
from arenasite.transparency.gates import ACTIONS, OUTCOMES
from arenasite.transparency.policies import BY_POLICY, PolicyBoard, build_policy_board, build_proof_board
from arenasite.transparency.report import build_report
from arenasite.transparency.retention import build_retention_report
from arenasite.transparency.serialization import policy_board_to_json, to_json
from battles.counting import REASONS
from battles.models import Arena
from moderation.policies import RULES
from moderation.public_record import public_decision, public_decisions
from ratings.api import LARGEST_ID, PUBLIC, add_next, build_next, find_arena, get_number, open_to_all, send
from ratings.categories import BY_SLUG, CATEGORIES, OVERALL, Category
from ratings.history import Busy
from ratings.published import STANDARD
from ratings.rebuild import Method
from ratings.serialization import payload

DECISIONS_ON_PAGE = 10
DECISIONS_IN_JSON = 100


class BoardsBusy(APIException):
    """Too many boards are being computed."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "Too many boards are being computed. Come back in a few seconds."
    wait = 10


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def transparency(request: HttpRequest, arena: str = "") -> HttpResponse:
    """Votes, decisions, findings and detectors of one arena; `?category=`, `?page=` of the decisions."""
    arenas = list(Arena.objects.public())
    selected = next((each for each in arenas if not arena or each.slug == arena), None)
    category = BY_SLUG.get(request.GET.get("category", OVERALL.slug))
    if selected is None or category is None:
        raise Http404("no such arena or category")
    page = _page(selected, request.GET.get("page", "1"), DECISIONS_ON_PAGE)
    if page is None:
        raise Http404("no such page")
    try:
        return render(
            request, "arenasite/transparency/transparency.html", _context(selected, arenas, category, page)
        )
    except Busy:
        return _render_busy(request)


def _context(selected: Arena, arenas: list[Arena], category: Category, page: Page) -> dict[str, Any]:
    """The values of the page. Raises Busy."""
    report = build_report(selected)
    return {
        "arena": selected,
        "arenas": arenas,
        "category": category,
        "categories": CATEGORIES,
        "report": report,
        "chart": build_chart(report.months.get(category.slug, [])),
        "findings": build_finding_table(report.findings),
        "rules": RULES.items(),
        "one_person_reason": settings.MODERATION_ONE_PERSON_REASON,
        "gate_outcomes": list(OUTCOMES.values()),
        "screening_actions": list(ACTIONS.values()),
        "policy_reasons": [REASONS[reason].label for reason in BY_POLICY],
        "proof_board": build_proof_board(selected, report.counting),
        "page": page,
        "decisions": [public_decision(each) for each in page],
    }


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def counting_policy(request: HttpRequest, arena: str, policy: str) -> HttpResponse:
    """The board of an arena under one counting policy, beside the published one; `?category=`, `?method=`."""
    selected = get_object_or_404(Arena.objects.public(), slug=arena)
    category, method = _category_and_method(request.GET)
    try:
        board = _requested_board(selected, policy, request.GET)
    except Busy:
        return _render_busy(request)
    if board is None:
        raise Http404("no such policy, or no board yet")
    context = {
        "arena": selected,
        "board": board,
        "category": BY_SLUG[category],
        "categories": CATEGORIES,
        "method": method,
        "methods": Method.choices,
        "method_label": Method(method).label,
    }
    return render(request, "arenasite/transparency/counting_policy.html", context)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the figures are public
def api_counting_policy(request: Request, arena: str, policy: str) -> HttpResponse:
    """The same as JSON."""
    selected = find_arena(request, arena)
    try:
        board = _requested_board(selected, policy, request.query_params)
    except Http404 as error:
        raise NotFound(str(error)) from error
    except Busy as error:
        raise BoardsBusy from error
    if board is None:
        raise NotFound("There is no such policy, or no board yet. See /api/v1/transparency/.")
    return open_to_all(send(request, payload(policy_board_to_json(board))), PUBLIC)


def _requested_board(arena: Arena, policy: str, query: Mapping[str, str]) -> PolicyBoard | None:
    category, method = _category_and_method(query)
    return build_policy_board(arena, policy, category=category, method=method)


def _category_and_method(query: Mapping[str, str]) -> tuple[str, str]:
    """The category and method of a query. Raises Http404."""
    category, method = query.get("category", OVERALL.slug), query.get("method", STANDARD)
    if category not in BY_SLUG or method not in Method.values:
        raise Http404("no such category or method")
    return category, method


def _render_busy(request: HttpRequest) -> HttpResponse:
    words = _("Too many boards are being computed. Come back in a few seconds.")
    response = render_failure(request, HTTPStatus.SERVICE_UNAVAILABLE, words)
    response["Retry-After"] = "10"
    return response


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the figures are public
def api_transparency(request: Request, arena: str) -> HttpResponse:
    """The same for every category, with a page of the decisions, newest first.

    `?before=` (a decision's number) or `?page=` chooses the page; the header Link names the next one.
    """
    public_arena = find_arena(request, arena)
    before = get_number(request, "before", default=LARGEST_ID, maximum=LARGEST_ID)
    page = _page(public_arena, request.query_params.get("page", "1"), DECISIONS_IN_JSON, before=before)
    if page is None:
        raise NotFound("There is no such page of decisions.")
    try:
        report = build_report(public_arena)
    except Busy as error:
        raise BoardsBusy from error
    following = build_next(request, before=page[-1].pk) if page.has_next() else None
    data = to_json(report, page, build_retention_report(now=timezone.now()), following=following)
    return open_to_all(add_next(send(request, payload(data)), following), PUBLIC)


def _page(arena: Arena, number: str, size: int, *, before: int = LARGEST_ID) -> Page | None:
    """Return a page of the list of decisions; None if there is no such page."""
    try:
        return Paginator(public_decisions(arena).filter(pk__lt=before), size).page(number)
    except (EmptyPage, PageNotAnInteger):
        return None

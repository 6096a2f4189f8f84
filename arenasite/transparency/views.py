"""The arena in numbers, as a page and as JSON. Both are public and cacheable."""

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from arenasite.transparency.charts import build_chart, build_finding_table
from arenasite.transparency.report import build_report
from arenasite.transparency.serialization import to_json
from battles.models import Arena
from moderation.policies import RULES
from moderation.public_record import public_decision, public_decisions
from ratings.api import PUBLIC, open_to_all, send
from ratings.categories import BY_SLUG, CATEGORIES, OVERALL
from ratings.serialization import payload

DECISIONS_ON_PAGE = 10
DECISIONS_IN_JSON = 100


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
    report = build_report(selected)
    context = {
        "arena": selected,
        "arenas": arenas,
        "category": category,
        "categories": CATEGORIES,
        "report": report,
        "chart": build_chart(report.months.get(category.slug, [])),
        "findings": build_finding_table(report.findings),
        "rules": RULES.items(),
        "page": page,
        "decisions": [public_decision(each) for each in page],
    }
    return render(request, "arenasite/transparency/transparency.html", context)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the figures are public
def api_transparency(request: Request, arena: str) -> HttpResponse:
    """The same for every category; `?page=` of the list of decisions."""
    public_arena = Arena.objects.public().filter(slug=arena).first()
    if public_arena is None:
        raise NotFound("There is no such arena. See /api/v1/leaderboards/.")
    page = _page(public_arena, request.query_params.get("page", "1"), DECISIONS_IN_JSON)
    if page is None:
        raise NotFound("There is no such page of decisions.")
    return open_to_all(send(request, payload(to_json(build_report(public_arena), page))), PUBLIC)


def _page(arena: Arena, number: str, size: int) -> Page | None:
    """Return a page of the list of decisions; None if there is no such page."""
    try:
        return Paginator(public_decisions(arena), size).page(number)
    except (EmptyPage, PageNotAnInteger):
        return None

"""The arena in figures, as a page and as JSON. Both are public and may be cached."""

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from arenasite.transparency.charts import chart_of, finding_table
from arenasite.transparency.envelope import envelope_of
from arenasite.transparency.report import get_report
from battles.models import Arena
from moderation.policies import RULES
from moderation.public_record import public_decision, public_decisions
from ratings.api import PUBLIC, open_to_all, send
from ratings.categories import BY_SLUG, CATEGORIES, OVERALL
from ratings.serialization import payload

DECISIONS_ON_PAGE = 10
DECISIONS_IN_JSON = 100


@require_GET
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def transparency(request: HttpRequest, arena: str = "") -> HttpResponse:
    """One arena's votes, decisions, findings and detectors; `?category=` and `?page=` of the decisions."""
    arenas = list(Arena.objects.public())
    chosen = next((each for each in arenas if not arena or each.slug == arena), None)
    category = BY_SLUG.get(request.GET.get("category", OVERALL.slug))
    if chosen is None or category is None:
        raise Http404("no such arena or category")
    page = _page(chosen, request.GET.get("page", "1"), DECISIONS_ON_PAGE)
    if page is None:
        raise Http404("no such page")
    report = get_report(chosen)
    context = {
        "arena": chosen,
        "arenas": arenas,
        "category": category,
        "categories": CATEGORIES,
        "report": report,
        "chart": chart_of(report.months.get(category.slug, [])),
        "findings": finding_table(report.findings),
        "rules": RULES.items(),
        "page": page,
        "decisions": [public_decision(each) for each in page],
    }
    return render(request, "arenasite/transparency/transparency.html", context)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the figures are public
def api_transparency(request: Request, arena: str) -> HttpResponse:
    """The same for every category; `?page=` of the decisions told one by one."""
    found = Arena.objects.public().filter(slug=arena).first()
    if found is None:
        raise NotFound("There is no such arena. See /api/v1/leaderboards/.")
    page = _page(found, request.query_params.get("page", "1"), DECISIONS_IN_JSON)
    if page is None:
        raise NotFound("There is no such page of decisions.")
    return open_to_all(send(request, payload(envelope_of(get_report(found), page))), PUBLIC)


def _page(arena: Arena, number: str, size: int) -> Page | None:
    """A page of the decisions told one by one; None where there is none of that number."""
    try:
        return Paginator(public_decisions(arena), size).page(number)
    except (EmptyPage, PageNotAnInteger):
        return None

"""A board for a frame on other sites: no cookie, no script, nothing to click but links to the board.

It is the only page that may be framed.
"""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from battles.models import Arena
from ratings.categories import BY_SLUG
from ratings.pages.board import list_standings
from ratings.pages.choices import get_arena
from ratings.published import STANDARD, published

TOP = 20
THEMES = ("auto", "light", "dark")


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def embed(request: HttpRequest, arena: str, category: str) -> HttpResponse:
    """The first TOP models of a board; `?theme=` is auto, light or dark."""
    theme = request.GET.get("theme", "auto")
    found = get_arena(list(Arena.objects.public()), arena, category)
    if theme not in THEMES:
        raise Http404("no such theme")
    now = published(found)
    snapshot = now.snapshot(category, STANDARD) if now else None
    standings = [each for each in list_standings(snapshot) if each.rating is not None] if snapshot else []
    context = {
        "arena": found,
        "category": BY_SLUG[category],
        "snapshot": snapshot,
        "standings": standings[:TOP],
        "rest": max(0, len(standings) - TOP),
        "theme": theme,
    }
    return render(request, "ratings/embed/embed.html", context)

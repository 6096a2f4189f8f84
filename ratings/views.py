"""The public pages of the boards. They set no cookie and hold no form, so any cache may keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from battles.models import Arena, Contender, LanguageModel
from battles.speeds import speed_of
from ratings.boards import STANDARD, published
from ratings.categories import BY_SLUG, OVERALL
from ratings.heatmaps import count_map, pairs_of, records_of, win_map
from ratings.matchups import MOST, TOP, matchups_of
from ratings.models import Method, Standing
from ratings.presentation import board_view, standing_view
from ratings.tabs import category_tabs, method_query, method_tabs, size_tabs
from ratings.worked_example import worked_example

SIZES = (10, TOP, 40, MOST)


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def leaderboard(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """One board: the standings of a category by one method. htmx gets the board alone."""
    arenas = list(Arena.objects.public())
    chosen = _chosen(arenas, arena, category)
    method = request.GET.get("method", STANDARD)
    if method not in Method.values:
        raise Http404("no such method")
    now = published(chosen)
    snapshot = now.snapshot(category, method) if now else None
    context = {
        "arena": chosen,
        "arenas": arenas,
        "categories": category_tabs(now, chosen, category, method=method, query=method_query(method)),
        "methods": method_tabs(chosen, category, method),
        "board": board_view(snapshot) if snapshot else None,
    }
    template = "ratings/_board.html" if request.htmx else "ratings/leaderboard.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _chosen(arenas: list[Arena], slug: str, category: str) -> Arena:
    """The arena of that slug, or the first; 404 where there is none, or no such category."""
    found = next((each for each in arenas if not slug or each.slug == slug), None)
    if found is None or category not in BY_SLUG:
        raise Http404("no such board")
    return found


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def matchups(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """Who met whom and how it went, among the best models of a category; `?top=` says how many."""
    arenas = list(Arena.objects.public())
    chosen = _chosen(arenas, arena, category)
    top = _top(request)
    now = published(chosen)
    found = matchups_of(now, category, top=top) if now else None
    context = {
        "arena": chosen,
        "arenas": arenas,
        "category": BY_SLUG[category],
        "categories": category_tabs(now, chosen, category, page="matchups"),
        "top": top,
        "matchups": found,
    }
    if found:
        context |= {
            "sizes": size_tabs(chosen, category, top, SIZES, found.total),
            "wins": win_map(found),
            "counts": count_map(found),
            "records": records_of(found),
            "pairs": pairs_of(found),
        }
    return render(request, "ratings/matchups.html", context)


def _top(request: HttpRequest) -> int:
    """How many models to show."""
    asked = request.GET.get("top", str(TOP))
    if asked not in map(str, range(2, MOST + 1)):
        raise Http404("no such size")
    return int(asked)


@require_GET
@cache_control(public=True, max_age=300, stale_while_revalidate=3600)
def methodology(request: HttpRequest) -> HttpResponse:
    """How ratings are made: the formulas, their sources, and an example computed for this page."""
    return render(request, "ratings/methodology.html", {"example": worked_example()})


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """One model: what is known of it and where it stands. Drafts and unnamed previews have no page."""
    found = get_object_or_404(LanguageModel, slug=slug)
    places = list(
        Contender.objects.listed().filter(model=found, arena__is_public=True).select_related("arena", "model")
    )
    places = [place for place in places if not place.is_unnamed]
    if not places:
        raise Http404("no such model")
    standings = []
    for place in places:
        now = published(place.arena)
        if now is not None:
            standings += Standing.objects.filter(
                contender=place, snapshot__in=now.rebuild.shown
            ).select_related("snapshot__board__arena", "contender__model")
    context = {"model": found, "standings": [standing_view(each) for each in standings], "places": places}
    context["speed"] = speed_of(found)
    return render(request, "ratings/model.html", context)

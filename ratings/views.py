"""The public pages of the boards. They set no cookie and hold no form, so any cache may keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from battles.models import Arena, Contender, LanguageModel
from ratings.boards import STANDARD, published
from ratings.categories import BY_SLUG, OVERALL
from ratings.models import Method, Standing
from ratings.presentation import board_view, category_tabs, method_tabs, standing_view


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def leaderboard(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """One board: the standings of a category by one method. htmx gets the board alone."""
    arenas = list(Arena.objects.public())
    chosen = (
        next((each for each in arenas if each.slug == arena), None) if arena else next(iter(arenas), None)
    )
    method = request.GET.get("method", STANDARD)
    if chosen is None or category not in BY_SLUG or method not in Method.values:
        raise Http404("no such board")
    now = published(chosen)
    snapshot = now.snapshot(category, method) if now else None
    context = {
        "arena": chosen,
        "arenas": arenas,
        "categories": category_tabs(now, chosen, category, method),
        "methods": method_tabs(chosen, category, method),
        "board": board_view(snapshot) if snapshot else None,
    }
    template = "ratings/_board.html" if request.htmx else "ratings/leaderboard.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


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
                contender=place, snapshot__rebuild=now.rebuild
            ).select_related("snapshot__board__arena", "contender__model")
    context = {"model": found, "standings": [standing_view(each) for each in standings], "places": places}
    return render(request, "ratings/model.html", context)

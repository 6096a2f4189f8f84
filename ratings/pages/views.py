"""The public pages of the boards.

They set no cookie and contain no CSRF token, so shared caches may store them.
"""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.aspects import get_aspect_shares
from battles.endpoints import get_speed
from battles.models import Arena, Contender, LanguageModel, NameMerge
from ratings.categories import BY_SLUG, OVERALL, votes_by_category
from ratings.charts.heatmap import count_map, list_pairs, list_records, win_map
from ratings.models import ModelSpeed
from ratings.pages.choices import get_arena, get_method, get_top
from ratings.pages.languages import build_language_bars
from ratings.pages.model import ArenaStandings, RatingHistoryView, build_history_view, get_arena_standings
from ratings.pages.overview import build_grid
from ratings.pages.tabs import category_tabs, method_tabs, size_tabs, unless_default
from ratings.pages.worked_example import worked_example
from ratings.published import STANDARD, published
from ratings.sampling.page import sampling_context
from ratings.sampling.shares import build_sampling_shares
from ratings.sampling.staff_changes import list_steps_of_contenders
from ratings.tables.matchups import DEFAULT_TOP, MAX_TOP, build_matchups
from ratings.tables.overview import DEFAULT_TOP as DEFAULT_OVERVIEW_TOP
from ratings.tables.overview import build_overview

MATCHUP_SIZES = (10, DEFAULT_TOP, 40, MAX_TOP)
OVERVIEW_SIZES = (25, DEFAULT_OVERVIEW_TOP, 100, 500)


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def matchups(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """Battles and wins for each pair of a category's best models; `?top=` is their number."""
    arenas = list(Arena.objects.public())
    current = get_arena(arenas, arena, category)
    top = get_top(request, default=DEFAULT_TOP, maximum=MAX_TOP)
    now = published(current)
    tables = build_matchups(now, category, top=top) if now else None
    context = {
        "arena": current,
        "arenas": arenas,
        "category": BY_SLUG[category],
        "categories": category_tabs(
            votes_by_category(now, STANDARD),
            category,
            link=lambda slug: reverse("matchups", args=[current.slug, slug]),
        ),
        "top": top,
        "matchups": tables,
    }
    if tables:
        page = reverse("matchups", args=[current.slug, category])
        context |= {
            "sizes": size_tabs(page, top, MATCHUP_SIZES, tables.total),
            "wins": win_map(tables),
            "counts": count_map(tables),
            "records": list_records(tables),
            "pairs": list_pairs(tables),
        }
    return render(request, "ratings/matchups/matchups.html", context)


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def overview(request: HttpRequest, arena: str = "") -> HttpResponse:
    """Every model's rank in every category by one method; `?by=` sorts, `?top=` is the number of models."""
    arenas = list(Arena.objects.public())
    by = request.GET.get("by", OVERALL.slug)
    current = get_arena(arenas, arena, by)
    method = get_method(request)
    top = get_top(request, default=DEFAULT_OVERVIEW_TOP, maximum=max(OVERVIEW_SIZES))
    now = published(current)
    page, sorting = reverse("overview", args=[current.slug]), unless_default(OVERALL.slug, by)
    context = {
        "arena": current,
        "arenas": arenas,
        "by": BY_SLUG[by],
        "methods": method_tabs(page, method, by=sorting, top=unless_default(DEFAULT_OVERVIEW_TOP, top)),
    }
    if now:
        table = build_overview(now, method=method, by=by, top=top)
        parameters = {"method": unless_default(STANDARD, method), "by": sorting}
        context |= {
            "overview": table,
            "grid": build_grid(table, top=top),
            "languages": build_language_bars(table),
            "sizes": size_tabs(page, top, OVERVIEW_SIZES, table.total, **parameters),
        }
    return render(request, "ratings/overview/overview.html", context)


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def sampling(request: HttpRequest, arena: str = "") -> HttpResponse:
    """How often each model is sampled, by which policy, and all changes of policies, states and weights."""
    arenas = list(Arena.objects.public())
    shares = build_sampling_shares(get_arena(arenas, arena))
    return render(request, "ratings/sampling/sampling.html", {"arenas": arenas, **sampling_context(shares)})


@require_safe
@cache_control(public=True, max_age=300, stale_while_revalidate=3600)
def methodology(request: HttpRequest) -> HttpResponse:
    """How ratings are computed: the formulas, their sources, and an example computed for this page."""
    return render(request, "ratings/methodology/methodology.html", {"example": worked_example()})


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """One model: its data, its standings, and its rating history on the board of `?arena=` and `?category=`.

    Drafts and unnamed previews have no page.
    """
    language_model = get_object_or_404(LanguageModel, slug=slug)
    contenders = [
        contender
        for contender in Contender.objects.listed()
        .filter(model=language_model, arena__in=Arena.objects.public())
        .select_related("arena", "model")
        .order_by("arena__position", "arena_id")
        if not contender.is_unnamed
    ]
    if not contenders:
        raise Http404("no such model")
    boards = [(contender, published(contender.arena)) for contender in contenders]
    standings = [get_arena_standings(contender, now) for contender, now in boards if now]
    context = {
        "model": language_model,
        "contenders": contenders,
        "standings": [each for each in standings if each.categories],
        "history": _get_rating_history(request, standings) if standings else None,
        "speed": get_speed(contenders) or ModelSpeed.objects.filter(model=language_model).first(),
        "aspects": get_aspect_shares(contenders),
        "steps": list_steps_of_contenders(contenders),
        "merges": _list_merges(contenders),
    }
    return render(request, "ratings/model/model.html", context)


def _list_merges(contenders: list[Contender]) -> list[NameMerge]:
    """Merges of names, ended ones too, in which these contenders are one of the two."""
    involved = NameMerge.objects.filter(Q(contender__in=contenders) | Q(into__in=contenders))
    return list(involved.select_related("contender", "into__model", "end"))


def _get_rating_history(request: HttpRequest, standings: list[ArenaStandings]) -> RatingHistoryView:
    """Return the rating history on the requested board. Raises Http404 for an unknown board."""
    arenas = [each.arena.slug for each in standings]
    arena = request.GET.get("arena", arenas[0])
    category = request.GET.get("category", OVERALL.slug)
    if arena not in arenas or category not in BY_SLUG:
        raise Http404("no such board")
    return build_history_view(standings, arena=arena, category=BY_SLUG[category])

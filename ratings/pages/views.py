"""The public pages of the boards. They set no cookie and hold no form but one that asks for a day, so any
cache may keep them."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from battles.endpoints import get_speed
from battles.models import Arena, Contender, LanguageModel
from ratings.categories import BY_SLUG, OVERALL, votes_by_category
from ratings.charts.heatmap import count_map, pairs_of, records_of, win_map
from ratings.models import Method
from ratings.pages.board import BoardView
from ratings.pages.board_query import newest_board, past_board
from ratings.pages.day import DayPage, day_page
from ratings.pages.languages import languages_of
from ratings.pages.model import ArenaPlaces, CourseView, course_view, places_of
from ratings.pages.overview import grid_of
from ratings.pages.tabs import address, category_tabs, method_tabs, other_than, size_tabs
from ratings.pages.worked_example import worked_example
from ratings.published import STANDARD, Published, published
from ratings.sampling.page import sampling_context
from ratings.sampling.shares import shares_of
from ratings.sampling.staff_changes import steps_of_contenders
from ratings.tables.matchups import MOST, TOP, matchups_of
from ratings.tables.overview import TOP as OVERVIEW_TOP
from ratings.tables.overview import overview_of

SIZES = (10, TOP, 40, MOST)
OVERVIEW_SIZES = (25, OVERVIEW_TOP, 100, 500)


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def leaderboard(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """One board: the standings of a category by one method. htmx gets the board alone."""
    arenas = list(Arena.objects.public())
    chosen = _chosen(arenas, arena, category)
    method = _method(request)
    now = published(chosen)
    day = day_page(request.GET, chosen, now, category=category, method=method) if now else None
    asked = day.asked if day else {}
    context = {
        "arena": chosen,
        "arenas": arenas,
        "category": category,
        "categories": category_tabs(
            votes_by_category(now, method),
            category,
            link=lambda slug: address(
                reverse("leaderboard", args=[chosen.slug, slug]),
                method=other_than(STANDARD, method),
                **asked,
            ),
            shows_votes=not asked,
        ),
        "method": method,
        "methods": method_tabs(reverse("leaderboard", args=[chosen.slug, category]), method, **asked),
        "day": day,
        "board": _board(now, day, category, method) if now else None,
    }
    template = "ratings/leaderboard/_board.html" if request.htmx else "ratings/leaderboard/leaderboard.html"
    # htmx leaves the page as it is when it is told of an error, and the words would be lost.
    status = HTTPStatus.OK if day is None or request.htmx else day.status
    response = render(request, template, context, status=status)
    if day and day.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _board(now: Published, day: DayPage, category: str, method: Method) -> BoardView | None:
    """The newest board, or that of the day that is asked for; None where there is none."""
    if not day.is_past:
        return newest_board(now, category, method)
    return past_board(day.board) if day.board else None


def _chosen(arenas: list[Arena], slug: str, category: str = OVERALL.slug) -> Arena:
    """The arena of that slug, or the first; 404 where there is none, or no such category."""
    found = next((each for each in arenas if not slug or each.slug == slug), None)
    if found is None or category not in BY_SLUG:
        raise Http404("no such board")
    return found


def _method(request: HttpRequest) -> Method:
    """By which method to rate."""
    asked = request.GET.get("method", STANDARD)
    if asked not in Method.values:
        raise Http404("no such method")
    return Method(asked)


def _top(request: HttpRequest, *, usual: int, most: int) -> int:
    """How many models to show."""
    asked = request.GET.get("top", str(usual))
    if asked not in map(str, range(2, most + 1)):
        raise Http404("no such size")
    return int(asked)


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def matchups(request: HttpRequest, arena: str = "", category: str = OVERALL.slug) -> HttpResponse:
    """Who met whom and how it went, among the best models of a category; `?top=` says how many."""
    arenas = list(Arena.objects.public())
    chosen = _chosen(arenas, arena, category)
    top = _top(request, usual=TOP, most=MOST)
    now = published(chosen)
    found = matchups_of(now, category, top=top) if now else None
    context = {
        "arena": chosen,
        "arenas": arenas,
        "category": BY_SLUG[category],
        "categories": category_tabs(
            votes_by_category(now, STANDARD),
            category,
            link=lambda slug: reverse("matchups", args=[chosen.slug, slug]),
        ),
        "top": top,
        "matchups": found,
    }
    if found:
        page = reverse("matchups", args=[chosen.slug, category])
        context |= {
            "sizes": size_tabs(page, top, SIZES, found.total),
            "wins": win_map(found),
            "counts": count_map(found),
            "records": records_of(found),
            "pairs": pairs_of(found),
        }
    return render(request, "ratings/matchups/matchups.html", context)


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def overview(request: HttpRequest, arena: str = "") -> HttpResponse:
    """Every model's rank in every category by one method; `?by=` sorts, `?top=` says how many."""
    arenas = list(Arena.objects.public())
    by = request.GET.get("by", OVERALL.slug)
    chosen = _chosen(arenas, arena, by)
    method = _method(request)
    top = _top(request, usual=OVERVIEW_TOP, most=max(OVERVIEW_SIZES))
    now = published(chosen)
    page, sorting = reverse("overview", args=[chosen.slug]), other_than(OVERALL.slug, by)
    context = {
        "arena": chosen,
        "arenas": arenas,
        "by": BY_SLUG[by],
        "methods": method_tabs(page, method, by=sorting, top=other_than(OVERVIEW_TOP, top)),
    }
    if now:
        found = overview_of(now, method=method, by=by, top=top)
        asked = {"method": other_than(STANDARD, method), "by": sorting}
        context |= {
            "overview": found,
            "grid": grid_of(found, top=top),
            "languages": languages_of(found),
            "sizes": size_tabs(page, top, OVERVIEW_SIZES, found.total, **asked),
        }
    return render(request, "ratings/overview/overview.html", context)


@require_GET
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def sampling(request: HttpRequest, arena: str = "") -> HttpResponse:
    """Who is drawn how often, by which policy, and all that was changed about it."""
    arenas = list(Arena.objects.public())
    shares = shares_of(_chosen(arenas, arena, OVERALL.slug))
    return render(request, "ratings/sampling/sampling.html", {"arenas": arenas, **sampling_context(shares)})


@require_GET
@cache_control(public=True, max_age=300, stale_while_revalidate=3600)
def methodology(request: HttpRequest) -> HttpResponse:
    """How ratings are made: the formulas, their sources, and an example computed for this page."""
    return render(request, "ratings/methodology/methodology.html", {"example": worked_example()})


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """One model: what is known of it, where it stands, and how its rating went on one board, which
    `?arena=` and `?category=` choose. Drafts and unnamed previews have no page."""
    found = get_object_or_404(LanguageModel, slug=slug)
    entries = [
        entry
        for entry in Contender.objects.listed()
        .filter(model=found, arena__in=Arena.objects.public())
        .select_related("arena", "model")
        .order_by("arena__position", "arena_id")
        if not entry.is_unnamed
    ]
    if not entries:
        raise Http404("no such model")
    boards = [(entry, published(entry.arena)) for entry in entries]
    places = [places_of(entry, now) for entry, now in boards if now]
    context = {
        "model": found,
        "places": entries,
        "standings": [place for place in places if place.categories],
        "course": _course(request, places) if places else None,
        "speed": get_speed(found),
        "steps": steps_of_contenders(entries),
    }
    return render(request, "ratings/model/model.html", context)


def _course(request: HttpRequest, places: list[ArenaPlaces]) -> CourseView:
    """The course on the board that is asked for."""
    arenas = [place.arena.slug for place in places]
    arena = request.GET.get("arena", arenas[0])
    category = request.GET.get("category", OVERALL.slug)
    if arena not in arenas or category not in BY_SLUG:
        raise Http404("no such board")
    return course_view(places, arena=arena, category=BY_SLUG[category])

"""Pictures of one board, each with its table, and each as an SVG file."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena, Contender
from ratings.categories import BY_SLUG, OVERALL, votes_by_category
from ratings.charts.courses import MAX_COURSES, CoursesChart, build_courses_chart
from ratings.charts.figure import Bars, Line, Plane
from ratings.charts.heatmap import model_url
from ratings.charts.records import build_average_bars, build_battles_bars
from ratings.charts.scatter import build_price_plane, build_speed_plane
from ratings.charts.svg_file import render_counts, render_file, render_grid, render_wins
from ratings.charts.votes import build_days_plane, build_languages_bars
from ratings.models import Standing
from ratings.pages.board import get_price, get_speeds, list_standings
from ratings.pages.choices import get_arena
from ratings.pages.tabs import build_url, category_tabs
from ratings.published import STANDARD, Published, published
from ratings.tables.matchups import build_matchups
from ratings.tables.overview import DEFAULT_TOP, build_overview

DEFAULT_COURSES = 5
WINS = _("Win rates by pair")
WINS_WORDS = _(
    "The share of decided battles that the model of the row won against that of the column: blue above one "
    "half, orange below. Models are sorted by rating."
)
COUNTS = _("Battles by pair")
COUNTS_WORDS = _("How often each pair met: the darker, the more often. Models are sorted by rating.")
GRID = _("Rank by category")
GRID_WORDS = _("Each number is a model’s rank on the board of that category: the darker, the higher.")

Figure = Plane | Bars


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def pictures(request: HttpRequest, arena: str, category: str = OVERALL.slug) -> HttpResponse:
    """All pictures of a board. `?models=` names the models whose ratings over time are drawn."""
    arenas = list(Arena.objects.public())
    current = get_arena(arenas, arena, category)
    now = published(current)
    standings = _load_standings(now, category) if now else []
    chosen = _get_chosen(request, standings)
    context = {
        "arena": current,
        "arenas": arenas,
        "category": BY_SLUG[category],
        "categories": category_tabs(
            votes_by_category(now, STANDARD),
            category,
            link=lambda slug: reverse("pictures", args=[current.slug, slug]),
        ),
        "figures": [
            (figure, reverse("picture", args=[current.slug, category, figure.name]))
            for figure in _build_all(now, category, standings)
        ]
        if now
        else [],
        "chart": _build_courses(chosen, category),
        "courses_url": build_url(
            reverse("picture", args=[current.slug, category, "courses"]),
            models=",".join(each.public_slug for each in chosen) if request.GET.get("models") else None,
        ),
        "chosen": {each.pk for each in chosen},
        "choices": [each.contender for each in standings if each.rating is not None],
        "max_courses": MAX_COURSES,
        "images": [
            (
                title,
                words,
                reverse("picture", args=[current.slug, category, name]),
                reverse(page, args=address),
            )
            for name, title, words, page, address in (
                ("wins", WINS, WINS_WORDS, "matchups", [current.slug, category]),
                ("counts", COUNTS, COUNTS_WORDS, "matchups", [current.slug, category]),
                ("grid", GRID, GRID_WORDS, "overview", [current.slug]),
            )
        ]
        if standings
        else [],
    }
    return render(request, "ratings/pictures/pictures.html", context)


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def picture(request: HttpRequest, arena: str, category: str, name: str) -> HttpResponse:
    """One picture as an SVG file."""
    current = get_arena(list(Arena.objects.public()), arena, category)
    now = published(current)
    body = _draw(request, now, category, name) if now else None
    if body is None:
        raise Http404("no such picture")
    response = HttpResponse(body, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="{arena}-{category}-{name}.svg"'
    return response


def _draw(request: HttpRequest, now: Published, category: str, name: str) -> str | None:
    if name in MATRICES:
        return MATRICES[name](now, category)
    standings = _load_standings(now, category)
    if name == "courses":
        chart = _build_courses(_get_chosen(request, standings), category)
        return render_file(courses_plane(chart)) if chart else None
    figure = BUILDERS[name](now, category, standings) if name in BUILDERS else None
    return render_file(figure) if figure else None


def _draw_wins(now: Published, category: str) -> str | None:
    matchups = build_matchups(now, category, top=None)
    return render_wins(matchups, title=WINS, description=WINS_WORDS) if matchups and matchups.models else None


def _draw_counts(now: Published, category: str) -> str | None:
    matchups = build_matchups(now, category, top=None)
    return (
        render_counts(matchups, title=COUNTS, description=COUNTS_WORDS)
        if matchups and matchups.models
        else None
    )


def _draw_grid(now: Published, category: str) -> str | None:
    overview = build_overview(now, method=STANDARD, by=category, top=DEFAULT_TOP)
    return render_grid(overview, title=GRID, description=GRID_WORDS) if overview.rows else None


MATRICES: dict[str, Callable[[Published, str], str | None]] = {
    "wins": _draw_wins,
    "counts": _draw_counts,
    "grid": _draw_grid,
}


def _build_price(now: Published, category: str, standings: list[Standing]) -> Figure | None:
    prices = {each.contender.model_id: get_price(each) or 0.0 for each in standings}
    return build_price_plane(standings, prices)


def _build_speed(now: Published, category: str, standings: list[Standing]) -> Figure | None:
    return build_speed_plane(standings, get_speeds(standings))


def _build_days(now: Published, category: str, standings: list[Standing]) -> Figure | None:
    return build_days_plane(now, category=category)


def _build_languages(now: Published, category: str, standings: list[Standing]) -> Figure | None:
    return build_languages_bars(now)


def _build_battles(now: Published, category: str, standings: list[Standing]) -> Figure | None:
    matchups = build_matchups(now, category, top=None)
    return build_battles_bars(matchups) if matchups else None


def _build_average(now: Published, category: str, standings: list[Standing]) -> Figure | None:
    matchups = build_matchups(now, category, top=None)
    return build_average_bars(matchups) if matchups else None


BUILDERS: dict[str, Callable[[Published, str, list[Standing]], Figure | None]] = {
    "price": _build_price,
    "speed": _build_speed,
    "battles": _build_battles,
    "average": _build_average,
    "days": _build_days,
    "languages": _build_languages,
}
"""Pictures drawn on the page, in its order: to add one, add one entry."""


def _build_all(now: Published, category: str, standings: list[Standing]) -> list[Figure]:
    figures = [build(now, category, standings) for build in BUILDERS.values()]
    return [figure for figure in figures if figure is not None]


def _load_standings(now: Published, category: str) -> list[Standing]:
    snapshot = now.snapshot(category, STANDARD)
    return list_standings(snapshot) if snapshot else []


def _get_chosen(request: HttpRequest, standings: list[Standing]) -> list[Contender]:
    """Return the contenders of `?models=` (slugs, repeated or with commas), or the best rated ones."""
    rated = [each.contender for each in standings if each.rating is not None]
    asked = ",".join(request.GET.getlist("models")).split(",")
    by_slug = {each.public_slug: each for each in rated}
    chosen = [by_slug[slug] for slug in dict.fromkeys(asked) if slug in by_slug]
    return chosen[:MAX_COURSES] or rated[:DEFAULT_COURSES]


def _build_courses(chosen: list[Contender], category: str) -> CoursesChart | None:
    urls = [model_url(each) for each in chosen]
    return build_courses_chart(chosen, category=category, urls=urls) if chosen else None


def courses_plane(chart: CoursesChart) -> Plane:
    """Return a chart of courses in the form that files are drawn from."""
    table: list[list[Any]] = [
        [day, *("–" if rating is None else f"{rating:.0f}" for rating in ratings)]
        for day, ratings in chart.rows
    ]
    return Plane(
        name="courses",
        title=_("Ratings over time"),
        description=_("One line for each model, one point for each day. The table below has every number."),
        caption=_(
            "Each point is the last board of a day, as it was published. Lines differ in colour and in "
            "dashes."
        ),
        x_ticks=chart.days,
        y_ticks=chart.ratings,
        head=[_("Day"), *(course.name for course in chart.courses)],
        rows=table,
        lines=[Line(each.points, each.number, each.name, each.label_y) for each in chart.courses],
    )

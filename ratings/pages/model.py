"""A model's own page as templates read it: where it stands on every board, and its course on one of them."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise

from battles.models import Arena, Contender
from ratings.categories import CATEGORIES, OVERALL, Category
from ratings.charts.rating_history import CourseChart, CoursePoint, chart_of, course_of
from ratings.models import Method, Standing
from ratings.pages.tabs import CategoryTabs, Tab, address, category_tabs, method_query, other_than
from ratings.published import REASON_WORDS, STANDARD, Published

COURSE = "#course"
"""Where the page shows the course."""

OTHERS = [method for method in Method if method != STANDARD]


@dataclass(frozen=True)
class StandingView:
    """Where a model stands on one board by one method."""

    method_title: str
    rank: int | None
    rating: float | None
    ci_low: float | None
    ci_high: float | None
    votes: int
    status_words: str | Promise
    reason_words: str | Promise
    url: str


@dataclass(frozen=True)
class CategoryPlaces:
    """A model in one category: by the standard method, and by those of the others that know it."""

    category: Category
    standard: StandingView
    others: list[StandingView]


@dataclass(frozen=True)
class ArenaPlaces:
    """A model in one arena, in every category whose board knows it."""

    contender: Contender
    categories: list[CategoryPlaces]

    @property
    def arena(self) -> Arena:
        return self.contender.arena

    @property
    def votes(self) -> dict[str, int]:
        """The model's own votes by category."""
        return {each.category.slug: each.standard.votes for each in self.categories}


@dataclass(frozen=True)
class CourseView:
    """A model's rating over time on one board, with the way to its other boards."""

    arenas: list[Tab]
    categories: CategoryTabs
    category: Category
    points: list[CoursePoint]
    chart: CourseChart | None


def places_of(contender: Contender, now: Published) -> ArenaPlaces:
    """Where a contender stands by what is published; one query for all boards and methods."""
    boards = {each.pk: (each.board.category, each.method) for each in now.snapshots()}
    standings = {
        boards[standing.snapshot_id]: standing
        for standing in Standing.objects.filter(contender=contender, snapshot__in=boards)
    }
    return ArenaPlaces(
        contender=contender,
        categories=[
            CategoryPlaces(
                category=category,
                standard=standing_view(standings[category.slug, STANDARD], now.arena, category, STANDARD),
                others=[
                    standing_view(standings[category.slug, method], now.arena, category, method)
                    for method in OTHERS
                    if (category.slug, method) in standings
                ],
            )
            for category in CATEGORIES
            if (category.slug, STANDARD) in standings
        ],
    )


def course_view(places: list[ArenaPlaces], *, arena: str, category: Category) -> CourseView:
    """How a model's rating went on one board of an arena; `arena` is the slug of one of the places."""
    place = next(each for each in places if each.arena.slug == arena)
    page, usual = reverse("model", args=[place.contender.model.slug]), places[0].arena.slug

    def link(arena: str, category: str) -> str:
        asked = {"arena": other_than(usual, arena), "category": other_than(OVERALL.slug, category)}
        return address(page, **asked) + COURSE

    tabs = category_tabs(place.votes, category.slug, link=lambda slug: link(arena, slug))
    points = course_of(place.contender, category=category.slug)
    return CourseView(
        arenas=[
            Tab(each.arena.slug, each.arena.title, link(each.arena.slug, category.slug), each == place)
            for each in places
        ],
        categories=replace(tabs, empty=[]),
        category=category,
        points=points,
        chart=chart_of(points),
    )


def standing_view(standing: Standing, arena: Arena, category: Category, method: Method) -> StandingView:
    """A standing as the model's page shows it."""
    return StandingView(
        method_title=method.label,
        rank=standing.rank,
        rating=standing.rating,
        ci_low=standing.ci_low,
        ci_high=standing.ci_high,
        votes=standing.votes,
        status_words=standing.get_status_display(),
        reason_words=REASON_WORDS.get(standing.reason, standing.reason),
        url=reverse("leaderboard", args=[arena.slug, category.slug]) + method_query(method),
    )

"""A model's page: its standings on all boards, and its rating history on one of them."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from battles.models import Arena, Contender
from ratings.categories import CATEGORIES, OVERALL, Category
from ratings.charts.rating_history import HistoryChart, HistoryPoint, build_history_chart, get_rating_history
from ratings.models import Standing
from ratings.pages.tabs import CategoryTabs, Tab, build_url, category_tabs, method_query, unless_default
from ratings.published import REASON_WORDS, STANDARD, Published
from ratings.rebuild.method_specs import Method
from ratings.tables.head_to_head import Rival, list_rivals

HISTORY_ANCHOR = "#course"
"""Anchor of the rating history on the page. Links to it exist, so it keeps its name."""

OTHER_METHODS = [method for method in Method if method != STANDARD]


@dataclass(frozen=True)
class StandingView:
    """A model's standing on one board by one method."""

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
class CategoryStandings:
    """A model's standings in one category: by the standard method, and by the others that rate it.

    `gain`: ranks better than overall (negative: worse), None without both; `is_clear`: the two spreads of
    ranks do not overlap.
    """

    category: Category
    standard: StandingView
    others: list[StandingView]
    gain: int | None = None
    is_clear: bool = False

    @property
    def loss(self) -> int:
        """Ranks worse than overall."""
        return -(self.gain or 0)


@dataclass(frozen=True)
class ArenaStandings:
    """A model's standings in one arena, in every category whose board lists it."""

    contender: Contender
    categories: list[CategoryStandings]
    now: Published

    @property
    def arena(self) -> Arena:
        return self.contender.arena

    @property
    def strengths(self) -> list[CategoryStandings]:
        """Categories in which it ranks clearly better than overall, best first."""
        clear = [each for each in self.categories if each.is_clear and (each.gain or 0) > 0]
        return sorted(clear, key=lambda each: -(each.gain or 0))

    @property
    def weaknesses(self) -> list[CategoryStandings]:
        """Categories in which it ranks clearly worse than overall, worst first."""
        clear = [each for each in self.categories if each.is_clear and (each.gain or 0) < 0]
        return sorted(clear, key=lambda each: each.gain or 0)

    @property
    def votes(self) -> dict[str, int]:
        """The model's own votes by category."""
        return {each.category.slug: each.standard.votes for each in self.categories}


@dataclass(frozen=True)
class RatingHistoryView:
    """A model's rating over time and its rivals on one board, with links to its other boards."""

    arenas: list[Tab]
    categories: CategoryTabs
    category: Category
    points: list[HistoryPoint]
    chart: HistoryChart | None
    rivals: list[Rival]


def get_arena_standings(contender: Contender, now: Published) -> ArenaStandings:
    """Load a contender's published standings; one query for all boards and methods."""
    boards = {snapshot.pk: board for board, snapshot in now.boards.items()}
    standings = {
        boards[standing.snapshot_id]: standing
        for standing in Standing.objects.filter(contender=contender, snapshot__in=boards)
    }
    overall = standings.get((OVERALL.slug, STANDARD))
    return ArenaStandings(
        contender=contender,
        now=now,
        categories=[
            CategoryStandings(
                category=category,
                standard=build_standing_view(
                    standings[category.slug, STANDARD], now.arena, category, STANDARD
                ),
                others=[
                    build_standing_view(standings[category.slug, method], now.arena, category, method)
                    for method in OTHER_METHODS
                    if (category.slug, method) in standings
                ],
                **_against_overall(standings[category.slug, STANDARD], overall),
            )
            for category in CATEGORIES
            if (category.slug, STANDARD) in standings
        ],
    )


def _against_overall(standing: Standing, overall: Standing | None) -> dict[str, Any]:
    """Return `gain` and `is_clear` of a standing."""
    if overall is None or overall.pk == standing.pk or standing.rank is None or overall.rank is None:
        return {}
    ends = (standing.rank_low, standing.rank_high, overall.rank_low, overall.rank_high)
    low, high, overall_low, overall_high = (end or 0 for end in ends)
    return {
        "gain": overall.rank - standing.rank,
        "is_clear": high < overall_low or low > overall_high,
    }


def build_history_view(
    standings: list[ArenaStandings], *, arena: str, category: Category
) -> RatingHistoryView:
    """Build a model's rating history on one board. `arena`: the slug of an arena in `standings`."""
    current = next(each for each in standings if each.arena.slug == arena)
    page, default_arena = reverse("model", args=[current.contender.model.slug]), standings[0].arena.slug

    def link(arena: str, category: str) -> str:
        url = build_url(
            page, arena=unless_default(default_arena, arena), category=unless_default(OVERALL.slug, category)
        )
        return url + HISTORY_ANCHOR

    tabs = category_tabs(current.votes, category.slug, link=lambda slug: link(arena, slug))
    points = get_rating_history(current.contender, category=category.slug)
    return RatingHistoryView(
        arenas=[
            Tab(each.arena.slug, each.arena.title, link(each.arena.slug, category.slug), each == current)
            for each in standings
        ],
        categories=replace(tabs, empty=[]),
        category=category,
        points=points,
        chart=build_history_chart(points),
        rivals=list_rivals(current.now, category.slug, current.contender),
    )


def build_standing_view(standing: Standing, arena: Arena, category: Category, method: str) -> StandingView:
    """Build the view of a standing."""
    return StandingView(
        method_title=Method(method).label,
        rank=standing.rank,
        rating=standing.rating,
        ci_low=standing.ci_low,
        ci_high=standing.ci_high,
        votes=standing.votes,
        status_words=standing.get_status_display(),
        reason_words=REASON_WORDS.get(standing.reason, standing.reason),
        url=reverse("leaderboard", args=[arena.slug, category.slug]) + method_query(method),
    )

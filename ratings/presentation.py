"""Boards as templates read them: numbers placed, reasons in words."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from battles.eligibility import REASONS, Reason
from battles.models import Arena
from ratings.boards import NOTE_WORDS, REASON_WORDS, STANDARD, Published
from ratings.categories import BY_SLUG, CATEGORIES
from ratings.models import Method, Snapshot, Standing

AXIS_STEPS = (10, 20, 25, 50, 100, 200, 250, 500, 1000)
MARGIN = 0.04  # of the axis' length, on either side


@dataclass(frozen=True)
class Tab:
    """A link to another view of the same page."""

    slug: str
    title: str | Promise
    url: str
    is_current: bool
    definition: str | Promise = ""
    votes: int | None = None


@dataclass(frozen=True)
class Interval:
    """Where a rating and its interval lie on the axis, in percent of its length."""

    x: float
    x1: float
    x2: float


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Axis:
    """The span of ratings a board draws, in points."""

    low: float
    high: float

    def place(self, rating: float) -> float:
        """Percent of the axis' length from its left end."""
        return round(100 * (rating - self.low) / (self.high - self.low), 2)

    def ticks(self, most: int = 6) -> list[Tick]:
        """Round numbers along the axis, at most `most`."""
        step = next((s for s in AXIS_STEPS if (self.high - self.low) / s <= most), AXIS_STEPS[-1])
        first = int(-(-self.low // step) * step)
        return [Tick(self.place(value), str(value)) for value in range(first, int(self.high) + 1, step)]


@dataclass(frozen=True)
class Row:
    """One contender on a board."""

    rank: int | None
    rank_low: int | None
    rank_high: int | None
    name: str
    url: str
    organization: str
    license: str
    is_simulated: bool
    rating: float | None
    ci_low: float | None
    ci_high: float | None
    votes: int
    status: str
    status_words: str | Promise
    reason_words: str | Promise
    interval: Interval | None

    @property
    def plus(self) -> float | None:
        """How far the interval reaches above the rating."""
        return None if self.ci_high is None or self.rating is None else self.ci_high - self.rating

    @property
    def minus(self) -> float | None:
        """How far the interval reaches below the rating."""
        return None if self.ci_low is None or self.rating is None else self.rating - self.ci_low


@dataclass(frozen=True)
class Excluded:
    label: str | Promise
    votes: int


@dataclass(frozen=True)
class BoardView:
    """One snapshot, ready to be shown."""

    snapshot: int
    as_of: dt.datetime
    category_title: str | Promise
    definition: str | Promise
    method_title: str
    votes_counted: int
    votes_excluded_total: int
    excluded: list[Excluded]
    votes_simulated: int
    models: int
    rows: list[Row]
    axis: list[Tick]
    note: str | Promise
    json_url: str

    @property
    def ranked(self) -> list[Row]:
        """Rows with a rating."""
        return [row for row in self.rows if row.rating is not None]

    @property
    def unranked(self) -> list[Row]:
        """Rows without one."""
        return [row for row in self.rows if row.rating is None]


def board_view(snapshot: Snapshot) -> BoardView:
    """A snapshot's standings in order, placed on one axis."""
    category = BY_SLUG[snapshot.board.category]
    standings = list(snapshot.standings.select_related("contender__model").order_by("id"))
    axis = axis_of(standings)
    excluded = [
        Excluded(REASONS[Reason[slug.upper()]].label, votes)
        for slug, votes in sorted(snapshot.votes_excluded.items(), key=lambda item: -item[1])
    ]
    url = reverse("api_leaderboard", args=[snapshot.board.arena.slug, category.slug])
    return BoardView(
        snapshot=snapshot.pk,
        as_of=snapshot.as_of,
        category_title=category.title,
        definition=category.definition,
        method_title=Method(snapshot.method).label,
        votes_counted=snapshot.votes_counted,
        votes_excluded_total=sum(snapshot.votes_excluded.values()),
        excluded=excluded,
        votes_simulated=snapshot.votes_simulated,
        models=len(standings),
        rows=[row_view(standing, axis) for standing in standings],
        axis=axis.ticks() if axis else [],
        note=NOTE_WORDS.get(snapshot.note, snapshot.note),
        json_url=url if snapshot.method == STANDARD else f"{url}?method={snapshot.method}",
    )


def axis_of(standings: list[Standing]) -> Axis | None:
    """An axis that holds every interval with a margin; None where nobody has a rating."""
    ends = [end for s in standings for end in (s.rating, s.ci_low, s.ci_high) if end is not None]
    if not ends:
        return None
    span = max(max(ends) - min(ends), 1.0)
    return Axis(min(ends) - MARGIN * span, max(ends) + MARGIN * span)


def row_view(standing: Standing, axis: Axis | None) -> Row:
    """A standing as a row; an unnamed contender has no page to link to."""
    contender = standing.contender
    model = contender.model
    return Row(
        rank=standing.rank,
        rank_low=standing.rank_low,
        rank_high=standing.rank_high,
        name=contender.public_name,
        url="" if contender.is_unnamed else reverse("model", args=[model.slug]),
        organization="" if contender.is_unnamed else model.organization,
        license="" if contender.is_unnamed else model.license,
        is_simulated=model.is_simulated,
        rating=standing.rating,
        ci_low=standing.ci_low,
        ci_high=standing.ci_high,
        votes=standing.votes,
        status=standing.status,
        status_words=standing.get_status_display(),
        reason_words=REASON_WORDS.get(standing.reason, standing.reason),
        interval=_interval(standing, axis),
    )


def _interval(standing: Standing, axis: Axis | None) -> Interval | None:
    if axis is None or standing.rating is None:
        return None
    low = standing.rating if standing.ci_low is None else standing.ci_low
    high = standing.rating if standing.ci_high is None else standing.ci_high
    return Interval(axis.place(standing.rating), axis.place(low), axis.place(high))


def category_tabs(now: Published | None, arena: Arena, current: str, method: str) -> list[Tab]:
    """A tab per category with the number of its counted votes."""
    votes = (
        dict(now.snapshots().filter(method=method).values_list("board__category", "votes_counted"))
        if now
        else {}
    )
    query = "" if method == STANDARD else f"?method={method}"
    return [
        Tab(
            slug=category.slug,
            title=category.title,
            url=reverse("leaderboard", args=[arena.slug, category.slug]) + query,
            is_current=category.slug == current,
            definition=category.definition,
            votes=votes.get(category.slug),
        )
        for category in CATEGORIES
    ]


def method_tabs(arena: Arena, category: str, current: str) -> list[Tab]:
    """A tab per method."""
    url = reverse("leaderboard", args=[arena.slug, category])
    return [
        Tab(
            slug=method.value,
            title=method.label,
            url=url if method == STANDARD else f"{url}?method={method.value}",
            is_current=method.value == current,
        )
        for method in Method
    ]


@dataclass(frozen=True)
class StandingView:
    """Where a model stands on one board."""

    arena: str
    category_title: str | Promise
    method_title: str
    rank: int | None
    rating: float | None
    ci_low: float | None
    ci_high: float | None
    votes: int
    status_words: str | Promise
    reason_words: str | Promise
    url: str


def standing_view(standing: Standing) -> StandingView:
    """A standing as the model's page shows it; reads snapshot, board and arena that come with it."""
    board, method = standing.snapshot.board, Method(standing.snapshot.method)
    url = reverse("leaderboard", args=[board.arena.slug, board.category])
    return StandingView(
        arena=board.arena.title,
        category_title=BY_SLUG[board.category].title,
        method_title=method.label,
        rank=standing.rank,
        rating=standing.rating,
        ci_low=standing.ci_low,
        ci_high=standing.ci_high,
        votes=standing.votes,
        status_words=standing.get_status_display(),
        reason_words=REASON_WORDS.get(standing.reason, standing.reason),
        url=url if method == STANDARD else f"{url}?method={method.value}",
    )

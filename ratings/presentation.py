"""Boards as templates read them: numbers placed, reasons in words."""

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise

from battles.eligibility import REASONS, Reason
from ratings.boards import FEATURE_WORDS, NOTE_WORDS, REASON_WORDS
from ratings.categories import BY_SLUG
from ratings.core.robustness import FRAGILE_SHARE
from ratings.models import Method, Snapshot, Standing
from ratings.tabs import method_query

AXIS_STEPS = (10, 20, 25, 50, 100, 200, 250, 500, 1000)
MARGIN = 0.04  # of the axis' length, on either side


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
    """One contender on a board.

    overturn_votes, overturn_voters: the fewest whose removal would put the next ranked model ahead.
    is_fragile: whether that is too small a share of the board's votes to lean on.
    """

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
    overturn_votes: int | None = None
    overturn_voters: int | None = None
    is_fragile: bool = False

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
class Coefficient:
    """What one style feature is worth, with its 95 % interval: change of the log-odds."""

    label: str | Promise
    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


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
    matchups_url: str = ""
    votes_without_style: int = 0
    coefficients: list[Coefficient] = field(default_factory=list)

    @property
    def ranked(self) -> list[Row]:
        """Rows with a rating."""
        return [row for row in self.rows if row.rating is not None]

    @property
    def unranked(self) -> list[Row]:
        """Rows without one."""
        return [row for row in self.rows if row.rating is None]

    @property
    def fragile_percent(self) -> float:
        """Under this share of the board's votes, in percent, a place is marked."""
        return 100 * FRAGILE_SHARE

    @property
    def has_overturn(self) -> bool:
        """Whether it is known of any place how few votes hold it."""
        return any(row.overturn_votes is not None for row in self.rows)


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
        rows=[row_view(standing, axis, board_votes=snapshot.votes_counted) for standing in standings],
        axis=axis.ticks() if axis else [],
        note=NOTE_WORDS.get(snapshot.note, snapshot.note),
        json_url=url + method_query(snapshot.method),
        matchups_url=reverse("matchups", args=[snapshot.board.arena.slug, category.slug]),
        votes_without_style=snapshot.votes_without_style,
        coefficients=coefficients_of(snapshot),
    )


def coefficients_of(snapshot: Snapshot) -> list[Coefficient]:
    """The features whose worth the board estimates; none for a method that does not."""
    known = snapshot.coefficients or {}
    return [
        Coefficient(words, **known[feature])
        for feature, words in FEATURE_WORDS.items()
        if feature in known and known[feature]["value"] is not None
    ]


def axis_of(standings: list[Standing]) -> Axis | None:
    """An axis that holds every interval with a margin; None where nobody has a rating."""
    ends = [end for s in standings for end in (s.rating, s.ci_low, s.ci_high) if end is not None]
    if not ends:
        return None
    span = max(max(ends) - min(ends), 1.0)
    return Axis(min(ends) - MARGIN * span, max(ends) + MARGIN * span)


def row_view(standing: Standing, axis: Axis | None, *, board_votes: int) -> Row:
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
        overturn_votes=standing.overturn_votes,
        overturn_voters=standing.overturn_voters,
        is_fragile=_is_fragile(standing, board_votes),
    )


def _is_fragile(standing: Standing, board_votes: int) -> bool:
    return standing.overturn_votes is not None and standing.overturn_votes < FRAGILE_SHARE * board_votes


def _interval(standing: Standing, axis: Axis | None) -> Interval | None:
    if axis is None or standing.rating is None:
        return None
    low = standing.rating if standing.ci_low is None else standing.ci_low
    high = standing.rating if standing.ci_high is None else standing.ci_high
    return Interval(axis.place(standing.rating), axis.place(low), axis.place(high))


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
        url=url + method_query(method.value),
    )

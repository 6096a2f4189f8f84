"""Boards as templates read them: numbers placed, reasons in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise

from battles.counting import REASONS, Reason
from ratings.categories import BY_SLUG
from ratings.charts.axis import Axis, Interval, Tick, axis_of, ends_of
from ratings.charts.price import PriceChart, price_chart
from ratings.core.robustness import FRAGILE_SHARE
from ratings.history.week import Change, Week
from ratings.models import Method, Snapshot, Standing
from ratings.pages.tabs import address, other_than
from ratings.published import FEATURE_WORDS, NOTE_WORDS, REASON_WORDS, STANDARD

SHORT_OF_VOTES = ("no_votes", "too_few_votes", "below_provisional_line")
"""The reasons (see ratings.boards.REASON_WORDS) that more votes answer."""


@dataclass(frozen=True)
class Row:
    """One contender on a board.

    overturn_votes, overturn_voters: the fewest whose removal would put the next ranked model ahead.
    is_fragile: whether that is too small a share of the board's votes to lean on.
    change: since a week before. needed: how many votes it is short of a rank; None where votes alone are
    not what it lacks. wanted: how many it needs for the interval that policy asks for; None where that
    cannot be told.
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
    change: Change | None = None
    needed: int | None = None
    wanted: int | None = None

    @property
    def plus(self) -> float | None:
        """How far the interval reaches above the rating."""
        return None if self.ci_high is None or self.rating is None else self.ci_high - self.rating

    @property
    def minus(self) -> float | None:
        """How far the interval reaches below the rating."""
        return None if self.ci_low is None or self.rating is None else self.rating - self.ci_low


@dataclass(frozen=True)
class Wanted:
    """The votes each contender needs for an interval of `target` points to either side."""

    target: float
    votes: Mapping[int, int | None]


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
    """One snapshot, ready to be shown; `snapshot` is None for one that nobody stored."""

    snapshot: int | None
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
    changed_since: dt.datetime | None = None
    prices: PriceChart | None = None
    target: float | None = None

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


def board_view(
    snapshot: Snapshot,
    standings: list[Standing],
    *,
    week: Week | None = None,
    wanted: Wanted | None = None,
    asked: Mapping[str, str] | None = None,
) -> BoardView:
    """A snapshot's standings in order, placed on one axis; `asked` is what its address asks for besides the
    method. The pictures of who beat whom are of the newest votes alone."""
    category, arena = BY_SLUG[snapshot.board.category], snapshot.board.arena
    axis = axis_of(ends_of(standings))
    url = reverse("api_leaderboard", args=[arena.slug, category.slug])
    changes = week.changes if week else {}
    return BoardView(
        snapshot=snapshot.pk,
        as_of=snapshot.as_of,
        category_title=category.title,
        definition=category.definition,
        method_title=Method(snapshot.method).label,
        votes_counted=snapshot.votes_counted,
        votes_excluded_total=sum(snapshot.votes_excluded.values()),
        excluded=excluded_of(snapshot),
        votes_simulated=snapshot.votes_simulated,
        models=sum(1 for standing in standings if standing.votes),
        rows=[
            row_view(
                standing,
                axis,
                snapshot=snapshot,
                change=changes.get(standing.contender_id),
                wanted=wanted.votes.get(standing.contender_id) if wanted else None,
            )
            for standing in standings
        ],
        axis=axis.ticks() if axis else [],
        note=NOTE_WORDS.get(snapshot.note, snapshot.note),
        json_url=address(url, method=other_than(STANDARD, snapshot.method), **asked or {}),
        matchups_url="" if asked else reverse("matchups", args=[arena.slug, category.slug]),
        votes_without_style=snapshot.votes_without_style,
        coefficients=coefficients_of(snapshot),
        changed_since=week.since if week else None,
        prices=price_chart(standings),
        target=wanted.target if wanted else None,
    )


def excluded_of(snapshot: Snapshot) -> list[Excluded]:
    """What keeps votes from counting, the most frequent first."""
    return [
        Excluded(REASONS[Reason[slug.upper()]].label, votes)
        for slug, votes in sorted(snapshot.votes_excluded.items(), key=lambda item: -item[1])
    ]


def coefficients_of(snapshot: Snapshot) -> list[Coefficient]:
    """The features whose worth the board estimates; none for a method that does not."""
    known = snapshot.coefficients or {}
    return [
        Coefficient(words, **known[feature])
        for feature, words in FEATURE_WORDS.items()
        if feature in known and known[feature]["value"] is not None
    ]


def row_view(
    standing: Standing,
    axis: Axis | None,
    *,
    snapshot: Snapshot,
    change: Change | None = None,
    wanted: int | None = None,
) -> Row:
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
        interval=axis.interval(standing) if axis else None,
        overturn_votes=standing.overturn_votes,
        overturn_voters=standing.overturn_voters,
        is_fragile=_is_fragile(standing, snapshot.votes_counted),
        change=change,
        needed=votes_to_rank(standing, snapshot),
        wanted=wanted,
    )


def votes_to_rank(standing: Standing, snapshot: Snapshot) -> int | None:
    """How many votes a model is short of the line from which this board gives ranks; None where it is not
    short of votes, or lacks something else."""
    if standing.reason not in SHORT_OF_VOTES:
        return None
    needed = snapshot.parameters["provisional_votes"] - standing.votes
    return needed if needed > 0 else None


def _is_fragile(standing: Standing, board_votes: int) -> bool:
    return standing.overturn_votes is not None and standing.overturn_votes < FRAGILE_SHARE * board_votes

"""Boards as templates read them: positions on the axis, reasons in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from battles.counting import REASONS, Reason
from battles.grouped_numbers import grouped
from ratings.categories import BY_SLUG
from ratings.charts.axis import Axis, Interval, Tick, build_axis, interval_ends
from ratings.charts.price import PriceChart, build_price_chart
from ratings.core.robustness import FRAGILE_SHARE
from ratings.history.week import Change, Week
from ratings.models import ModelSpeed, Snapshot, Standing, Zero
from ratings.pages.board.filter import BoardFilter, get_price, list_choices
from ratings.pages.tabs import build_url, unless_default
from ratings.published import FEATURE_WORDS, NOTE_WORDS, REASON_WORDS, STANDARD
from ratings.rebuild.method_specs import METHOD_NOTES, SPEC_BY_METHOD, Method

VOTE_SHORTAGE_REASONS = ("no_votes", "too_few_votes", "below_provisional_line")
"""Reasons (see ratings.published.REASON_WORDS) that disappear with more votes."""


@dataclass(frozen=True)
class Row:
    """One contender on a board.

    - `overturn_votes`, `overturn_voters`: votes (or voters) to flip: the smallest number whose removal
      puts the next ranked model ahead.
    - `is_fragile`: the votes to flip are less than FRAGILE_SHARE of the board's votes.
    - `change`: since a week before.
    - `needed`: votes missing for a rank; None if it lacks something else.
    - `wanted`: votes missing for the interval that the sampling policy aims at; None if unknown.
    - `state`: of the contender's lifecycle. `price`: of a million output tokens in dollars. `speed`: tokens
      per second.
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
    state: str = ""
    open_weights: bool | None = None
    price: float | None = None
    speed: float | None = None

    @property
    def plus(self) -> float | None:
        """Distance from the rating to the upper end of the interval."""
        return None if self.ci_high is None or self.rating is None else self.ci_high - self.rating

    @property
    def minus(self) -> float | None:
        """Distance from the rating to the lower end of the interval."""
        return None if self.ci_low is None or self.rating is None else self.rating - self.ci_low


@dataclass(frozen=True)
class VoteTarget:
    """The votes each contender needs, by id, for an interval of ± `target` points."""

    target: float
    votes: Mapping[int, int | None]


@dataclass(frozen=True)
class ExcludedVotes:
    label: str | Promise
    votes: int


@dataclass(frozen=True)
class Coefficient:
    """The effect of one style feature on the log-odds, with its 95 % interval."""

    label: str | Promise
    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class BoardView:
    """One snapshot for display; `snapshot` is its id, None for one that is not stored."""

    snapshot: int | None
    as_of: dt.datetime
    category_title: str | Promise
    definition: str | Promise
    method_title: str
    votes_counted: int
    votes_excluded_total: int
    excluded: list[ExcludedVotes]
    votes_simulated: int
    models: int
    rows: list[Row]
    axis: list[Tick]
    note: str | Promise
    json_url: str
    matchups_url: str = ""
    votes_without_style: int = 0
    votes_not_known: int = 0
    coefficients: list[Coefficient] = field(default_factory=list)
    changed_since: dt.datetime | None = None
    prices: PriceChart | None = None
    target: float | None = None
    zero_notice: str = ""
    asked: BoardFilter = field(default_factory=BoardFilter)

    @cached_property
    def shown(self) -> list[Row]:
        """The rows that the filter leaves, in the order asked for."""
        return self.asked.apply(self.rows)

    @property
    def ranked(self) -> list[Row]:
        """Shown rows with a rating."""
        return [row for row in self.shown if row.rating is not None]

    @property
    def unranked(self) -> list[Row]:
        """Shown rows without one."""
        return [row for row in self.shown if row.rating is None]

    @property
    def makers(self) -> list[str]:
        """Makers to choose from."""
        return list_choices(self.rows, "organization")

    @property
    def licenses(self) -> list[str]:
        """Licences to choose from."""
        return list_choices(self.rows, "license")

    @property
    def has_prices(self) -> bool:
        """Whether the price of any model is known."""
        return any(row.price is not None for row in self.rows)

    @property
    def has_speeds(self) -> bool:
        """Whether the speed of any model is known."""
        return any(row.speed is not None for row in self.rows)

    @property
    def fragile_percent(self) -> float:
        """A rank is marked as fragile below this share of the board's votes, in percent."""
        return 100 * FRAGILE_SHARE

    @property
    def has_overturn(self) -> bool:
        """Whether any row has votes to flip."""
        return any(row.overturn_votes is not None for row in self.rows)


def build_board_view(
    snapshot: Snapshot,
    standings: list[Standing],
    *,
    week: Week | None = None,
    wanted: VoteTarget | None = None,
    parameters: Mapping[str, str] | None = None,
    asked: BoardFilter | None = None,
) -> BoardView:
    """Build the view of a snapshot with its standings on one axis.

    `parameters`: query parameters of the board's URL besides the method. A board with parameters is a past
    one and has no link to the matchups, which exist for the newest votes only.
    """
    category, arena = BY_SLUG[snapshot.board.category], snapshot.board.arena
    axis = build_axis(interval_ends(standings))
    speeds = get_speeds(standings)
    json_page = reverse("api_leaderboard", args=[arena.slug, category.slug])
    changes = week.changes if week else {}
    return BoardView(
        snapshot=snapshot.pk,
        as_of=snapshot.as_of,
        category_title=category.title,
        definition=category.definition,
        method_title=Method(snapshot.method).label,
        votes_counted=snapshot.votes_counted,
        votes_excluded_total=sum(snapshot.votes_excluded.values()),
        excluded=list_excluded(snapshot),
        votes_simulated=snapshot.votes_simulated,
        models=sum(1 for standing in standings if standing.votes),
        rows=[
            build_row(
                standing,
                axis,
                snapshot=snapshot,
                change=changes.get(standing.contender_id),
                wanted=wanted.votes.get(standing.contender_id) if wanted else None,
                speed=speeds.get(standing.contender.model_id),
            )
            for standing in standings
        ],
        axis=axis.ticks() if axis else [],
        note=describe_note(snapshot),
        json_url=build_url(json_page, method=unless_default(STANDARD, snapshot.method), **parameters or {}),
        matchups_url="" if parameters else reverse("matchups", args=[arena.slug, category.slug]),
        votes_without_style=snapshot.votes_without_style,
        votes_not_known=snapshot.votes_not_known,
        coefficients=list_coefficients(snapshot),
        changed_since=week.since if week else None,
        prices=build_price_chart(standings),
        target=wanted.target if wanted else None,
        zero_notice=describe_zero(snapshot, standings),
        asked=asked or BoardFilter(),
    )


def get_speeds(standings: Iterable[Standing]) -> dict[int, float]:
    """Return the tokens per second of these models, by model id, where they are known."""
    models = {standing.contender.model_id for standing in standings}
    measured = ModelSpeed.objects.filter(model__in=models, tokens_per_second__isnull=False)
    return dict(measured.values_list("model_id", "tokens_per_second"))


def describe_note(snapshot: Snapshot) -> str | Promise:
    """Say why a board is empty."""
    return (NOTE_WORDS | METHOD_NOTES).get(snapshot.note, snapshot.note)


def describe_zero(snapshot: Snapshot, standings: list[Standing]) -> str:
    """Say that the anchor is not rated, so that the ratings have another zero; empty otherwise."""
    anchor = snapshot.parameters.get("anchor")
    if anchor is None or not SPEC_BY_METHOD[snapshot.method].has_anchor or snapshot.zero != Zero.MEAN:
        return ""
    contender = next((each.contender for each in standings if each.contender_id == anchor), None)
    return _(
        "The anchor%(name)s is not rated on this board. Its ratings have the mean 1000 instead, so they "
        "cannot be compared with ratings of boards where the anchor is rated. Intervals and ranks are not "
        "affected."
    ) % {"name": f" ({contender.public_name})" if contender else ""}


def describe_reason(standing: Standing, snapshot: Snapshot) -> str | Promise:
    """Say why a model has no rank or rating; for one with enough votes, which of them do not help."""
    needed = snapshot.parameters["minimum_votes"]
    usable = standing.votes_against_rated
    if standing.reason != "too_few_votes" or usable is None or standing.votes < needed:
        return REASON_WORDS.get(standing.reason, standing.reason)
    return _(
        "too few votes against rated models: %(usable)s of its %(votes)s votes; %(needed)s are needed"
    ) % {"usable": grouped(usable), "votes": grouped(standing.votes), "needed": grouped(needed)}


def list_excluded(snapshot: Snapshot) -> list[ExcludedVotes]:
    """List the reasons of votes that do not count, most frequent first."""
    return [
        ExcludedVotes(REASONS[Reason[slug.upper()]].label, votes)
        for slug, votes in sorted(snapshot.votes_excluded.items(), key=lambda item: -item[1])
    ]


def list_coefficients(snapshot: Snapshot) -> list[Coefficient]:
    """List the style coefficients that the board estimates; empty for a method without them."""
    coefficients = snapshot.coefficients or {}
    return [
        Coefficient(label, **coefficients[feature])
        for feature, label in FEATURE_WORDS.items()
        if feature in coefficients and coefficients[feature]["value"] is not None
    ]


def build_row(
    standing: Standing,
    axis: Axis | None,
    *,
    snapshot: Snapshot,
    change: Change | None = None,
    wanted: int | None = None,
    speed: float | None = None,
) -> Row:
    """Build the row of a standing. An unnamed contender has no page, so no link."""
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
        reason_words=describe_reason(standing, snapshot),
        interval=axis.interval(standing) if axis else None,
        overturn_votes=standing.overturn_votes,
        overturn_voters=standing.overturn_voters,
        is_fragile=_is_fragile(standing, snapshot.votes_counted),
        change=change,
        needed=votes_to_rank(standing, snapshot),
        wanted=wanted,
        state=contender.state,
        open_weights=None if contender.is_unnamed else model.open_weights,
        price=get_price(standing),
        speed=None if contender.is_unnamed else speed,
    )


def votes_to_rank(standing: Standing, snapshot: Snapshot) -> int | None:
    """Return how many votes a model needs for a rank on this board; None if votes are not what it lacks."""
    if standing.reason not in VOTE_SHORTAGE_REASONS:
        return None
    needed = snapshot.parameters["provisional_votes"] - standing.votes
    return needed if needed > 0 else None


def _is_fragile(standing: Standing, board_votes: int) -> bool:
    return standing.overturn_votes is not None and standing.overturn_votes < FRAGILE_SHARE * board_votes

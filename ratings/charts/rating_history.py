"""A model's rating over time on one board: one point for each day, as it was published."""

import datetime as dt
import itertools
import math
from dataclasses import dataclass

from battles.models import Contender
from ratings.charts.axis import Axis, Tick, build_axis
from ratings.history.board_on_day import daily_snapshots
from ratings.models import Snapshot, Standing
from ratings.published import STANDARD

MAX_DAY_TICKS = 4
MAX_POINTS = 200
"""A longer history is thinned to at most this many points."""


@dataclass(frozen=True)
class HistoryPoint:
    """One model's standing on the last board of a day."""

    day: dt.date
    rating: float
    ci_low: float | None
    ci_high: float | None
    rank: int | None
    votes: int
    zero: str = ""


@dataclass(frozen=True)
class Dot:
    """A point of the chart, in percent of its width and height from the upper left."""

    x: float
    y: float
    point: HistoryPoint


@dataclass(frozen=True)
class HistoryChart:
    """A chart of at least two points. `lines` and `bands` are SVG coordinates in percent.

    At each of `breaks` (percent of the width) the zero of the ratings changes, and a new line begins.
    """

    lines: list[str]
    bands: list[str]
    breaks: list[float]
    dots: list[Dot]
    ratings: list[Tick]
    days: list[Tick]


def get_rating_history(contender: Contender, *, category: str, method: str = STANDARD) -> list[HistoryPoint]:
    """Return one point for every day whose last board rated the contender, oldest first.

    A history with more than MAX_POINTS days keeps every second, third … day, always including the newest.
    The number of queries is constant.
    """
    days = list(daily_snapshots(contender.arena, category=category, method=method).items())
    days = days[:: -math.ceil(len(days) / MAX_POINTS) or -1][::-1]
    standings = Standing.objects.filter(
        contender=contender, rating__isnull=False, snapshot__in={snapshot.pk for _day, snapshot in days}
    )
    rated = {standing.snapshot_id: standing for standing in standings}
    return [_point(day, rated[snapshot.pk], snapshot) for day, snapshot in days if snapshot.pk in rated]


def _point(day: dt.date, standing: Standing, snapshot: Snapshot) -> HistoryPoint:
    return HistoryPoint(
        day,
        standing.rating,
        standing.ci_low,
        standing.ci_high,
        standing.rank,
        standing.votes,
        snapshot.zero_key,
    )


def build_history_chart(points: list[HistoryPoint]) -> HistoryChart | None:
    """Build the chart; None for fewer than two points."""
    if len(points) < 2:
        return None
    across = Axis(points[0].day.toordinal(), points[-1].day.toordinal())
    up = build_axis(end for each in points for end in (each.rating, each.ci_low, each.ci_high))
    dots = [Dot(across.to_percent(each.day.toordinal()), _y(up, each.rating), each) for each in points]
    runs = [list(run) for _zero, run in itertools.groupby(dots, key=lambda dot: dot.point.zero)]
    return HistoryChart(
        lines=[_coordinates([(dot.x, dot.y) for dot in run]) for run in runs],
        bands=[_band(up, run) for run in runs],
        breaks=[round((before[-1].x + after[0].x) / 2, 2) for before, after in itertools.pairwise(runs)],
        dots=dots,
        ratings=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks()],
        days=day_ticks(across),
    )


def _band(up: Axis, dots: list[Dot]) -> str:
    upper = [(dot.x, _y(up, dot.point.ci_high or dot.point.rating)) for dot in dots]
    lower = [(dot.x, _y(up, dot.point.ci_low or dot.point.rating)) for dot in dots]
    return _coordinates([*upper, *reversed(lower)])


def _y(up: Axis, rating: float) -> float:
    return round(100 - up.to_percent(rating), 2)


def _coordinates(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def day_ticks(across: Axis) -> list[Tick]:
    """Label up to MAX_DAY_TICKS days at equal distances, including the first and the last."""
    span = int(across.high - across.low)
    steps = min(MAX_DAY_TICKS - 1, span)
    days = [int(across.low) + round(step * span / steps) for step in range(steps + 1)]
    return [Tick(across.to_percent(day), dt.date.fromordinal(day).isoformat()) for day in days]

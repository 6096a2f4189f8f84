"""A model's rating over time on one board: one point a day, as it was published."""

import datetime as dt
import math
from dataclasses import dataclass

from battles.models import Contender
from ratings.charts.axis import Axis, Tick, axis_of
from ratings.history.board_on_day import daily_snapshots
from ratings.models import Standing
from ratings.published import STANDARD

DAY_TICKS = 4
POINTS = 200
"""More days than this are not told one by one."""


@dataclass(frozen=True)
class CoursePoint:
    """What the last board of a day said of a model."""

    day: dt.date
    rating: float
    ci_low: float | None
    ci_high: float | None
    rank: int | None
    votes: int


@dataclass(frozen=True)
class Dot:
    """A point of the drawing, in percent of its width and height from the upper left."""

    x: float
    y: float
    point: CoursePoint


@dataclass(frozen=True)
class CourseChart:
    """A drawing of at least two points. `line` and `band`: coordinates as SVG has them, in percent."""

    line: str
    band: str
    dots: list[Dot]
    ratings: list[Tick]
    days: list[Tick]


def course_of(contender: Contender, *, category: str, method: str = STANDARD) -> list[CoursePoint]:
    """One point for every day whose board rated the contender, oldest first, as that day's last board did.

    A history of more days than POINTS is told by every second, every third … of them, the newest always
    among them. The number of queries does not grow with it.
    """
    days = list(daily_snapshots(contender.arena, category=category, method=method).items())
    days = days[:: -math.ceil(len(days) / POINTS) or -1][::-1]
    standings = Standing.objects.filter(
        contender=contender, rating__isnull=False, snapshot__in={snapshot.pk for _day, snapshot in days}
    )
    rated = {standing.snapshot_id: standing for standing in standings}
    return [_point(day, rated[snapshot.pk]) for day, snapshot in days if snapshot.pk in rated]


def _point(day: dt.date, standing: Standing) -> CoursePoint:
    return CoursePoint(day, standing.rating, standing.ci_low, standing.ci_high, standing.rank, standing.votes)


def chart_of(points: list[CoursePoint]) -> CourseChart | None:
    """The drawing; None where there is no course yet, only a point."""
    if len(points) < 2:
        return None
    across = Axis(points[0].day.toordinal(), points[-1].day.toordinal())
    up = axis_of(end for each in points for end in (each.rating, each.ci_low, each.ci_high))
    dots = [Dot(across.place(each.day.toordinal()), _y(up, each.rating), each) for each in points]
    upper = [(dot.x, _y(up, dot.point.ci_high or dot.point.rating)) for dot in dots]
    lower = [(dot.x, _y(up, dot.point.ci_low or dot.point.rating)) for dot in dots]
    return CourseChart(
        line=_coordinates([(dot.x, dot.y) for dot in dots]),
        band=_coordinates([*upper, *reversed(lower)]),
        dots=dots,
        ratings=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks()],
        days=_days(across),
    )


def _y(up: Axis, rating: float) -> float:
    return round(100 - up.place(rating), 2)


def _coordinates(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _days(across: Axis) -> list[Tick]:
    """A few days evenly along the axis, the first and the last among them."""
    span = int(across.high - across.low)
    steps = min(DAY_TICKS - 1, span)
    days = [int(across.low) + round(step * span / steps) for step in range(steps + 1)]
    return [Tick(across.place(day), dt.date.fromordinal(day).isoformat()) for day in days]

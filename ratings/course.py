"""A model's rating over time on one board: one point a day, as it was published."""

import datetime as dt
from dataclasses import dataclass

from battles.models import Contender
from ratings.axis import Axis, Tick, axis_of
from ratings.models import Method, Standing

DAY_TICKS = 4


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


def course_of(
    contender: Contender, *, category: str, method: str = Method.BRADLEY_TERRY
) -> list[CoursePoint]:
    """One point for every day whose board rated the contender, oldest first."""
    standings = Standing.objects.filter(
        contender=contender,
        rating__isnull=False,
        snapshot__board__category=category,
        snapshot__method=method,
        snapshot__rebuild__published_at__isnull=False,
    ).order_by("snapshot_id")
    fields = ("snapshot__as_of", "rating", "ci_low", "ci_high", "rank", "votes")
    days = {
        as_of.date(): CoursePoint(as_of.date(), *numbers)
        for as_of, *numbers in standings.values_list(*fields)
    }
    return list(days.values())


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

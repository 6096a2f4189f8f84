"""Ratings of several models over time on one board, in one chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from battles.models import Contender
from ratings.charts.axis import Axis, Tick, build_axis
from ratings.charts.rating_history import HistoryPoint, day_ticks, get_rating_history

MAX_COURSES = 6
"""Lines that one chart can show so that they can be told apart."""


@dataclass(frozen=True)
class Course:
    """One model's line. `points`: SVG coordinates in percent; `number`: its colour and dashes, from 1.
    `label_y`: height of its name at the right end, in percent.
    """

    name: str
    url: str
    number: int
    points: str
    label_y: float
    history: list[HistoryPoint]


@dataclass(frozen=True)
class CoursesChart:
    """Lines on common axes. `rows`: a day with the rating of each course (None: not rated), newest first."""

    courses: list[Course]
    ratings: list[Tick]
    days: list[Tick]
    rows: list[tuple[str, list[float | None]]]


def build_courses_chart(
    contenders: Sequence[Contender], *, category: str, urls: Sequence[str]
) -> CoursesChart | None:
    """Build the chart of these contenders of one arena; None if fewer than two days are known."""
    histories = [get_rating_history(each, category=category) for each in contenders[:MAX_COURSES]]
    days = sorted({point.day for history in histories for point in history})
    if len(days) < 2:
        return None
    across = Axis(days[0].toordinal(), days[-1].toordinal())
    up = build_axis(point.rating for history in histories for point in history)
    shown = [
        (contender, url, history)
        for contender, url, history in zip(contenders, urls, histories, strict=False)
        if history
    ]
    heights = _spread([100 - up.to_percent(history[-1].rating) for _contender, _url, history in shown])
    courses = [
        Course(
            name=contender.public_name,
            url=url,
            number=number,
            points=" ".join(
                f"{across.to_percent(each.day.toordinal())},{round(100 - up.to_percent(each.rating), 2)}"
                for each in history
            ),
            label_y=heights[number - 1],
            history=history,
        )
        for number, (contender, url, history) in enumerate(shown, 1)
    ]
    by_day = [{point.day: point.rating for point in course.history} for course in courses]
    return CoursesChart(
        courses=courses,
        ratings=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks()],
        days=day_ticks(across),
        rows=[(day.isoformat(), [each.get(day) for each in by_day]) for day in reversed(days)],
    )


LABEL_DISTANCE = 7.0
"""Least distance of two names, in percent of the chart's height."""


def _spread(heights: list[float]) -> list[float]:
    """Move heights apart so that names do not overlap, keeping their order."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved, last = list(heights), -LABEL_DISTANCE
    for place in order:
        moved[place] = last = round(max(heights[place], last + LABEL_DISTANCE), 2)
    overflow = max(0.0, last - 100)
    return [round(height - overflow, 2) for height in moved]

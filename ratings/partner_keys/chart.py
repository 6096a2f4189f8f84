"""A key's use by day as bars: SVG with attributes alone, because the site's policy blocks styles."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ratings.partner_keys.models import KeyUse

DAYS = 60
BAR, GAP, HEIGHT = 10, 2, 120


@dataclass(frozen=True)
class Bar:
    """One day; x, y, height and the refused part in pixels of the picture."""

    day: dt.date
    reads: int
    refused: int
    x: int
    y: float
    height: float
    refused_height: float


@dataclass(frozen=True)
class Chart:
    """`first`, `last`: the days of the outer bars. `highest`: the most reads of one day, refused ones too."""

    first: dt.date
    last: dt.date
    bars: tuple[Bar, ...]
    width: int
    height: int
    highest: int


def build_chart(uses: Iterable[KeyUse], *, today: dt.date) -> Chart:
    """Build the bars of the last DAYS days, the oldest first."""
    by_day = {use.day: use for use in uses}
    days = [today - dt.timedelta(days=back) for back in reversed(range(DAYS))]
    figures = [
        (day, by_day[day].reads, by_day[day].refused) if day in by_day else (day, 0, 0) for day in days
    ]
    highest = max((reads + refused for _day, reads, refused in figures), default=0)
    scale = HEIGHT / highest if highest else 0.0
    bars = tuple(
        Bar(
            day=day,
            reads=reads,
            refused=refused,
            x=number * (BAR + GAP),
            y=round(HEIGHT - (reads + refused) * scale, 1),
            height=round((reads + refused) * scale, 1),
            refused_height=round(refused * scale, 1),
        )
        for number, (day, reads, refused) in enumerate(figures)
    )
    return Chart(days[0], today, bars, DAYS * (BAR + GAP), HEIGHT, highest)

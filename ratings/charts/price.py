"""Price against rating: where each model lies, and which of them no cheaper one beats."""

import math
from dataclasses import dataclass, replace

from django.urls import reverse

from ratings.charts.axis import Axis, Tick, axis_of
from ratings.models import Standing

FEWEST = 3
"""With fewer models there is nothing to compare."""

ROOM = 6.0
"""Percent of the height that a name takes."""

MARKS = [digit * 10.0**power for power in range(-4, 5) for digit in (1, 3)]
"""Prices an axis may name: they lie about evenly on a logarithmic one."""


@dataclass(frozen=True)
class PricePoint:
    """One model; x and y in percent from the upper left. `is_best`: whoever is rated higher costs more.
    `is_named`: whether there is room for its name."""

    name: str
    url: str
    price: float
    rating: float
    x: float
    y: float
    is_best: bool
    is_named: bool = False


@dataclass(frozen=True)
class PriceChart:
    """The models of a board whose price is known, best rated first. `line`: along the best, as SVG has it."""

    points: list[PricePoint]
    line: str
    prices: list[Tick]
    ratings: list[Tick]


def price_chart(standings: list[Standing]) -> PriceChart | None:
    """A board's models by what a million output tokens cost; None where too few prices are known."""
    priced = [(each, float(price)) for each in standings if (price := _price(each))]
    if len(priced) < FEWEST:
        return None
    across = axis_of(math.log10(price) for _standing, price in priced)
    up = axis_of(standing.rating for standing, _price in priced)
    points = [_point(standing, price, across, up, priced) for standing, price in priced]
    best = sorted((point for point in points if point.is_best), key=lambda point: point.x)
    return PriceChart(
        points=_named(points),
        line=" ".join(f"{point.x},{point.y}" for point in best),
        prices=[
            Tick(across.place(math.log10(mark)), f"${mark:g}")
            for mark in MARKS
            if across.low <= math.log10(mark) <= across.high
        ],
        ratings=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks(5)],
    )


def _named(points: list[PricePoint]) -> list[PricePoint]:
    """Names for the best, which have nobody to their upper left; where two would overlap, for the better."""
    named, height = [], -ROOM
    for point in points:
        has_room = point.is_best and point.y - height >= ROOM
        height = point.y if has_room else height
        named.append(replace(point, is_named=has_room))
    return named


def _price(standing: Standing):
    """What is known and public of a rated model's price; a free one has no place on a logarithmic axis."""
    if standing.rating is None or standing.contender.is_unnamed:
        return None
    return standing.contender.model.output_price


def _point(standing: Standing, price: float, across: Axis, up: Axis, priced: list) -> PricePoint:
    rivals = [other for other, cost in priced if cost <= price and other is not standing]
    return PricePoint(
        name=standing.contender.public_name,
        url=reverse("model", args=[standing.contender.model.slug]),
        price=price,
        rating=standing.rating,
        x=across.place(math.log10(price)),
        y=round(100 - up.place(standing.rating), 2),
        is_best=all(other.rating < standing.rating for other in rivals),
    )

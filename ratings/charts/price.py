"""The chart of price against rating, and the models on its Pareto front."""

import math
from dataclasses import dataclass, replace

from django.urls import reverse

from ratings.charts.axis import Axis, Tick, build_axis
from ratings.models import Standing

MIN_MODELS = 3
"""Fewer priced models make no chart."""

LABEL_HEIGHT = 6.0
"""Height of a model's name, in percent of the chart height."""

PRICE_TICKS = [digit * 10.0**power for power in range(-4, 5) for digit in (1, 3)]
"""Prices at which the logarithmic axis may have a tick: about equal distances."""


@dataclass(frozen=True)
class PricePoint:
    """One model; x and y in percent from the upper left. `is_best`: every higher rated model costs more.
    `is_named`: the chart shows its name."""

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
    """The models of a board with a known price, best rated first. `line` joins the best ones, as SVG
    coordinates."""

    points: list[PricePoint]
    line: str
    prices: list[Tick]
    ratings: list[Tick]


def build_price_chart(standings: list[Standing]) -> PriceChart | None:
    """Build the chart of a board by the price of a million output tokens. Returns None if fewer than
    MIN_MODELS have a price."""
    priced = [(each, float(price)) for each in standings if (price := _price(each))]
    if len(priced) < MIN_MODELS:
        return None
    across = build_axis(math.log10(price) for _standing, price in priced)
    up = build_axis(standing.rating for standing, _price in priced)
    points = [_point(standing, price, across, up, priced) for standing, price in priced]
    best = sorted((point for point in points if point.is_best), key=lambda point: point.x)
    return PriceChart(
        points=_name_best_points(points),
        line=" ".join(f"{point.x},{point.y}" for point in best),
        prices=[
            Tick(across.to_percent(math.log10(price)), f"${price:g}")
            for price in PRICE_TICKS
            if across.low <= math.log10(price) <= across.high
        ],
        ratings=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks(5)],
    )


def _name_best_points(points: list[PricePoint]) -> list[PricePoint]:
    """Name the best points: they have no neighbour to the upper left. Of two names that would overlap, the
    better model gets its name."""
    result, last_y = [], -LABEL_HEIGHT
    for point in points:
        has_room = point.is_best and point.y - last_y >= LABEL_HEIGHT
        last_y = point.y if has_room else last_y
        result.append(replace(point, is_named=has_room))
    return result


def _price(standing: Standing):
    """Return a rated model's public price. A free model has none here: a logarithmic axis has no zero."""
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
        x=across.to_percent(math.log10(price)),
        y=round(100 - up.to_percent(standing.rating), 2),
        is_best=all(other.rating < standing.rating for other in rivals),
    )

"""Rating against another number: price, speed."""

import math
from collections.abc import Callable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratings.charts.axis import Axis, Tick, build_axis
from ratings.charts.figure import Dot, Line, Plane, Words
from ratings.models import Standing

MIN_MODELS = 3
"""Fewer models make no chart."""

LABEL_HEIGHT = 6.0
ROUND_NUMBERS = [digit * 10.0**power for power in range(-4, 5) for digit in (1, 3)]


def build_price_plane(standings: list[Standing], prices: dict[int, float]) -> Plane | None:
    """Rating against the price of a million output tokens. `prices`: by model id; a free model has no place
    on a logarithmic axis."""
    return _build(
        standings,
        prices,
        name="price",
        title=_("Rating against price"),
        description=_(
            "Each dot is a model: further right it costs more, further up it is rated higher. The table "
            "has every number."
        ),
        caption=_(
            "Price per million output tokens as staff entered it, on a logarithmic axis. The line joins "
            "the models that no cheaper one beats."
        ),
        unit=_("Price per million output tokens"),
        write=lambda price: f"${price:g}",
        is_less_better=True,
    )


def build_speed_plane(standings: list[Standing], speeds: dict[int, float]) -> Plane | None:
    """Rating against tokens per second. `speeds`: by model id."""
    return _build(
        standings,
        speeds,
        name="speed",
        title=_("Rating against speed"),
        description=_(
            "Each dot is a model: further right it is faster, further up it is rated higher. The table has "
            "every number."
        ),
        caption=_(
            "Tokens per second after the first, the median of measured answers, on a logarithmic axis. The "
            "line joins the models that no faster one beats."
        ),
        unit=_("Tokens per second"),
        write=lambda speed: f"{speed:g}",
        is_less_better=False,
    )


def _build(
    standings: list[Standing],
    values: dict[int, float],
    *,
    name: str,
    title: Words,
    description: Words,
    caption: Words,
    unit: Words,
    write: Callable[[float], str],
    is_less_better: bool,
) -> Plane | None:
    known = [
        (each, values[each.contender.model_id])
        for each in standings
        if each.rating is not None
        and not each.contender.is_unnamed
        and values.get(each.contender.model_id, 0) > 0
    ]
    across = build_axis(math.log10(value) for _standing, value in known)
    up = build_axis(standing.rating for standing, _value in known)
    if len(known) < MIN_MODELS or across is None or up is None:
        return None
    sign = 1 if is_less_better else -1
    dots = [_dot(standing, value, across, up, known, sign, write) for standing, value in known]
    best = sorted((dot for dot in dots if dot.is_best), key=lambda dot: dot.x)
    return Plane(
        name=name,
        title=title,
        description=description,
        caption=caption,
        x_ticks=[
            Tick(across.to_percent(math.log10(value)), write(value))
            for value in ROUND_NUMBERS
            if across.low <= math.log10(value) <= across.high
        ],
        y_ticks=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks(5)],
        head=[_("Model"), unit, _("Rating")],
        rows=[
            [each.contender.public_name, _shown(value, write), f"{each.rating:.0f}"] for each, value in known
        ],
        urls=[reverse("model", args=[each.contender.model.slug]) for each, _value in known],
        dots=_name_best(dots),
        lines=[Line(" ".join(f"{dot.x},{dot.y}" for dot in best), 0)],
    )


def _shown(value: float, write: Callable[[float], str]) -> str:
    return write(round(value, 2 if value < 10 else 1 if value < 100 else 0))


def _dot(
    standing: Standing,
    value: float,
    across: Axis,
    up: Axis,
    known: list,
    sign: int,
    write: Callable[[float], str],
) -> Dot:
    rivals = [other for other, worth in known if sign * worth <= sign * value and other is not standing]
    name = standing.contender.public_name
    return Dot(
        x=across.to_percent(math.log10(value)),
        y=round(100 - up.to_percent(standing.rating or 0.0), 2),
        title=f"{name}: {_shown(value, write)}, {standing.rating:.0f}",
        is_best=all(other.rating < standing.rating for other in rivals),
        label=name,
    )


def _name_best(dots: list[Dot]) -> list[Dot]:
    """Keep the names of the best; of two names that would overlap, that of the higher rated model."""
    result, last = [], -LABEL_HEIGHT
    for dot in sorted(dots, key=lambda dot: dot.y):
        has_room = dot.is_best and dot.y - last >= LABEL_HEIGHT
        last = dot.y if has_room else last
        result.append(dot if has_room else replace(dot, label=""))
    return result

"""How fast and how reliably a model or an endpoint has answered lately: medians over its newest answers."""

import statistics
from dataclasses import dataclass

from battles.models import Endpoint, LanguageModel
from battles.models.health import Health

ENOUGH_ANSWERS = 20
"""Fewer answers than this say nothing in public."""


@dataclass(frozen=True)
class Speed:
    """Medians over so many answers: milliseconds to the first token, tokens per second after it."""

    first_token_ms: float
    tokens_per_second: float | None
    answers: int


@dataclass(frozen=True)
class Pulse:
    """What staff read: the speed of however few answers (None without any), and the share that failed."""

    speed: Speed | None
    failure_rate: float
    calls: int


def speed_of(model: LanguageModel) -> Speed | None:
    """A model's speed, once enough of its remembered answers were complete."""
    speed = pulse_of(model).speed
    return speed if speed is not None and speed.answers >= ENOUGH_ANSWERS else None


def pulse_of(subject: LanguageModel | Endpoint) -> Pulse:
    """The measures of a model or an endpoint; no query where its `health` was loaded with it."""
    health: Health | None = getattr(subject, "health", None)
    recent = health.recent if health else []
    failures = sum(bool(kind) for kind, _first, _rate in recent)
    complete = [(first, rate) for kind, first, rate in recent if not kind and first is not None]
    return Pulse(_speed(complete), failures / len(recent) if recent else 0.0, len(recent))


def _speed(complete: list[tuple[int, float | None]]) -> Speed | None:
    if not complete:
        return None
    rates = [rate for _first, rate in complete if rate is not None]
    return Speed(
        first_token_ms=statistics.median(first for first, _rate in complete),
        tokens_per_second=statistics.median(rates) if rates else None,
        answers=len(complete),
    )

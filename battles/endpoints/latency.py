"""How fast and how reliably a model or an endpoint has answered lately, for staff: medians over the newest
calls. The public speed is in battles.endpoints.speed."""

import statistics
from dataclasses import dataclass

from battles.models import Endpoint, LanguageModel
from battles.models.operations import Health


@dataclass(frozen=True)
class Speed:
    """Medians over `answers` answers: milliseconds to the first token, tokens per second after it."""

    first_token_ms: float
    tokens_per_second: float | None
    answers: int


@dataclass(frozen=True)
class CallStats:
    """Figures for staff: the speed, however few the answers (None without any), and the share that failed."""

    speed: Speed | None
    failure_rate: float
    calls: int


def get_call_stats(subject: LanguageModel | Endpoint) -> CallStats:
    """Return the figures of a model or an endpoint, without a query where `health` is already loaded."""
    health: Health | None = getattr(subject, "health", None)
    recent = health.recent if health else []
    failures = sum(bool(kind) for kind, _first, _rate in recent)
    complete = [(first, rate) for kind, first, rate in recent if not kind and first is not None]
    return CallStats(_speed(complete), failures / len(recent) if recent else 0.0, len(recent))


def _speed(complete: list[tuple[int, float | None]]) -> Speed | None:
    if not complete:
        return None
    rates = [rate for _first, rate in complete if rate is not None]
    return Speed(
        first_token_ms=statistics.median(first for first, _rate in complete),
        tokens_per_second=statistics.median(rates) if rates else None,
        answers=len(complete),
    )

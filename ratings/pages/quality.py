"""The page "How good is this board": the newest judgement of a board, in words first."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena
from ratings.categories import BY_SLUG, OVERALL, votes_by_category
from ratings.pages.choices import get_arena
from ratings.pages.tabs import category_tabs
from ratings.published import STANDARD, published
from ratings.quality.serialization import find_quality, quality_to_json

TIES: dict[str, Promise] = {
    "half": _("Ties as half a win for each side (this board)"),
    "left_out": _("Ties left out"),
    "davidson": _("Ties as an outcome of their own (Davidson)"),
}
CALIBRATION_TICKS = [(round(100 - (share - 40) / 0.6, 2), share) for share in (50, 60, 70, 80, 90)]
"""Heights of the chart's lines, in percent from the top, with their labels."""

CLEAR_ERRORS = 2.0
"""A difference is called clear from this many standard errors."""


@dataclass(frozen=True)
class CalibrationDot:
    """One group of votes in the chart: x and y in percent from the upper left, probabilities in percent."""

    x: float
    y: float
    votes: int
    low: float
    high: float
    predicted: float
    observed: float


@dataclass(frozen=True)
class TieRow:
    """One treatment of ties. Losses in nats per vote. `verdict`: better, worse, or same as this board's."""

    label: Promise
    decided_loss: float
    outcome_loss: float
    advantage: float
    error: float
    is_standard: bool
    verdict: str


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def quality(request: HttpRequest, arena: str, category: str = OVERALL.slug) -> HttpResponse:
    """How well a board predicts votes it has not seen, and how few votes would change its first place."""
    arenas = list(Arena.objects.public())
    current = get_arena(arenas, arena, category)
    judged = find_quality(current, category)
    context = {
        "arena": current,
        "arenas": arenas,
        "category": BY_SLUG[category],
        "categories": category_tabs(
            votes_by_category(published(current), STANDARD),
            category,
            link=lambda slug: reverse("quality", args=[current.slug, slug]),
        ),
        "judged": judged,
    }
    if judged:
        context |= build_quality_view(quality_to_json(judged, current))
    return render(request, "ratings/quality/quality.html", context)


def build_quality_view(data: dict[str, Any]) -> dict[str, Any]:
    """Return the template's names from the API's answer."""
    prediction, weighting, flips = (data.get(name) for name in ("prediction", "weighting", "flips"))
    return {
        "quality": data,
        "prediction": prediction,
        "percent": _percents(prediction) if prediction else {},
        "calibration_ticks": CALIBRATION_TICKS,
        "dots": [_dot(each) for each in prediction["calibration"]] if prediction else [],
        "ties": [_tie_row(name, each) for name, each in prediction["ties"].items()] if prediction else [],
        "weighting": weighting,
        "moved": [
            each | {"points": f"{each['change']:+.1f}".replace("-", "−")} for each in weighting["moved"]
        ]
        if weighting
        else [],
        "weighted_percent": 100 * weighting["effective"] / weighting["votes"] if weighting else None,
        "flips": flips,
        "flips_below": [
            each | {"ways": [each[way] for way in ("dropped", "added", "turned")]}
            for each in data.get("flips_by_rank", [])[1:]
        ],
        "previews": data["previews"],
    }


def _percents(prediction: dict[str, Any]) -> dict[str, float | None]:
    names = ("accuracy", "predicted_at_70", "confident", "confident_right", "calibration_error")
    return {name: None if prediction[name] is None else 100 * prediction[name] for name in names}


def _dot(each: dict[str, Any]) -> CalibrationDot:
    """Place a group on axes from 50 to 100 % (predicted) and from 40 to 100 % (observed)."""
    predicted, observed = 100 * each["predicted"], 100 * each["observed"]
    return CalibrationDot(
        x=round(2 * (predicted - 50), 2),
        y=round(100 - (min(max(observed, 40), 100) - 40) / 0.6, 2),
        votes=each["votes"],
        low=100 * each["low"],
        high=100 * each["high"],
        predicted=predicted,
        observed=observed,
    )


def _tie_row(name: str, model: dict[str, float]) -> TieRow:
    gain, error = model["advantage"], model["advantage_error"]
    is_clear = abs(gain) > CLEAR_ERRORS * error and name != "half"
    return TieRow(
        label=TIES[name],
        decided_loss=model["decided_loss"],
        outcome_loss=model["outcome_loss"],
        advantage=gain,
        error=error,
        is_standard=name == "half",
        verdict=("better" if gain > 0 else "worse") if is_clear else "same",
    )

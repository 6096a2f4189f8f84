"""A snapshot as plain data for the API."""

from typing import Any

from battles.models import Arena, Contender
from ratings.models import Snapshot, Standing
from ratings.serialization.canonical_json import number


def board_to_json(snapshot: Snapshot, arena: Arena, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer for one board by one method. A value that does not exist is null, with a reason."""
    return {
        "as_of": snapshot.as_of.isoformat(),
        "snapshot": snapshot.pk,
        "arena": arena.slug,
        "category": snapshot.board.category,
        "method": snapshot.method,
        "votes_counted": snapshot.votes_counted,
        "votes_excluded": sum(snapshot.votes_excluded.values()),
        "excluded_by_reason": snapshot.votes_excluded,
        "votes_simulated": snapshot.votes_simulated,
        "votes_without_style": snapshot.votes_without_style,
        "votes_not_known": snapshot.votes_not_known,
        "coefficients": coefficients_to_json(snapshot),
        "evidence": snapshot.rebuild.evidence.digest,
        "note": snapshot.note or None,
        "zero": snapshot.zero or None,
        "interval_gauge": "mean",
        "rows": rows,
    }


def coefficients_to_json(snapshot: Snapshot) -> dict[str, dict[str, float | None]] | None:
    """Return the style coefficients by feature; None for a method without them."""
    if snapshot.coefficients is None:
        return None
    return {
        feature: {name: number(value) for name, value in numbers.items()}
        for feature, numbers in snapshot.coefficients.items()
    }


def standing_to_json(standing: Standing, contender: Contender) -> dict[str, Any]:
    """Return one contender's row. `reason` explains a missing rank or rating; None for a ranked model."""
    model = contender.model
    return {
        "model_id": contender.public_model_id,
        "slug": contender.public_slug,
        "name": contender.public_name,
        "organization": None if contender.is_unnamed else model.organization or None,
        "license": None if contender.is_unnamed else model.license or None,
        "is_simulated": model.is_simulated,
        "rating": number(standing.rating),
        "ci_low": number(standing.ci_low),
        "ci_high": number(standing.ci_high),
        "rank": standing.rank,
        "rank_low": standing.rank_low,
        "rank_high": standing.rank_high,
        "votes": standing.votes,
        "votes_against_rated": standing.votes_against_rated,
        "overturn_votes": standing.overturn_votes,
        "overturn_voters": standing.overturn_voters,
        "ess": number(standing.ess),
        "status": standing.status,
        "reason": standing.reason or None,
    }

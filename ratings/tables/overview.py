"""Rank by category: one row a model, one column a category, all as one rebuild published them."""

from dataclasses import dataclass
from typing import Any

from battles.models import Contender
from ratings.categories import OVERALL, Category, all_used, unused
from ratings.models import Snapshot, Standing
from ratings.published import Published
from ratings.serialization.canonical_json import number

TOP = 50


@dataclass(frozen=True)
class Place:
    """What one board says of one model, by the method of the page."""

    status: str
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    rating: float | None
    votes: int


@dataclass(frozen=True)
class OverviewRow:
    """One model's places by category's slug; a category that has no vote of the model is not there."""

    contender: Contender
    places: dict[str, Place]


@dataclass(frozen=True)
class Overview:
    """The first N models in the order of one category, `by`.

    `boards`: the categories that have counted votes, group after group, each with its snapshot. `empty`:
    those without. `total`: how many models there are.
    """

    now: Published
    method: str
    by: str
    boards: list[tuple[Category, Snapshot]]
    empty: list[Category]
    total: int
    rows: list[OverviewRow]


def overview_of(now: Published, *, method: str, by: str = OVERALL.slug, top: int | None) -> Overview:
    """The first `top` models (None: all). Whom `by` does not know comes after it, in the overall order."""
    snapshots = {each.board.category: each for each in now.snapshots().filter(method=method)}
    votes = {slug: snapshot.votes_counted for slug, snapshot in snapshots.items()}
    boards = [(each, snapshots[each.slug]) for each in all_used(votes)]
    order = _order([snapshots[slug] for slug in (by, OVERALL.slug) if slug in snapshots])
    return Overview(
        now=now,
        method=method,
        by=by,
        boards=boards,
        empty=unused(votes),
        total=len(order),
        rows=_rows(boards, order[:top]),
    )


def _order(snapshots: list[Snapshot]) -> list[int]:
    """Contenders as the first snapshot has them, best first, then the others as the second has them."""
    found: dict[int, None] = {}
    for snapshot in snapshots:
        found |= dict.fromkeys(snapshot.standings.order_by("id").values_list("contender_id", flat=True))
    return list(found)


def _rows(boards: list[tuple[Category, Snapshot]], order: list[int]) -> list[OverviewRow]:
    """One query for every cell, and none for those that are not shown."""
    slugs = {snapshot.pk: category.slug for category, snapshot in boards}
    places: dict[int, dict[str, Place]] = {contender: {} for contender in order}
    standings = Standing.objects.filter(snapshot__in=slugs, contender__in=order)
    fields = ("contender_id", "snapshot_id", "status", "rank", "rank_low", "rank_high", "rating", "votes")
    for contender, snapshot, *place in standings.values_list(*fields):
        places[contender][slugs[snapshot]] = Place(*place)
    contenders = Contender.objects.select_related("model").in_bulk(order)
    return [OverviewRow(contenders[contender], places[contender]) for contender in order]


def envelope_of(found: Overview) -> dict[str, Any]:
    """What the API says. A model's `places` hold the categories that have a vote of it, and no other."""
    return {
        "as_of": found.now.rebuild.started_at.isoformat(),
        "arena": found.now.arena.slug,
        "method": found.method,
        "by": found.by,
        "models_total": found.total,
        "categories": [
            {
                "category": category.slug,
                "snapshot": snapshot.pk,
                "votes_counted": snapshot.votes_counted,
            }
            for category, snapshot in found.boards
        ],
        "categories_without_votes": [category.slug for category in found.empty],
        "models": [_model(row) for row in found.rows],
    }


def _model(row: OverviewRow) -> dict[str, Any]:
    return {
        "model_id": row.contender.public_model_id,
        "slug": row.contender.public_slug,
        "name": row.contender.public_name,
        "places": {
            category: {
                "status": place.status,
                "rank": place.rank,
                "rank_low": place.rank_low,
                "rank_high": place.rank_high,
                "rating": number(place.rating),
                "votes": place.votes,
            }
            for category, place in row.places.items()
        },
    }

"""Rank by category: one row for each model, one column for each category, all from one published rebuild."""

from dataclasses import dataclass
from typing import Any

from battles.models import Contender
from ratings.categories import OVERALL, Category, all_categories_with_votes, categories_without_votes
from ratings.models import Snapshot, Standing
from ratings.published import Published
from ratings.serialization.canonical_json import number

DEFAULT_TOP = 50


@dataclass(frozen=True)
class BoardEntry:
    """One model's standing on one board."""

    status: str
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    rating: float | None
    votes: int


@dataclass(frozen=True)
class OverviewRow:
    """One model's entries by category slug. A category without votes on the model is missing."""

    contender: Contender
    entries: dict[str, BoardEntry]


@dataclass(frozen=True)
class Overview:
    """The first N models in the order of category `by`.

    `boards`: the categories with counted votes, sorted by group, each with its snapshot. `empty`: the
    categories without votes. `total`: number of models before the cut.
    """

    now: Published
    method: str
    by: str
    boards: list[tuple[Category, Snapshot]]
    empty: list[Category]
    total: int
    rows: list[OverviewRow]


def build_overview(now: Published, *, method: str, by: str = OVERALL.slug, top: int | None) -> Overview:
    """Build the table of the first `top` models (None: all). Models that are not on the board `by` follow
    in the overall order."""
    snapshots = {each.board.category: each for each in now.snapshots().filter(method=method)}
    votes = {slug: snapshot.votes_counted for slug, snapshot in snapshots.items()}
    boards = [(each, snapshots[each.slug]) for each in all_categories_with_votes(votes)]
    order = _order([snapshots[slug] for slug in (by, OVERALL.slug) if slug in snapshots])
    return Overview(
        now=now,
        method=method,
        by=by,
        boards=boards,
        empty=categories_without_votes(votes),
        total=len(order),
        rows=_rows(boards, order[:top]),
    )


def _order(snapshots: list[Snapshot]) -> list[int]:
    """Return contender ids in the order of the first snapshot, best first, then the rest by the second."""
    ids: dict[int, None] = {}
    for snapshot in snapshots:
        ids |= dict.fromkeys(snapshot.standings.order_by("id").values_list("contender_id", flat=True))
    return list(ids)


def _rows(boards: list[tuple[Category, Snapshot]], order: list[int]) -> list[OverviewRow]:
    """Read the entries of the shown contenders in one query."""
    slugs = {snapshot.pk: category.slug for category, snapshot in boards}
    entries: dict[int, dict[str, BoardEntry]] = {contender: {} for contender in order}
    standings = Standing.objects.filter(snapshot__in=slugs, contender__in=order)
    fields = ("contender_id", "snapshot_id", "status", "rank", "rank_low", "rank_high", "rating", "votes")
    for contender, snapshot, *entry in standings.values_list(*fields):
        entries[contender][slugs[snapshot]] = BoardEntry(*entry)
    contenders = Contender.objects.select_related("model").in_bulk(order)
    return [OverviewRow(contenders[contender], entries[contender]) for contender in order]


def overview_to_json(overview: Overview) -> dict[str, Any]:
    """Return the API's answer. A model's `places` contain only the categories with a vote on it."""
    return {
        "as_of": overview.now.rebuild.started_at.isoformat(),
        "arena": overview.now.arena.slug,
        "method": overview.method,
        "by": overview.by,
        "models_total": overview.total,
        "categories": [
            {
                "category": category.slug,
                "snapshot": snapshot.pk,
                "votes_counted": snapshot.votes_counted,
            }
            for category, snapshot in overview.boards
        ],
        "categories_without_votes": [category.slug for category in overview.empty],
        "models": [_row_to_json(row) for row in overview.rows],
    }


def _row_to_json(row: OverviewRow) -> dict[str, Any]:
    return {
        "model_id": row.contender.public_model_id,
        "slug": row.contender.public_slug,
        "name": row.contender.public_name,
        "places": {
            category: {
                "status": entry.status,
                "rank": entry.rank,
                "rank_low": entry.rank_low,
                "rank_high": entry.rank_high,
                "rating": number(entry.rating),
                "votes": entry.votes,
            }
            for category, entry in row.entries.items()
        },
    }

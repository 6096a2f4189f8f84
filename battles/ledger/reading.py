"""The one query that reads votes in bulk."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
from django.db.models import F, QuerySet

from battles.eligibility import with_reason
from battles.ledger.arrays import STYLE_COLUMNS, VoteArrays, concatenate, empty_votes, votes_of
from battles.models import Battle, Vote

ORIGINS = {Battle.Origin.LIVE: 0, Battle.Origin.IMPORTED: 1, Battle.Origin.SIMULATED: 2}
CHUNK = 20_000
UNKNOWN_STYLE = [-1] * len(STYLE_COLUMNS)


def votes_of_day(arena_id: int, day: dt.date | None) -> VoteArrays:
    """One day's votes of an arena, counted or not, in the ledger's order. Memory grows with the day only."""
    votes = Vote.objects.filter(arena_id=arena_id, day=day) if day else _timeless(arena_id)
    parts = [votes_of(columns) for columns in _columns(votes)]
    joined = concatenate(parts) if parts else empty_votes()
    order = np.lexsort((joined.battle, np.nan_to_num(joined.cast_at)))
    return VoteArrays(**{name: getattr(joined, name)[order] for name in vars(joined)})


def _timeless(arena_id: int) -> QuerySet[Vote]:
    return Vote.objects.filter(arena_id=arena_id, day__isnull=True)


def _columns(votes: QuerySet[Vote]) -> Iterator[dict[str, list]]:
    rows = (
        with_reason(votes)
        .annotate(
            a=F("battle__contender_a_id"),
            b=F("battle__contender_b_id"),
            where_from=F("battle__origin"),
            bits=F("battle__tags"),
            who=F("battle__voter_id"),
        )
        .values_list(
            *("battle_id", "a", "b", "outcome", "reason", "where_from", "bits", "who", "cast_at"),
            *(f"battle__style__{name}" for name in STYLE_COLUMNS),
        )
        .order_by()
    )
    names = (
        "battle",
        "contender_a",
        "contender_b",
        "outcome",
        "reason",
        "origin",
        "tags",
        "voter",
        "cast_at",
    )
    chunk: list[tuple] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield _as_lists(chunk, names)
            chunk = []
    if chunk:
        yield _as_lists(chunk, names)


def _as_lists(rows: list[tuple], names: tuple[str, ...]) -> dict[str, list]:
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=False))
    columns["origin"] = [ORIGINS[origin] for origin in columns["origin"]]
    columns["voter"] = [voter or 0 for voter in columns["voter"]]
    columns["cast_at"] = [moment.timestamp() if moment else np.nan for moment in columns["cast_at"]]
    style_at = len(names)
    columns["style"] = [list(row[style_at:]) if row[style_at] is not None else UNKNOWN_STYLE for row in rows]
    return columns

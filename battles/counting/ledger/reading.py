"""The query that reads votes in bulk, several days at a time, and returns each day as arrays."""

import datetime as dt
from collections.abc import Collection, Iterable

import numpy as np
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from battles.counting.eligibility import annotate_reason
from battles.counting.ledger.arrays import COLUMNS, STYLE_COLUMNS, VoteArrays
from battles.counting.ledger.fetch import OrNaN, Seconds, fetch
from battles.languages import numbers_from_tags
from battles.models import Battle, NameMerge, Vote

ORIGIN_NUMBERS = {Battle.Origin.LIVE: 0, Battle.Origin.IMPORTED: 1, Battle.Origin.SIMULATED: 2}
DAY_SECONDS = 86_400

ROW_NAMES = {
    "battle": "battle_id",
    "contender_a": "a",
    "contender_b": "b",
    "outcome": "outcome",
    "reason": "reason",
    "origin": "origin_number",
    "tags": "battle_tags",
    "voter": "voter_number",
    "cast_at": "cast_seconds",
    "language": "language_number",
    "pair_probability": "probability",
    "prompt_cluster": "cluster",
    "evidence_tier": "tier",
    "pace": "pace_number",
    "nth_of_voter": "voter_ordinal",
    "nth_of_prefix": "prefix_ordinal",
}
"""The field of the query's row for each column of the ledger, except `style`, which has eight fields."""

WIRE_TYPES = {"<u1": "<i2", "<u2": "<i4"}
"""The types in which the database sends what it has no unsigned type for."""

ROW = np.dtype(
    [
        *((field, WIRE_TYPES.get(COLUMNS[column], COLUMNS[column])) for column, field in ROW_NAMES.items()),
        *((f"{name}_count", "<i4") for name in STYLE_COLUMNS),
    ]
)
"""One vote as the query returns it."""


def read_votes_of_day(arena_id: int, day: dt.date | None) -> VoteArrays:
    """One day's votes of an arena, counted or not, in the ledger's order. Day None: votes without a time."""
    return read_votes(arena_id, [day])[day]


def read_votes(arena_id: int, days: Iterable[dt.date | None]) -> dict[dt.date | None, VoteArrays]:
    """The same for several days in one query. A day without votes gets empty arrays."""
    wanted = list(days)
    return split_by_day(fetch_rows(arena_id, wanted), wanted)


def fetch_rows(arena_id: int, days: Collection[dt.date | None]) -> NDArray[np.void]:
    """Read several days' votes as rows (ROW), in any order."""
    if not days:
        return np.zeros(0, dtype=ROW)
    rows = fetch(_with_row_fields(Vote.objects.filter(days_filter(days), arena_id=arena_id)), ROW)
    return _under_merges(rows, arena_id)


def _under_merges(rows: NDArray[np.void], arena_id: int) -> NDArray[np.void]:
    """Replace merged names by the contender that they are counted as. Their reasons are read so already."""
    merges = NameMerge.objects.current().filter(contender__arena=arena_id)
    for contender, into in merges.values_list("contender_id", "into_id"):
        for side in ("a", "b"):
            rows[side][rows[side] == contender] = into
    return rows


def days_filter(days: Collection[dt.date | None]) -> Q:
    """Rows whose `day` is one of these; None stands for rows without a day."""
    which = Q(day__in=[day for day in days if day])
    return which | Q(day__isnull=True) if None in days else which


def split_by_day(rows: NDArray[np.void], days: Iterable[dt.date | None]) -> dict[dt.date | None, VoteArrays]:
    """Sort rows into the ledger's order and split them by day (no database access)."""
    votes = _to_sorted_arrays(rows)
    keys = _time_keys(votes.cast_at)
    return {day: votes.slice(*np.searchsorted(keys, _key_range(day)).tolist()) for day in days}


def _key_range(day: dt.date | None) -> tuple[float, float]:
    """The start and end of a day among the keys of `_time_keys`."""
    if day is None:
        return -np.inf, np.nextafter(-np.inf, 0)
    start = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
    return start, start + DAY_SECONDS


def _time_keys(cast_at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sort keys that put votes without a time before all others."""
    return np.where(np.isnan(cast_at), -np.inf, cast_at)


def _with_row_fields(votes: QuerySet[Vote]) -> QuerySet[Vote]:
    """Annotate votes with the fields of ROW."""
    origin = Case(*(When(battle__origin=name, then=Value(code)) for name, code in ORIGIN_NUMBERS.items()))
    style = {f"{name}_count": Coalesce(F(f"battle__style__{name}"), -1) for name in STYLE_COLUMNS}
    return annotate_reason(votes).annotate(
        a=F("battle__contender_a_id"),
        b=F("battle__contender_b_id"),
        origin_number=origin,
        battle_tags=F("battle__tags"),
        voter_number=Coalesce(F("battle__voter_id"), 0),
        cast_seconds=Seconds(F("cast_at")),
        language_number=Coalesce(F("battle__language"), 0),
        probability=OrNaN(F("battle__pair_probability")),
        cluster=Coalesce(F("prompt_cluster"), 0),
        tier=Coalesce(F("evidence_tier"), 0),
        pace_number=F("battle__pace"),
        voter_ordinal=Coalesce(F("nth_of_voter"), 0),
        prefix_ordinal=Coalesce(F("nth_of_prefix"), 0),
        **style,
    )


def _to_sorted_arrays(rows: NDArray[np.void]) -> VoteArrays:
    """Convert rows to arrays in the ledger's order: by time, then by battle."""
    rows = rows[np.lexsort((rows["battle_id"], _time_keys(rows["cast_seconds"])))]
    columns = {column: rows[field].astype(COLUMNS[column]) for column, field in ROW_NAMES.items()}
    # A battle stored before it had a language number has its language in the tags.
    in_tags = numbers_from_tags(columns["tags"])
    columns["language"] = np.where(columns["language"] == 0, in_tags, columns["language"])
    style = [rows[f"{name}_count"] for name in STYLE_COLUMNS]
    return VoteArrays(**columns, style=np.stack(style, axis=1).astype(COLUMNS["style"]))

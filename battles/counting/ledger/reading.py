"""The one query that reads votes in bulk: several days at a time, each as arrays."""

import datetime as dt
from collections.abc import Collection, Iterable

import numpy as np
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from battles.counting.eligibility import annotate_reason
from battles.counting.ledger.arrays import COLUMNS, STYLE_COLUMNS, VoteArrays
from battles.counting.ledger.fetch import Seconds, fetch
from battles.models import Battle, Vote

ORIGIN_NUMBERS = {Battle.Origin.LIVE: 0, Battle.Origin.IMPORTED: 1, Battle.Origin.SIMULATED: 2}
DAY_SECONDS = 86_400

ROW = np.dtype(
    [
        ("battle_id", "<i8"),
        ("a", "<i4"),
        ("b", "<i4"),
        ("vote", "<i2"),
        ("why", "<i4"),
        ("where_from", "<i2"),
        ("bits", "<i8"),
        ("who", "<i8"),
        ("at", "<f8"),
        *((f"{name}_count", "<i4") for name in STYLE_COLUMNS),
    ]
)
"""One vote as the query gives it."""


def read_votes_of_day(arena_id: int, day: dt.date | None) -> VoteArrays:
    """One day's votes of an arena, counted or not, in the ledger's order; day None: those without a time."""
    return read_votes(arena_id, [day])[day]


def read_votes(arena_id: int, days: Iterable[dt.date | None]) -> dict[dt.date | None, VoteArrays]:
    """The same for several days in one query; a day without votes is there too, empty."""
    wanted = list(days)
    return split_by_day(fetch_rows(arena_id, wanted), wanted)


def fetch_rows(arena_id: int, days: Collection[dt.date | None]) -> NDArray[np.void]:
    """Several days' votes as the query gives them (ROW), in any order: the part that takes the database."""
    if not days:
        return np.zeros(0, dtype=ROW)
    return fetch(_numbers(Vote.objects.filter(days_filter(days), arena_id=arena_id)), ROW)


def days_filter(days: Collection[dt.date | None]) -> Q:
    """The rows whose `day` is one of these; None: those without one."""
    which = Q(day__in=[day for day in days if day])
    return which | Q(day__isnull=True) if None in days else which


def split_by_day(rows: NDArray[np.void], days: Iterable[dt.date | None]) -> dict[dt.date | None, VoteArrays]:
    """Each day's votes in the ledger's order: the part that does not."""
    votes = _in_order(rows)
    moments = _moments(votes.cast_at)
    return {day: votes.slice(*np.searchsorted(moments, _bounds(day)).tolist()) for day in days}


def _bounds(day: dt.date | None) -> tuple[float, float]:
    """Where a day begins and ends among `_moments`."""
    if day is None:
        return -np.inf, np.nextafter(-np.inf, 0)
    start = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
    return start, start + DAY_SECONDS


def _moments(cast_at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Votes without a time before all others."""
    return np.where(np.isnan(cast_at), -np.inf, cast_at)


def _numbers(votes: QuerySet[Vote]) -> QuerySet[Vote]:
    """The votes with everything in ROW as numbers."""
    origin = Case(*(When(battle__origin=name, then=Value(code)) for name, code in ORIGIN_NUMBERS.items()))
    style = {f"{name}_count": Coalesce(F(f"battle__style__{name}"), -1) for name in STYLE_COLUMNS}
    return annotate_reason(votes).annotate(
        a=F("battle__contender_a_id"),
        b=F("battle__contender_b_id"),
        vote=F("outcome"),
        why=F("reason"),
        where_from=origin,
        bits=F("battle__tags"),
        who=Coalesce(F("battle__voter_id"), 0),
        at=Seconds(F("cast_at")),
        **style,
    )


def _in_order(rows: NDArray[np.void]) -> VoteArrays:
    """The ledger's order: by time, then by battle."""
    rows = rows[np.lexsort((rows["battle_id"], _moments(rows["at"])))]
    names = dict(zip(COLUMNS, ROW.names, strict=False))
    columns = {name: rows[names[name]].astype(dtype) for name, dtype in COLUMNS.items() if name != "style"}
    style = [rows[f"{name}_count"] for name in STYLE_COLUMNS]
    return VoteArrays(**columns, style=np.stack(style, axis=1).astype(COLUMNS["style"]))

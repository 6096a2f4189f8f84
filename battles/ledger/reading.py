"""The one query that reads votes in bulk: several days at a time, each as arrays."""

import datetime as dt
from collections.abc import Iterable

import numpy as np
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from battles.eligibility import with_reason
from battles.ledger.arrays import COLUMNS, STYLE_COLUMNS, VoteArrays
from battles.ledger.bulk import Seconds, fetch
from battles.models import Battle, Vote

ORIGINS = {Battle.Origin.LIVE: 0, Battle.Origin.IMPORTED: 1, Battle.Origin.SIMULATED: 2}
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


def votes_of_day(arena_id: int, day: dt.date | None) -> VoteArrays:
    """One day's votes of an arena, counted or not, in the ledger's order; day None: those without a time."""
    return votes_of_days(arena_id, [day])[day]


def votes_of_days(arena_id: int, days: Iterable[dt.date | None]) -> dict[dt.date | None, VoteArrays]:
    """The same for several days in one query; a day without votes is there too, empty."""
    wanted = list(days)
    if not wanted:
        return {}
    which = Q(day__in=[day for day in wanted if day])
    if None in wanted:
        which |= Q(day__isnull=True)
    votes = _in_order(fetch(_numbers(Vote.objects.filter(which, arena_id=arena_id)), ROW))
    return {day: _of_day(votes, day) for day in wanted}


def _of_day(votes: VoteArrays, day: dt.date | None) -> VoteArrays:
    if day is None:
        return votes.where(np.isnan(votes.cast_at))
    start = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
    return votes.where((votes.cast_at >= start) & (votes.cast_at < start + DAY_SECONDS))


def _numbers(votes: QuerySet[Vote]) -> QuerySet[Vote]:
    """The votes with everything in ROW as numbers."""
    origin = Case(*(When(battle__origin=name, then=Value(code)) for name, code in ORIGINS.items()))
    style = {f"{name}_count": Coalesce(F(f"battle__style__{name}"), -1) for name in STYLE_COLUMNS}
    return with_reason(votes).annotate(
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
    rows = rows[np.lexsort((rows["battle_id"], np.nan_to_num(rows["at"])))]
    names = dict(zip(COLUMNS, ROW.names, strict=False))
    columns = {name: rows[names[name]].astype(dtype) for name, dtype in COLUMNS.items() if name != "style"}
    style = [rows[f"{name}_count"] for name in STYLE_COLUMNS]
    return VoteArrays(**columns, style=np.stack(style, axis=1).astype(COLUMNS["style"]))

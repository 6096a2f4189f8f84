"""The days of a ledger version: the segments of the votes up to a day, and their columns."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from battles.counting.ledger.arrays import VoteArrays, concatenate_columns
from battles.counting.ledger.packing import days_digest, unpack_columns
from battles.models import Evidence, Segment


@dataclass(frozen=True)
class Days:
    """Segments of one ledger version that belong to a day, in order of day.

    `digest` is computed as that of a ledger version. `first`, `last`: the first and last day with votes; None
    if no vote has a time. `votes_without_time`: the number of votes without a day.
    """

    segments: tuple[int, ...]
    digest: str
    first: dt.date | None
    last: dt.date | None
    votes_without_time: int


def get_days(version: Evidence, *, until: dt.date | None = None) -> Days:
    """The days of a ledger version: all, or those up to and including `until`."""
    rows = Segment.objects.filter(pk__in=version.segments).values_list("pk", "day", "digest", "votes")
    by_id = {pk: (day, digest, votes) for pk, day, digest, votes in rows}
    dated = [(pk, *by_id[pk]) for pk in version.segments if by_id[pk][0] is not None]
    selected = [row for row in dated if until is None or row[1] <= until]
    return Days(
        segments=tuple(pk for pk, *_ in selected),
        digest=days_digest(digest for _pk, _day, digest, _votes in selected),
        first=selected[0][1] if selected else None,
        last=selected[-1][1] if selected else None,
        votes_without_time=sum(votes for day, _digest, votes in by_id.values() if day is None),
    )


def load_columns(segments: Sequence[int], *, columns: Iterable[str]) -> VoteArrays:
    """The named columns of segments, in the order given; every other column is unknown."""
    data = dict(Segment.objects.filter(pk__in=segments).values_list("pk", "data"))
    names = tuple(columns)
    return concatenate_columns([unpack_columns(data.pop(pk), names) for pk in segments], names)

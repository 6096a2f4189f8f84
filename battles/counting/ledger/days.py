"""The days of an evidence: which segments hold the votes up to a day, and these votes, by columns."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from battles.counting.ledger.arrays import VoteArrays, concatenate_columns, days_digest, unpack_columns
from battles.models import Evidence, Segment


@dataclass(frozen=True)
class Days:
    """Segments of one evidence, in order of day, of votes that have a time.

    `digest` addresses them as an evidence's addresses its own. `first`, `last`: the first and the last day
    that has votes; None where no vote has a time. `votes_without_time`: how many belong to no day.
    """

    segments: tuple[int, ...]
    digest: str
    first: dt.date | None
    last: dt.date | None
    votes_without_time: int


def get_days(evidence: Evidence, *, until: dt.date | None = None) -> Days:
    """The days of an evidence, all or up to one and with it."""
    rows = Segment.objects.filter(pk__in=evidence.segments).values_list("pk", "day", "digest", "votes")
    held = {pk: (day, digest, votes) for pk, day, digest, votes in rows}
    dated = [(pk, *held[pk]) for pk in evidence.segments if held[pk][0] is not None]
    chosen = [row for row in dated if until is None or row[1] <= until]
    return Days(
        segments=tuple(pk for pk, *_ in chosen),
        digest=days_digest(digest for _pk, _day, digest, _votes in chosen),
        first=chosen[0][1] if chosen else None,
        last=chosen[-1][1] if chosen else None,
        votes_without_time=sum(votes for day, _digest, votes in held.values() if day is None),
    )


def load_columns(segments: Sequence[int], *, columns: Iterable[str]) -> VoteArrays:
    """The votes of segments, in the order given, with the named columns; the others read as unknown."""
    data = dict(Segment.objects.filter(pk__in=segments).values_list("pk", "data"))
    names = tuple(columns)
    return concatenate_columns([unpack_columns(data.pop(pk), names) for pk in segments], names)

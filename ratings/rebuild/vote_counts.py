"""Number of votes that count in each month and category, and the reasons of the others.

Segments of the ledger never change, so each is counted once and its counts are stored beside it. These counts
are not evidence: they can be computed again at any time, and those of unused segments are deleted.
"""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from battles.counting import Reason, VoteArrays, concatenate_columns, unpack_columns
from battles.models import Evidence, Segment
from ratings.categories import CATEGORIES
from ratings.models import SegmentFigures
from ratings.rebuild.selection import SIMULATED

COUNTED_BY = ("outcome", "reason", "origin", "tags", "language")
"""Columns that the counts depend on."""

FORMAT = 1
BATCH = 50

Counts = dict[str, dict[str, int]]
"""By category: number of votes by the reason's slug; SIMULATED_COUNTED has the simulated votes that count."""

SIMULATED_COUNTED = "simulated"
COUNTED = Reason.COUNTED.slug


@dataclass(frozen=True)
class MonthCounts:
    """One category in one month.

    Attributes
    ----------
    month : YYYY-MM; None for votes without a time.
    counted : number of counted votes, `simulated` of them simulated.
    excluded : number of votes that do not count, by the reason's slug.
    """

    month: str | None
    counted: int
    excluded: dict[str, int]
    simulated: int

    @property
    def votes_excluded(self) -> int:
        return sum(self.excluded.values())

    @property
    def votes(self) -> int:
        return self.counted + self.votes_excluded


def rules_digest() -> str:
    """Digest of what the counts depend on besides the votes: the categories and their versions."""
    rules = [str(FORMAT), *(f"{each.slug}:{each.version}" for each in CATEGORIES)]
    return hashlib.sha256(" ".join(rules).encode()).hexdigest()


def count_votes(votes: VoteArrays) -> Counts:
    """Counts of one segment's votes; categories without votes are left out."""
    counts: Counts = {}
    simulated = votes.is_counted & (votes.origin == SIMULATED)
    for category in CATEGORIES:
        belongs = category.contains(votes)
        numbers = np.bincount(votes.reason.take(np.flatnonzero(belongs)))
        if not len(numbers):
            continue
        by_reason = {Reason(int(n)).slug: int(numbers[n]) for n in np.flatnonzero(numbers)}
        counts[category.slug] = by_reason | {SIMULATED_COUNTED: int(np.count_nonzero(belongs & simulated))}
    return counts


def store_segment_counts(evidence: Evidence) -> None:
    """Count the segments of an evidence that are not counted yet."""
    known = set(_stored(evidence).values_list("segment_id", flat=True))
    _count([pk for pk in evidence.segments if pk not in known])


def delete_old_segment_counts(evidence: Evidence) -> None:
    """Delete the counts of the arena's segments that this evidence does not contain."""
    stored = SegmentFigures.objects.filter(segment__arena=evidence.arena_id)
    stored.exclude(segment__in=evidence.segments).delete()


def _count(segments: list[int]) -> None:
    """Store the counts of these segments, a few at a time; harmless if several processes do it."""
    for start in range(0, len(segments), BATCH):
        batch = Segment.objects.filter(pk__in=segments[start : start + BATCH]).values_list("pk", "data")
        rows = [
            SegmentFigures(segment_id=pk, rules=rules_digest(), counts=count_votes(_read(data)))
            for pk, data in batch
        ]
        SegmentFigures.objects.bulk_create(
            rows, update_conflicts=True, update_fields=["rules", "counts"], unique_fields=["segment"]
        )


def _read(segment: bytes) -> VoteArrays:
    return concatenate_columns([unpack_columns(segment, COUNTED_BY)], COUNTED_BY)


def count_by_month(evidence: Evidence) -> dict[str, list[MonthCounts]]:
    """By category, the counts of each month in order of time; votes without a time come last.

    Every category has every month of the evidence, so that zeros are listed.
    """
    store_segment_counts(evidence)
    totals: dict[str | None, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for day, counts in _stored(evidence).values_list("segment__day", "counts"):
        month = totals[day.strftime("%Y-%m") if day else None]
        for category, by_reason in counts.items():
            month[category].update(by_reason)
    months = sorted(totals, key=lambda month: (month is None, month or ""))
    return {
        category.slug: [_month(month, totals[month][category.slug]) for month in months]
        for category in CATEGORIES
    }


def count_by_day(evidence: Evidence, category: str) -> dict[dt.date, int]:
    """Number of counted votes of one category by UTC day. Votes without a time are left out."""
    store_segment_counts(evidence)
    stored = _stored(evidence).filter(segment__day__isnull=False)
    days = {day: counts.get(category, {}) for day, counts in stored.values_list("segment__day", "counts")}
    return {day: counts[COUNTED] for day, counts in days.items() if counts.get(COUNTED)}


def _stored(evidence: Evidence) -> QuerySet[SegmentFigures]:
    return SegmentFigures.objects.filter(segment__in=evidence.segments, rules=rules_digest())


def _month(month: str | None, counts: Counter[str]) -> MonthCounts:
    other_keys = (COUNTED, SIMULATED_COUNTED)
    return MonthCounts(
        month,
        counted=counts[COUNTED],
        excluded={slug: count for slug, count in sorted(counts.items()) if slug not in other_keys and count},
        simulated=counts[SIMULATED_COUNTED],
    )

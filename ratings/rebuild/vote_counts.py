"""How many votes count in each month and category, and what keeps the others from counting.

Segments of the ledger never change, so the figures of one are counted once and kept beside it. They are no
evidence: they can be counted again at any time, and those of segments that hold no day now are dropped.
"""

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

COUNTED_BY = ("outcome", "reason", "origin", "tags")
"""The columns that figures depend on."""

FORMAT = 1
BATCH = 50

Counts = dict[str, dict[str, int]]
"""By category: the number of votes by reason's slug, and under SIMULATED_COUNTED the simulated that count."""

SIMULATED_COUNTED = "simulated"
COUNTED = Reason.COUNTED.slug


@dataclass(frozen=True)
class MonthCounts:
    """One category in one month; `month` is YYYY-MM, None for votes whose time is not known.

    `excluded`: number of votes not counted, by reason's slug. `simulated` of the counted are simulated.
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
    """What the figures depend on besides the votes: the categories and their versions."""
    rules = [str(FORMAT), *(f"{each.slug}:{each.version}" for each in CATEGORIES)]
    return hashlib.sha256(" ".join(rules).encode()).hexdigest()


def count_votes(votes: VoteArrays) -> Counts:
    """The figures of one segment's votes; a category without votes is left out."""
    figures: Counts = {}
    simulated = votes.is_counted & (votes.origin == SIMULATED)
    for category in CATEGORIES:
        belongs = category.contains(votes)
        numbers = np.bincount(votes.reason.take(np.flatnonzero(belongs)))
        if not len(numbers):
            continue
        by_reason = {Reason(int(n)).slug: int(numbers[n]) for n in np.flatnonzero(numbers)}
        figures[category.slug] = by_reason | {SIMULATED_COUNTED: int(np.count_nonzero(belongs & simulated))}
    return figures


def store_segment_counts(evidence: Evidence) -> None:
    """Count the segments of an evidence that have no figures yet."""
    known = set(_stored(evidence).values_list("segment_id", flat=True))
    _count([pk for pk in evidence.segments if pk not in known])


def delete_old_segment_counts(evidence: Evidence) -> None:
    """Drop the figures of the arena's segments that this evidence does not hold."""
    here = SegmentFigures.objects.filter(segment__arena=evidence.arena_id)
    here.exclude(segment__in=evidence.segments).delete()


def _count(segments: list[int]) -> None:
    """Store the figures of these segments, a few at a time; who else does the same does no harm."""
    for start in range(0, len(segments), BATCH):
        some = Segment.objects.filter(pk__in=segments[start : start + BATCH]).values_list("pk", "data")
        rows = [
            SegmentFigures(segment_id=pk, rules=rules_digest(), counts=count_votes(_read(data)))
            for pk, data in some
        ]
        SegmentFigures.objects.bulk_create(
            rows, update_conflicts=True, update_fields=["rules", "counts"], unique_fields=["segment"]
        )


def _read(segment: bytes) -> VoteArrays:
    return concatenate_columns([unpack_columns(segment, COUNTED_BY)], COUNTED_BY)


def count_by_month(evidence: Evidence) -> dict[str, list[MonthCounts]]:
    """By category, the figures of each month in order of time; votes without a time come last.

    Every category has every month of the evidence, so that zero is said and not left out.
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


def _stored(evidence: Evidence) -> QuerySet[SegmentFigures]:
    return SegmentFigures.objects.filter(segment__in=evidence.segments, rules=rules_digest())


def _month(month: str | None, counts: Counter[str]) -> MonthCounts:
    apart = (COUNTED, SIMULATED_COUNTED)
    return MonthCounts(
        month,
        counted=counts[COUNTED],
        excluded={slug: count for slug, count in sorted(counts.items()) if slug not in apart and count},
        simulated=counts[SIMULATED_COUNTED],
    )

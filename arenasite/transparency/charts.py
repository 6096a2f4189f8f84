"""The report as the page shows it: months as bars, findings by outcome."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from battles.counting import REASONS, Reason
from moderation.models import Decision
from moderation.public_record import FindingCounts
from ratings.rebuild import MonthCounts


@dataclass(frozen=True)
class MonthRow:
    """One month; `counted_bar` and `excluded_bar`: lengths in percent of the longest month's bar.

    `by_reason`: numbers of excluded votes in the order of the chart's reasons.
    """

    figures: MonthCounts
    counted_bar: float
    excluded_bar: float
    by_reason: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """A category's months, newest first, votes without a time last; `reasons` by frequency."""

    rows: tuple[MonthRow, ...]
    reasons: tuple[Promise, ...]
    totals: tuple[int, ...]
    counted: int
    excluded: int
    simulated: int

    @property
    def votes(self) -> int:
        return self.counted + self.excluded


def build_chart(months: Sequence[MonthCounts]) -> Chart:
    """Build the chart of one category from its months in chronological order."""
    by_reason: Counter[str] = Counter()
    for month in months:
        by_reason.update(month.excluded)
    slugs = [slug for slug, _count in by_reason.most_common()]
    longest = max((month.votes for month in months), default=0)
    timed = [month for month in months if month.month is not None]
    timeless = [month for month in months if month.month is None]
    return Chart(
        rows=tuple(_row(month, slugs, longest) for month in [*reversed(timed), *timeless]),
        reasons=tuple(REASONS[Reason[slug.upper()]].label for slug in slugs),
        totals=tuple(by_reason[slug] for slug in slugs),
        counted=sum(month.counted for month in months),
        excluded=by_reason.total(),
        simulated=sum(month.simulated for month in months),
    )


def _row(month: MonthCounts, slugs: list[str], longest: int) -> MonthRow:
    scale = 100 / longest if longest else 0.0
    return MonthRow(
        month,
        counted_bar=round(month.counted * scale, 3),
        excluded_bar=round(month.votes_excluded * scale, 3),
        by_reason=tuple(month.excluded.get(slug, 0) for slug in slugs),
    )


@dataclass(frozen=True)
class FindingRow:
    """One kind of finding; `by_outcome`: numbers in the order of the table's outcomes."""

    figures: FindingCounts
    by_outcome: tuple[int, ...]


@dataclass(frozen=True)
class FindingTable:
    """Findings by kind; `outcomes`: the kinds of decision that resolved at least one."""

    outcomes: tuple[Promise, ...]
    rows: tuple[FindingRow, ...]


def build_finding_table(findings: Sequence[FindingCounts]) -> FindingTable:
    """Build the table of findings."""
    kinds = [kind for kind in Decision.Kind if any(each.resolved[kind.value] for each in findings)]
    return FindingTable(
        tuple(kind.label for kind in kinds),
        tuple(FindingRow(each, tuple(each.resolved[kind.value] for kind in kinds)) for each in findings),
    )

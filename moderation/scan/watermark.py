"""Position of a scan in a table that grows during the scan: every row is read at least once.

The database assigns an id before the transaction commits, so a row may appear below rows that were read. A
rolled-back transaction leaves ids that no row ever gets.

- The scan reads on at once. It remembers the ids that were missing as gaps, and each scan looks into the
  gaps for rows that have committed since.
- A gap is forgotten after PATIENCE: it belongs to a transaction that was rolled back.
- The ids are read before the rows, so a row that appears in between is in a gap or above the position.
- The position is stored by compare and set: of two parallel scans the slower one stops. Recording a finding
  twice has no effect.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F, Model, Q, QuerySet

from moderation.models import ScanMark

PATIENCE = dt.timedelta(hours=6)
"""Longer than any transaction lasts: a task may run for one hour."""
MAX_GAPS = 400
"""With more gaps than this, neighbours are merged; the rows between them are read again."""
MAX_LATE_ROWS = 2_000


@dataclass(frozen=True)
class Gap:
    """Ids from `first` to `last` that did not exist at `seen_at` (seconds since 1970)."""

    first: int
    last: int
    seen_at: float


@dataclass(frozen=True)
class Position:
    """What is read: every row up to `passed`, except rows in `gaps`."""

    passed: int = 0
    gaps: tuple[Gap, ...] = ()
    version: int = 0


@dataclass(frozen=True)
class Part:
    """Rows to read next, and the position after them."""

    rows: QuerySet
    position: Position


@dataclass(frozen=True)
class Feed:
    """An append-only table, of which a scan reads the rows that match `only`."""

    name: str
    model: type[Model]
    only: Q = field(default_factory=Q)

    def position(self) -> Position:
        """The stored position; the start before the first scan."""
        mark = ScanMark.objects.filter(scan=self.name).first()
        if mark is None:
            return Position()
        return Position(mark.passed, tuple(Gap(*gap) for gap in mark.gaps), mark.version)

    def next_part(self, now: dt.datetime, *, size: int) -> Part | None:
        """Late rows, else up to `size` new rows; None if there are none."""
        position = self.position()
        recent = (now - PATIENCE).timestamp()
        position = replace(position, gaps=tuple(gap for gap in position.gaps if gap.seen_at >= recent))
        return self._late_part(position) or self._new_part(position, now, size)

    def _late_part(self, position: Position) -> Part | None:
        """Rows that appeared in a gap."""
        if not position.gaps:
            return None
        within = Q()
        for gap in position.gaps:
            within |= Q(pk__range=(gap.first, gap.last))
        ids = list(
            self.model.objects.filter(within).order_by("pk").values_list("pk", flat=True)[:MAX_LATE_ROWS]
        )
        if not ids:
            return None
        gaps = [part for gap in position.gaps for part in _without(gap, ids)]
        rows = self.model.objects.filter(self.only, pk__in=ids)
        return Part(rows, replace(position, gaps=tuple(gaps)))

    def _new_part(self, position: Position, now: dt.datetime, size: int) -> Part | None:
        """Rows above the position, up to the `size`-th that the scan reads."""
        above = self.model.objects.filter(pk__gt=position.passed).order_by("pk")
        wanted = list(above.filter(self.only).values_list("pk", flat=True)[:size])
        if len(wanted) == size:
            above = above.filter(pk__lte=wanted[-1])
        ids = list(above.values_list("pk", flat=True))
        if not ids:
            return None
        gaps = _merge([*position.gaps, *_gaps_between(position.passed, ids, now.timestamp())])
        rows = self.model.objects.filter(self.only, pk__gt=position.passed, pk__lte=ids[-1])
        return Part(rows, Position(ids[-1], tuple(gaps), position.version))

    def advance_to(self, position: Position) -> bool:
        """Store a position. False if another scan has stored one since `position.version`."""
        ScanMark.objects.get_or_create(scan=self.name)
        gaps = [[gap.first, gap.last, gap.seen_at] for gap in position.gaps]
        current = ScanMark.objects.filter(scan=self.name, version=position.version)
        return bool(current.update(passed=position.passed, gaps=gaps, version=F("version") + 1))

    def reset(self) -> None:
        """Forget the position."""
        ScanMark.objects.filter(scan=self.name).delete()


def _gaps_between(passed: int, ids: Sequence[int], seen_at: float) -> list[Gap]:
    """The gaps between consecutive ids, from `passed` on."""
    return [
        Gap(before + 1, after - 1, seen_at)
        for before, after in itertools.pairwise([passed, *ids])
        if after > before + 1
    ]


def _without(gap: Gap, ids: Iterable[int]) -> list[Gap]:
    """What remains of a gap without these ids (ascending)."""
    inside = [pk for pk in ids if gap.first <= pk <= gap.last]
    bounds = [gap.first - 1, *inside, gap.last + 1]
    return [
        Gap(before + 1, after - 1, gap.seen_at)
        for before, after in itertools.pairwise(bounds)
        if after > before + 1
    ]


def _merge(gaps: list[Gap]) -> list[Gap]:
    """The gaps, with neighbours merged until there are at most MAX_GAPS."""
    while len(gaps) > MAX_GAPS:
        pairs = [gaps[start : start + 2] for start in range(0, len(gaps), 2)]
        gaps = [Gap(pair[0].first, pair[-1].last, max(gap.seen_at for gap in pair)) for pair in pairs]
    return gaps

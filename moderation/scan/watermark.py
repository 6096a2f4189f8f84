"""Position of a scan in a table that grows during the scan: every row is read at least once.

The database assigns an id before the transaction commits, so a row may appear below rows that were read.

- `passed`: every row up to this id was read, and no new row can appear there.
- It does not pass a gap in the ids while the row after the gap is younger than PATIENCE: the missing row may
  still be uncommitted. An older gap belongs to a transaction that was rolled back.
- Rows above a young gap are read again by the next scan; recording a finding twice has no effect.
- The limit is read before the rows: rows that appear in between belong to the next scan.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, Max, Model, OuterRef, QuerySet

from moderation.models import ScanMark

PATIENCE = dt.timedelta(hours=6)
"""Longer than any transaction lasts: a task may run for one hour."""


@dataclass(frozen=True)
class Feed:
    """An append-only table and its timestamp column."""

    name: str
    model: type[Model]
    added_at: str

    def unread(self) -> QuerySet:
        """The rows above the watermark, oldest first."""
        return self.model.objects.filter(pk__gt=self.passed()).order_by("pk")

    def passed(self) -> int:
        """The watermark; 0 before the first scan."""
        return ScanMark.objects.filter(scan=self.name).values_list("passed", flat=True).first() or 0

    def safe_end(self, now: dt.datetime) -> int:
        """The id to which the watermark may advance when every row visible now has been read."""
        young = self.unread().filter(**{f"{self.added_at}__gte": now - PATIENCE})
        before = self.model.objects.filter(pk=OuterRef("pk") - 1)
        # The row right after the watermark follows no gap, even if the row at the watermark does not exist.
        follows_gap = young.filter(~Exists(before)).exclude(pk=self.passed() + 1)
        first = follows_gap.values_list("pk", flat=True).first()
        below = self.unread() if first is None else self.unread().filter(pk__lt=first)
        return below.order_by().aggregate(last=Max("pk"))["last"] or self.passed()

    def advance_to(self, end: int) -> None:
        """Advance the watermark; a slower parallel scan does not move it back."""
        ScanMark.objects.get_or_create(scan=self.name)
        ScanMark.objects.filter(scan=self.name, passed__lt=end).update(passed=end)

    def reset(self) -> None:
        """Forget the position."""
        ScanMark.objects.filter(scan=self.name).delete()

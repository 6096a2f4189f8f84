"""How far a scan has read a table that others are writing: every row at least once, the late ones too.

An id is given out before its transaction commits, so a row may appear below others that were read before.

- `passed` says: every row up to here was read, and none can still appear there.
- It never goes past a gap in the ids while the row after the gap is younger than PATIENCE: a row that is
  missing there may be on its way. An older gap belongs to a transaction that was given up.
- What lies above a young gap is read again by the next scan. Noticing is harmless twice (see noticing).
- How far it may go is read before the rows are: what appears in between is read by the next scan.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, Max, Model, OuterRef, QuerySet

from moderation.models import ScanMark

PATIENCE = dt.timedelta(hours=6)
"""Longer than any transaction lasts: a task may run for one hour."""


@dataclass(frozen=True)
class Feed:
    """A table whose rows are only ever added, with the column that says when."""

    name: str
    model: type[Model]
    added_at: str

    def unread(self) -> QuerySet:
        """The rows above the mark, oldest first."""
        return self.model.objects.filter(pk__gt=self.passed()).order_by("pk")

    def passed(self) -> int:
        """The mark; 0 before the first scan."""
        return ScanMark.objects.filter(scan=self.name).values_list("passed", flat=True).first() or 0

    def safe_end(self, now: dt.datetime) -> int:
        """How far the mark may go once everything visible now has been read."""
        young = self.unread().filter(**{f"{self.added_at}__gte": now - PATIENCE})
        before = self.model.objects.filter(pk=OuterRef("pk") - 1)
        # The row after the mark follows on it without a gap, whether the marked row itself is there or not.
        follows_gap = young.filter(~Exists(before)).exclude(pk=self.passed() + 1)
        first = follows_gap.values_list("pk", flat=True).first()
        below = self.unread() if first is None else self.unread().filter(pk__lt=first)
        return below.order_by().aggregate(last=Max("pk"))["last"] or self.passed()

    def advance_to(self, end: int) -> None:
        """Move the mark forward; a scan that was slower than another does not move it back."""
        ScanMark.objects.get_or_create(scan=self.name)
        ScanMark.objects.filter(scan=self.name, passed__lt=end).update(passed=end)

    def reset(self) -> None:
        """Forget how far it came."""
        ScanMark.objects.filter(scan=self.name).delete()

"""How much waits in the queue, for the first page of the admin."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils.timesince import timesince

from moderation.findings.claims import unclaimed
from moderation.models import Finding


@dataclass(frozen=True)
class Waiting:
    """Open findings that nobody has claimed; `oldest`: when the first was noticed, None without any."""

    number: int
    oldest: dt.datetime | None

    @property
    def age(self) -> str:
        """The age of the oldest in one unit, such as "3 hours"; empty without any."""
        return timesince(self.oldest, depth=1) if self.oldest else ""


def count_waiting(*, now: dt.datetime) -> Waiting:
    """One query."""
    rows = unclaimed(Finding.objects.open().visible(), now=now).order_by()
    return Waiting(**rows.aggregate(number=Count("pk"), oldest=Min("noticed_at")))

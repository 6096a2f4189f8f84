"""How much waits in the queue, for the first page of the admin."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min

from moderation.findings.claims import unclaimed
from moderation.models import Finding


@dataclass(frozen=True)
class Waiting:
    """Open findings that nobody has claimed; `oldest`: when the first was noticed, None without any."""

    number: int
    oldest: dt.datetime | None


def count_waiting(*, now: dt.datetime) -> Waiting:
    """One query."""
    rows = unclaimed(Finding.objects.open().visible(), now=now).order_by()
    return Waiting(**rows.aggregate(number=Count("pk"), oldest=Min("noticed_at")))

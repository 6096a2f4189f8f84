"""What staff should look at first.

- The priority of a finding is the weight of its kind times its strength, from 0 to 1.
- What a visitor reported counts the more, the more often that visitor's reports were upheld before.
- A finding is due at once with priority 1, after PATIENCE with priority 0, and in proportion between.
- Staff take what is due first. So what waits grows more urgent day by day without anybody rewriting it.
"""

import datetime as dt

from moderation.findings.reporter_trust import ReporterRecord
from moderation.models import Finding

PATIENCE = dt.timedelta(days=14)

WEIGHTS: dict[str, float] = {
    Finding.Kind.SECOND_OPINION: 0.9,
    Finding.Kind.STAFF: 0.8,
    Finding.Kind.CONTEST: 0.7,
    Finding.Kind.REPORT: 0.5,
    Finding.Kind.IDENTITY_LEAK: 0.5,
    Finding.Kind.ODD_BATTLE: 0.4,
}
"""A colleague's question weighs most, then a colleague's word; then whoever waits for an answer, then the
rest."""

OTHER = 0.5


def compute_priority(kind: str, strength: float, record: ReporterRecord | None = None) -> float:
    """From 0 to 1. A reporter nobody knows yet counts as one who is right half the time."""
    trust = 1.0 if record is None else 2 * record.trust
    return min(1.0, WEIGHTS.get(kind, OTHER) * strength * trust)


def due_at(priority: float, noticed_at: dt.datetime) -> dt.datetime:
    """When a finding should be judged at the latest."""
    return noticed_at + (1.0 - priority) * PATIENCE

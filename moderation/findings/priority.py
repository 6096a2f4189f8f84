"""Priorities of findings.

- The priority of a finding is the weight of its kind times its strength, from 0 to 1.
- A visitor's report is scaled by the share of that visitor's reports that were upheld before.
- A finding is due at once with priority 1, after PATIENCE with priority 0, linear between.
- The queue is ordered by due time, so an old finding becomes more urgent without any update.
"""

import datetime as dt

from moderation.findings.reporter_trust import ReporterRecord
from moderation.models import Finding

PATIENCE = dt.timedelta(days=14)

WEIGHTS: dict[str, float] = {
    Finding.Kind.SECOND_OPINION: 0.9,
    Finding.Kind.STAFF: 0.8,
    Finding.Kind.CONTEST: 0.7,
    Finding.Kind.MANIPULATION: 0.7,
    Finding.Kind.REPORT: 0.5,
    Finding.Kind.IDENTITY_LEAK: 0.5,
    Finding.Kind.ODD_BATTLE: 0.4,
    Finding.Kind.SCREENING: 0.6,
}
"""Second opinions first, then findings of staff, then contests (a voter waits for an answer) and
unusual voting, then others."""

OTHER = 0.5


def compute_priority(kind: str, strength: float, record: ReporterRecord | None = None) -> float:
    """The priority, from 0 to 1. A reporter without a record has a trust of one half."""
    trust = 1.0 if record is None else 2 * record.trust
    return min(1.0, WEIGHTS.get(kind, OTHER) * strength * trust)


def due_at(priority: float, noticed_at: dt.datetime) -> dt.datetime:
    """The time by which a finding should be judged."""
    return noticed_at + (1.0 - priority) * PATIENCE

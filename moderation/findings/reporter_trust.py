"""How often a visitor's reports were right, computed from the decisions about them.

- The newest standing decision about a report decides: set aside or blocked means upheld, dismissed or
  restored means dismissed. An open report is neither.
- An undone decision does not count.
- The newest MAX_REPORTS reports decide: older ones say little about the next one.
"""

from dataclasses import dataclass

from battles.models import Voter
from moderation.models import Decision, Finding

UPHOLDING = (Decision.Kind.SET_ASIDE, Decision.Kind.BLOCK)
DISMISSING = (Decision.Kind.DISMISS, Decision.Kind.RESTORE)
MAX_REPORTS = 200


@dataclass(frozen=True)
class ReporterRecord:
    """How many of a reporter's reports were upheld, and how many dismissed."""

    upheld: int = 0
    dismissed: int = 0

    @property
    def trust(self) -> float:
        """The chance that the next report is right, by the rule of succession; one half without reports."""
        return (self.upheld + 1) / (self.upheld + self.dismissed + 2)


def get_reporter_record(voter: Voter | int) -> ReporterRecord:
    """One reporter's record, in one query. `voter`: the voter or the voter's id."""
    pk = int(voter.pk if isinstance(voter, Voter) else voter)
    reports = Finding.objects.filter(kind=Finding.Kind.REPORT, reporter=pk).order_by("-pk")
    kinds = list(reports.values_list("resolved_by__kind", flat=True)[:MAX_REPORTS])
    return ReporterRecord(
        upheld=sum(kind in UPHOLDING for kind in kinds), dismissed=sum(kind in DISMISSING for kind in kinds)
    )

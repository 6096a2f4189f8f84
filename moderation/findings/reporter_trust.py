"""How often a visitor's reports were right, computed from the decisions about them.

- The newest standing decision about a report decides: set aside or blocked means upheld, dismissed or
  restored means dismissed. An open report is neither.
- An undone decision does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from battles.models import Voter
from moderation.models import Decision, Finding

UPHOLDING = (Decision.Kind.SET_ASIDE, Decision.Kind.BLOCK)
DISMISSING = (Decision.Kind.DISMISS, Decision.Kind.RESTORE)


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
    """One reporter's record. `voter`: the voter or the voter's id."""
    pk = int(voter.pk if isinstance(voter, Voter) else voter)
    return get_reporter_records([pk])[pk]


def get_reporter_records(voter_ids: Iterable[int]) -> dict[int, ReporterRecord]:
    """The records of several reporters by id, in one query."""
    judged = Decision.objects.standing().filter(findings=OuterRef("pk")).order_by("-pk")
    rows = (
        Finding.objects.filter(kind=Finding.Kind.REPORT, reporter__in=set(voter_ids))
        .order_by()
        .annotate(judgement=Subquery(judged.values("kind")[:1]))
        .filter(judgement__in=[*UPHOLDING, *DISMISSING])
        .values_list("reporter", "judgement")
    )
    counts = {voter: [0, 0] for voter in voter_ids}
    for voter, judgement in rows:
        counts[voter][judgement in DISMISSING] += 1
    return {voter: ReporterRecord(*count) for voter, count in counts.items()}

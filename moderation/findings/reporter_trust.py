"""How often a visitor's reports were right, computed from what staff decided about them.

- A report that a standing decision resolved is upheld or dismissed; an open one is neither.
- The newest standing decision about it is what holds: set aside or blocked, then it was upheld; dismissed
  or restored, then it was not.
- What was undone was never said.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from battles.models import Voter
from moderation.models import Decision, Finding

FOR = (Decision.Kind.SET_ASIDE, Decision.Kind.BLOCK)
AGAINST = (Decision.Kind.DISMISS, Decision.Kind.RESTORE)


@dataclass(frozen=True)
class ReporterRecord:
    """A reporter's reports that were upheld, and those that were dismissed."""

    upheld: int = 0
    dismissed: int = 0

    @property
    def trust(self) -> float:
        """The chance that the next report is right, by the rule of succession; a half if nothing is known."""
        return (self.upheld + 1) / (self.upheld + self.dismissed + 2)


def get_reporter_record(voter: Voter | int) -> ReporterRecord:
    """One reporter's record; the voter or the voter's id."""
    pk = int(voter.pk if isinstance(voter, Voter) else voter)
    return get_reporter_records([pk])[pk]


def get_reporter_records(voter_ids: Iterable[int]) -> dict[int, ReporterRecord]:
    """The records of several reporters by id, in one query."""
    judged = Decision.objects.standing().filter(findings=OuterRef("pk")).order_by("-pk")
    rows = (
        Finding.objects.filter(kind=Finding.Kind.REPORT, reporter__in=set(voter_ids))
        .order_by()
        .annotate(judgement=Subquery(judged.values("kind")[:1]))
        .filter(judgement__in=[*FOR, *AGAINST])
        .values_list("reporter", "judgement")
    )
    counts = {voter: [0, 0] for voter in voter_ids}
    for voter, judgement in rows:
        counts[voter][judgement in AGAINST] += 1
    return {voter: ReporterRecord(*count) for voter, count in counts.items()}

"""How a member of staff decides: numbers for themselves and for who looks after the staff.

- Decided: every decision but undos. Upheld and dismissed: by the kind of the decision.
- Overturned: decisions that another member of staff undid. Taken back: those they undid themselves.
- Confirmed and declined: their proposals that a second person answered.
- The time of a decision is from the claim in the queue to the decision; its median over MAX_TIMES.
- Known cases: past findings that were shown again, and how often the answer was the same (see calibration).
"""

import statistics
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, F, Q

from moderation.models import CalibrationAnswer, Decision, Proposal, ProposalAnswer

UPHOLDING = (Decision.Kind.SET_ASIDE, Decision.Kind.BLOCK, Decision.Kind.CORRECT)
MAX_TIMES = 1_000


@dataclass(frozen=True)
class StaffRecord:
    """Counts of one member of staff; `median_seconds` is None without a measured decision."""

    decided: int
    upheld: int
    dismissed: int
    overturned: int
    taken_back: int
    confirmed: int
    declined: int
    median_seconds: float | None
    known_cases: int
    known_agreed: int

    @property
    def overturned_percent(self) -> float | None:
        """The share of decisions that others undid; None without a decision."""
        return 100 * self.overturned / self.decided if self.decided else None

    @property
    def agreed_percent(self) -> float | None:
        """The share of known cases that were answered as decided before; None without one."""
        return 100 * self.known_agreed / self.known_cases if self.known_cases else None


def get_staff_record(user: AbstractBaseUser) -> StaffRecord:
    """The record of one member of staff, in four queries."""
    own = Decision.objects.filter(actor=user)
    decided = own.exclude(kind=Decision.Kind.UNDO).order_by()
    by_other = Q(undone_by__isnull=False) & ~Q(undone_by__actor=F("actor"))
    numbers = decided.aggregate(
        decided=Count("pk"),
        upheld=Count("pk", filter=Q(kind__in=UPHOLDING)),
        dismissed=Count("pk", filter=Q(kind=Decision.Kind.DISMISS)),
        overturned=Count("pk", filter=by_other | Q(undone_by__isnull=False, undone_by__actor__isnull=True)),
        taken_back=Count("pk", filter=Q(undone_by__actor=F("actor"))),
    )
    verdicts = ProposalAnswer.Verdict
    answered = Proposal.objects.filter(proposer=user).order_by()
    numbers |= answered.aggregate(
        confirmed=Count("pk", filter=Q(answer__verdict=verdicts.CONFIRMED)),
        declined=Count("pk", filter=Q(answer__verdict=verdicts.DECLINED)),
    )
    numbers |= CalibrationAnswer.objects.filter(member=user).aggregate(
        known_cases=Count("pk"), known_agreed=Count("pk", filter=Q(verdict=F("expected")))
    )
    times = own.filter(seconds__isnull=False).order_by("-pk").values_list("seconds", flat=True)[:MAX_TIMES]
    seconds = list(times)
    return StaffRecord(**numbers, median_seconds=statistics.median(seconds) if seconds else None)

"""Contests: a voter objects that a vote does not count.

- The owner of a vote's receipt may contest it once, with a text. The contest is a finding in the queue.
- Only a vote that does not count for a reason that a decision can remove can be contested (CONTESTABLE):
  a stopped answer or models that the visitor chose cannot be decided otherwise.
- The finding stores the text and the contested reason. It stores no voter and no address.
- The newest standing decision about it is its result: a restore or undo that makes the vote count upholds
  it, any other decision dismisses it.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from battles.counting import REASONS, Reason, get_reason, only_counted
from battles.models import Vote
from moderation.findings.record import record_finding
from moderation.models import Decision, Finding

SOURCE, VERSION = "receipt", "1"
MAX_CHARACTERS = 1_000
CONTESTABLE = tuple(reason for reason, ground in REASONS.items() if ground.is_contestable)
"""The reasons that a decision can remove: a correction, the undo of a block, a restore."""
UPHOLDING = (Decision.Kind.RESTORE, Decision.Kind.UNDO, Decision.Kind.CORRECT)
DISMISSING = (Decision.Kind.DISMISS, Decision.Kind.SET_ASIDE, Decision.Kind.BLOCK)


class NothingToContest(Exception):
    """The vote counts, or no decision could make it count."""


class AlreadyContested(Exception):
    """The vote has been contested before."""


class State(models.TextChoices):
    """State of a contest."""

    WAITING = "waiting", _("Waiting for staff")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


@dataclass(frozen=True)
class Contest:
    """A contest as the receipt shows it; with the decision's day and public reason once there is one."""

    words: str
    day: dt.date
    state: State
    decided_on: dt.date | None = None
    public_reason: str = ""


def can_be_contested(reason: Reason) -> bool:
    """Whether a vote that does not count for this reason may be contested."""
    return reason in CONTESTABLE


def contest(vote: Vote, *, words: str) -> Finding:
    """Record a contest as a finding. Raises NothingToContest, AlreadyContested."""
    if _finding_about(vote) is not None:
        raise AlreadyContested
    reason = get_reason(vote)
    if not can_be_contested(reason):
        raise NothingToContest
    return record_finding(
        Finding.Kind.CONTEST,
        battle=vote.battle,
        detector=SOURCE,
        version=VERSION,
        evidence={"words": words, "reason": reason.slug},
    )


def get_contest(vote: Vote) -> Contest | None:
    """The contest of a vote with its state; None without one."""
    finding = _finding_about(vote)
    if finding is None:
        return None
    words, day = finding.evidence["words"], _day(finding.noticed_at)
    decision = finding.decisions.standing().filter(kind__in=(*UPHOLDING, *DISMISSING)).order_by("-pk").first()
    if decision is None:
        return Contest(words, day, State.WAITING)
    state = State.UPHELD if decision.kind in UPHOLDING else State.DISMISSED
    return Contest(words, day, state, _day(decision.decided_at), decision.public_reason)


def contests_now_counting(about: Q) -> QuerySet[Finding]:
    """The open contests that match `about` and whose votes count now."""
    waiting = Finding.objects.open().filter(about, kind=Finding.Kind.CONTEST)
    counting = only_counted(Vote.objects.filter(pk__in=waiting.values("battle"))).values("pk")
    return waiting.filter(battle__in=counting)


def _finding_about(vote: Vote) -> Finding | None:
    return Finding.objects.filter(kind=Finding.Kind.CONTEST, battle=vote.pk).first()


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()

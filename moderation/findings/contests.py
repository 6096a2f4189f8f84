"""Contesting that a vote does not count.

- Who holds a vote's receipt may contest it, once, with words; that is a finding of its own kind and waits in
  the queue like any other.
- Only a vote that does not count can be contested, and none whose models the visitor chose: such votes never
  count, and nothing staff decide would change that.
- The finding keeps the words and the reason contested. It names nobody: no voter, no address.
- What comes of it is what staff decide. A restore or undo that makes the vote count upholds it, any other
  decision does not; the newest standing one holds.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from battles.counting import Reason, get_reason, only_counted
from battles.models import Vote
from moderation.findings.record import record_finding
from moderation.models import Decision, Finding

SOURCE, VERSION = "receipt", "1"
MAX_CHARACTERS = 1_000
NEVER = (Reason.COUNTED, Reason.SIDE_BY_SIDE, Reason.SELF_BATTLE)
FOR = (Decision.Kind.RESTORE, Decision.Kind.UNDO)
AGAINST = (Decision.Kind.DISMISS, Decision.Kind.SET_ASIDE, Decision.Kind.BLOCK)


class NothingToContest(Exception):
    """The vote counts, or no decision could make it count."""


class AlreadyContested(Exception):
    """The one contest that a vote may have has been made."""


class State(models.TextChoices):
    """What became of a contest."""

    WAITING = "waiting", _("Waiting for staff")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


@dataclass(frozen=True)
class Contest:
    """A contest as the holder of the receipt sees it; the decision's day and words once there is one."""

    words: str
    day: dt.date
    state: State
    decided_on: dt.date | None = None
    public_reason: str = ""


def can_be_contested(reason: Reason) -> bool:
    """Whether a vote that does not count for this reason may be contested at all."""
    return reason not in NEVER


def contest(vote: Vote, *, words: str) -> Finding:
    """Put a contest into the queue. Raises NothingToContest, AlreadyContested."""
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
    """The contest of a vote and what became of it."""
    finding = _finding_about(vote)
    if finding is None:
        return None
    words, day = finding.evidence["words"], _day(finding.noticed_at)
    decision = finding.decisions.standing().filter(kind__in=(*FOR, *AGAINST)).order_by("-pk").first()
    if decision is None:
        return Contest(words, day, State.WAITING)
    state = State.UPHELD if decision.kind in FOR else State.DISMISSED
    return Contest(words, day, state, _day(decision.decided_at), decision.public_reason)


def contests_now_counting(about: Q) -> QuerySet[Finding]:
    """The open contests about these battles whose votes count now: what they asked for has come."""
    waiting = Finding.objects.open().filter(about, kind=Finding.Kind.CONTEST)
    counting = only_counted(Vote.objects.filter(pk__in=waiting.values("battle"))).values("pk")
    return waiting.filter(battle__in=counting)


def _finding_about(vote: Vote) -> Finding | None:
    return Finding.objects.filter(kind=Finding.Kind.CONTEST, battle=vote.pk).first()


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()

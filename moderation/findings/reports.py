"""Visitors' reports about answers, stored as findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from battles.models import Answer, Battle
from moderation.findings.record import record_finding
from moderation.models import Finding

REPORTER = "visitor"
VERSION = "1"
MAX_CHARACTERS = 1_000


class ReportReason(models.TextChoices):
    IDENTITY = "identity", _("It reveals which model it is")
    ABUSIVE = "abusive", _("It is abusive or dangerous")
    BROKEN = "broken", _("It is broken, empty or cut off")
    OTHER = "other", _("Something else")


STRENGTHS = {
    ReportReason.IDENTITY: 0.8,
    ReportReason.ABUSIVE: 1.0,
    ReportReason.BROKEN: 0.6,
    ReportReason.OTHER: 0.6,
}


def get_newest_answer(battle: Battle, *, turn: int, side: str) -> Answer | None:
    """The newest answer of a side to a prompt; None if there is none or it is still running."""
    answers = Answer.objects.filter(prompt__battle=battle, prompt__turn=turn, side=side)
    newest = answers.order_by("-attempt").first()
    return newest if newest and newest.state != Answer.State.RUNNING else None


def get_report(battle: Battle, answer: Answer) -> Finding | None:
    """The report of this battle's visitor about an answer; None without one."""
    reports = Finding.objects.filter(battle=battle, reporter=battle.voter_id, kind=Finding.Kind.REPORT)
    return next((each for each in reports if each.evidence.get("answer") == answer.pk), None)


def report_answer(battle: Battle, answer: Answer, *, reason: ReportReason, words: str) -> Finding:
    """Store a report of the battle's visitor about one of its answers.

    - One report per answer: reporting again changes nothing and returns the first report.
    - The visitor's text is stored unchanged and shown only to staff.
    - Its priority depends on the reason and on the visitor's record (see moderation.findings.priority).
    """
    known = get_report(battle, answer)
    if known:
        return known
    return record_finding(
        Finding.Kind.REPORT,
        battle=battle,
        detector=REPORTER,
        version=VERSION,
        strength=STRENGTHS[reason],
        evidence={
            "reason": reason.value,
            "words": words,
            "answer": answer.pk,
            "turn": answer.prompt.turn,
            "side": answer.side,
            "before_vote": battle.state != Battle.State.VOTED,
        },
        reporter=battle.voter,
        part=f"answer-{answer.pk}",
    )

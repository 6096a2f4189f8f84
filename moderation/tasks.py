"""Celery tasks; each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from moderation.decisions import repair
from moderation.decisions.automatic import act_alone
from moderation.findings.waits import end_due_waits
from moderation.scan.ledger import scan_every_ledger
from moderation.scan.run import scan
from moderation.screening import answers


@shared_task
def scan_battles() -> int:
    """Apply the scan's rules to new battles. Returns the number of new findings."""
    return scan(now=timezone.now())


@shared_task
def decide_by_rules() -> int:
    """Let the rules that may decide alone act on their findings. Returns how many they acted on."""
    return len(act_alone(now=timezone.now()))


@shared_task
def repair_findings() -> int:
    """Store decisions of findings that processes of an older release left out. Returns how many."""
    return repair.repair_findings(since=timezone.now() - repair.RECENT)


@shared_task
def end_waits() -> int:
    """Count the votes that have waited long enough. Returns how many."""
    return end_due_waits(now=timezone.now())


@shared_task
def screen_answers() -> int:
    """Screen the texts of battles with new answers. Returns the number of new findings."""
    answers.delete_blocked(now=timezone.now())
    return answers.screen_answers(now=timezone.now())


@shared_task
def scan_votes() -> int:
    """Apply the rules of the ledger's scan to new votes. Returns the number of new findings."""
    return len(scan_every_ledger(now=timezone.now()))

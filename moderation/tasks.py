"""Celery tasks; each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from moderation.scan.run import scan


@shared_task
def scan_battles() -> int:
    """Apply the scan's rules to new battles. Returns the number of new findings."""
    return scan(now=timezone.now())

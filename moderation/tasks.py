"""Doors for Celery: safe to run twice."""

from celery import shared_task
from django.utils import timezone

from moderation.scan.run import scan


@shared_task
def scan_battles() -> int:
    """Look through what is new for what staff should see. Returns how many findings came of it."""
    return scan(now=timezone.now())

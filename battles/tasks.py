"""Doors for Celery: safe to run twice."""

from celery import shared_task

from battles.sweeping import sweep


@shared_task
def sweep_battles() -> int:
    """Settle ballots and interrupt abandoned battles. Returns how many battles changed."""
    swept = sweep()
    return swept.settled + swept.interrupted

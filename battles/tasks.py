"""Celery tasks; each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from battles.annotations import background_tagging as upkeep
from battles.erasure import apply_retention as retention
from battles.generation.sweep import run_sweep
from battles.imports import jobs
from battles.models import HeldPrompt
from battles.rate_limits import delete_expired_counts


@shared_task
def sweep_battles() -> int:
    """Settle ballots and interrupt abandoned battles. Returns how many battles changed."""
    swept = run_sweep()
    return swept.settled + swept.interrupted


@shared_task
def judge_prompts() -> int:
    """Ask the site's judge, if it has one, about prompts without a verdict. Returns how many got a fact."""
    return upkeep.judge_prompts()


@shared_task
def find_frequent_prompts() -> int:
    """Bring up to date which votes the dedup boards drop. Returns how many battles changed."""
    return upkeep.find_frequent_prompts()


@shared_task
def delete_expired_limits() -> int:
    """Delete counters of rate limits that no longer count. Returns how many."""
    return delete_expired_counts()


@shared_task
def delete_held_prompts() -> int:
    """Delete prompts that waited to be sent and whose time is over. Returns how many."""
    return HeldPrompt.objects.delete_expired(timezone.now())


@shared_task
def apply_retention() -> int:
    """Erase the traces and texts that the retention policy no longer keeps. Returns how many."""
    return retention(now=timezone.now())


@shared_task
def run_imports() -> int:
    """Check or import the files that staff have given, as far as no other process does. Returns how many."""
    return jobs.run_due()

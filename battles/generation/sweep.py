"""Periodic work on battles: due ballots become votes, abandoned battles end."""

from dataclasses import dataclass

from django.utils import timezone

from battles.generation.runner import silence_limit
from battles.services import interrupt_stale, settle_due


@dataclass(frozen=True)
class SweepResult:
    """How many ballots became votes, and how many battles were interrupted."""

    settled: int
    interrupted: int


def run_sweep() -> SweepResult:
    """Settle due ballots and interrupt battles whose process is lost. Safe to run in several processes."""
    now = timezone.now()
    return SweepResult(
        settled=settle_due(now=now), interrupted=interrupt_stale(now=now, silence=silence_limit())
    )

"""Periodic work on battles: due ballots become votes, lost battles end, stored turns are started."""

from dataclasses import dataclass, field

from django.utils import timezone

from battles.annotations.live import annotate_due
from battles.gates import flush_if_due
from battles.generation.claims import give_up_dead, has_stray_turns, interrupt_lost, list_unclaimed
from battles.generation.event_log import TurnKey
from battles.generation.runner import RUNNER, silence_limit
from battles.generation.storage import delete_leftovers, store_spooled
from battles.generation.turn_signals import delete_old_signals
from battles.services import settle_due


@dataclass(frozen=True)
class SweepResult:
    """How many ballots became votes, battles were interrupted and spooled ends were stored.

    unclaimed: stored turns that no process generates, each with its battle's key.
    """

    settled: int
    interrupted: int
    restored: int = 0
    unclaimed: list[tuple[TurnKey, str]] = field(default_factory=list)


def run_sweep() -> SweepResult:
    """Store the spool, annotate ended turns, settle ballots, interrupt lost battles. Safe to run twice."""
    restored = store_spooled()
    now = timezone.now()
    annotate_due(now=now)
    silence = silence_limit()
    settled, interrupted = settle_due(now=now), give_up_dead()
    delete_leftovers()
    delete_old_signals(now=now)
    unclaimed: list[tuple[TurnKey, str]] = []
    if has_stray_turns(silence=silence, now=now):
        interrupted += interrupt_lost(silence=silence)
        unclaimed = list_unclaimed(now=now)
    swept = SweepResult(settled, interrupted, restored, unclaimed)
    flush_if_due()
    return swept


def start_unclaimed(swept: SweepResult) -> None:
    """Start the turns that no process generates; call it in the event loop of a web process."""
    for key, battle_key in swept.unclaimed:
        RUNNER.start(key, battle_key)

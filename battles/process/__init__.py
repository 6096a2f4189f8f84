"""What one process shares: the clock of its streams, and when it looks for reference cycles."""

from battles.process.heap import collect_nothing, collect_rarely
from battles.process.ticks import FREE_TICKS, ROUNDS, STEP_TICKS, TICK_SECONDS, get_ticks

__all__ = [
    "FREE_TICKS",
    "ROUNDS",
    "STEP_TICKS",
    "TICK_SECONDS",
    "collect_nothing",
    "collect_rarely",
    "get_ticks",
]

"""What one process shares: the clock of its streams, and objects kept from the garbage collector."""

from battles.process.heap import freeze_heap, frozen_heap
from battles.process.ticks import FREE_TICKS, ROUNDS, STEP_TICKS, TICK_SECONDS, get_ticks

__all__ = [
    "FREE_TICKS",
    "ROUNDS",
    "STEP_TICKS",
    "TICK_SECONDS",
    "freeze_heap",
    "frozen_heap",
    "get_ticks",
]

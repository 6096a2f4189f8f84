"""From a stored prompt to two stored answers: model calls, the event log, readers, the sweep."""

from battles.generation.background import REQUESTS, in_background
from battles.generation.event_log import TurnKey
from battles.generation.event_stream import stream_turn
from battles.generation.runner import RUNNER
from battles.generation.sweep import run_sweep, start_unclaimed

__all__ = ["REQUESTS", "RUNNER", "TurnKey", "in_background", "run_sweep", "start_unclaimed", "stream_turn"]

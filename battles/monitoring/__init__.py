"""What operators see of this process: its counters, and the battle that a log line is about."""

from battles.monitoring.log_context import BATTLE
from battles.monitoring.metrics import POOL_CONNECTIONS

__all__ = ["BATTLE", "POOL_CONNECTIONS"]

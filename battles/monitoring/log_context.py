"""The battle that log lines are about."""

from contextvars import ContextVar

BATTLE: ContextVar[str] = ContextVar("battle", default="")
"""The key of the battle whose turn is being generated; empty outside of a turn."""

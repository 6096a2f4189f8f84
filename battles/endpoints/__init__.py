"""Servers that models run on: keys, trials, health, circuit breaker, concurrency, registration."""

from battles.endpoints.keys import Unreachable, read_key
from battles.endpoints.single_calls import CallFailed, ask_model, call_endpoint
from battles.endpoints.speed import get_speed

__all__ = ["CallFailed", "Unreachable", "ask_model", "call_endpoint", "get_speed", "read_key"]

"""Servers that models run on: keys, trials, health, circuit breaker, concurrency, registration."""

from battles.endpoints.keys import Unreachable, read_key
from battles.endpoints.speed import get_speed

__all__ = ["Unreachable", "get_speed", "read_key"]

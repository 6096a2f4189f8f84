"""Servers that models run on: connection, health, circuit breaker, concurrency, registration."""

from battles.endpoints.latency import speed_of

__all__ = ["speed_of"]

"""Servers that models run on: connection, health, circuit breaker, concurrency, registration."""

from battles.endpoints.speed import get_speed

__all__ = ["get_speed"]

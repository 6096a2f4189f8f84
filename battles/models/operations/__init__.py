"""Rows that the running site needs: counters, leases, health of models, outgoing events, signals to turns."""

from battles.models.operations.counts import GateCount, RateCount
from battles.models.operations.health import SEE_LIVE_MODELS, BenchEvent, EndpointHealth, Health, ModelHealth
from battles.models.operations.lease import JobLease, LeaseRow
from battles.models.operations.outbox import OutboxEvent
from battles.models.operations.turn_signal import TurnSignal

__all__ = [
    "SEE_LIVE_MODELS",
    "BenchEvent",
    "EndpointHealth",
    "GateCount",
    "Health",
    "JobLease",
    "LeaseRow",
    "ModelHealth",
    "OutboxEvent",
    "RateCount",
    "TurnSignal",
]

"""Noting how calls of models ended: the measures staff and model pages read, and who goes on the bench.

Every call that ended by itself is noted for its model and for its endpoint, under a lock on their rows, so
that several processes count together. What a voter stopped says nothing and is not noted.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from battles.endpoints.circuit_breaker import ENDPOINT_RULE, MODEL_RULE, Record, Rule, Step, after_answer
from battles.models import BenchEvent, Endpoint, EndpointHealth, LanguageModel, ModelHealth
from battles.providers.base import ErrorKind

REMEMBERED = 50
"""Answers whose measures are kept for each subject."""

PLAIN_CONVERSATION = 4000
"""No model may refuse a conversation of so few characters for its length."""

OWED_TO_THE_PROMPT = frozenset({ErrorKind.CONTENT_FILTER, ErrorKind.TOO_LONG})
"""A voter must not be able to bench a model by what they write."""

OWED_TO_THE_ENDPOINT = frozenset(
    {
        ErrorKind.RATE_LIMITED,
        ErrorKind.AUTH,
        ErrorKind.UPSTREAM_5XX,
        ErrorKind.CONNECT,
        ErrorKind.TIMEOUT_FIRST,
    }
)
"""Failures that its other models are likely to share."""


@dataclass(frozen=True)
class Call:
    """How one call of a model ended. characters: length of the conversation it was asked with."""

    model_id: int
    endpoint_id: int | None
    asked_at: dt.datetime
    characters: int
    failure: ErrorKind | None = None
    first_token_ms: int | None = None
    tokens_per_second: float | None = None

    @property
    def blames_model(self) -> bool | None:
        """Whether the model failed; None where its failure may be owed to the prompt."""
        if self.failure is None:
            return False
        is_long = self.characters > PLAIN_CONVERSATION
        if self.failure in OWED_TO_THE_PROMPT or (self.failure is ErrorKind.BAD_REQUEST and is_long):
            return None
        return True

    @property
    def blames_endpoint(self) -> bool | None:
        """Whether the endpoint failed; None where the failure is rather the model's own."""
        if self.failure is None:
            return False
        return True if self.failure in OWED_TO_THE_ENDPOINT else None

    @property
    def measures(self) -> list:
        """The call as Health.recent keeps it."""
        rate = None if self.tokens_per_second is None else round(self.tokens_per_second, 1)
        return [self.failure.value if self.failure else "", self.first_token_ms, rate]


@transaction.atomic
def note_calls(calls: Sequence[Call], *, now: dt.datetime) -> None:
    """Add these calls to the health of their models and endpoints, and bench who has failed too often."""
    # Always models before endpoints, each by id: two turns that end together never wait for each other.
    at_models = [(call.model_id, call, call.blames_model) for call in calls]
    _note(ModelHealth, "model", at_models, MODEL_RULE, now)
    at_endpoints = [(call.endpoint_id, call, call.blames_endpoint) for call in calls if call.endpoint_id]
    _note(EndpointHealth, "endpoint", at_endpoints, ENDPOINT_RULE, now)


def _note(table, subject: str, calls: list[tuple[int, Call, bool | None]], rule: Rule, now) -> None:
    rows = _locked(table, sorted({pk for pk, _call, _failed in calls}))
    events = []
    for pk, call, failed in calls:
        row = rows[pk]
        step = _add(row, call, failed=failed, rule=rule, now=now)
        if step is not Step.NONE:
            event = BenchEvent(step=step.value, strikes=row.strikes, happened_at=now)
            setattr(event, f"{subject}_id", pk)
            if step is Step.BENCHED:
                event.error_kind, event.until = call.failure.value, row.benched_until
            events.append(event)
    for row in rows.values():
        row.save(update_fields=["recent", "window", "strikes", "benched_until", "updated_at"])
    if events:
        BenchEvent.objects.bulk_create(events)


def _locked(table, ids: list[int]) -> dict:
    """The health rows of these subjects, made where missing, held until the transaction ends."""
    standing = table.objects.select_for_update().order_by("pk")
    rows = standing.in_bulk(ids)
    if len(rows) < len(ids):
        table.objects.bulk_create([table(pk=pk) for pk in ids if pk not in rows], ignore_conflicts=True)
        rows = standing.in_bulk(ids)
    return rows


def _add(row, call: Call, *, failed: bool | None, rule: Rule, now: dt.datetime) -> Step:
    row.recent = [*row.recent, call.measures][-REMEMBERED:]
    if failed is None:
        return Step.NONE
    before = Record(tuple((model, fail) for model, fail in row.window), row.strikes, row.benched_until)
    after, step = after_answer(
        before, model=call.model_id, failed=failed, asked_at=call.asked_at, now=now, rule=rule
    )
    row.window = [list(entry) for entry in after.window]
    row.strikes, row.benched_until = after.strikes, after.benched_until
    return step


@transaction.atomic
def lift_bench(subject: LanguageModel | Endpoint, *, actor, now: dt.datetime) -> bool:
    """Take a model or an endpoint off the bench at staff's word. Returns whether it was on it."""
    is_model = isinstance(subject, LanguageModel)
    table = ModelHealth if is_model else EndpointHealth
    row = table.objects.select_for_update().filter(pk=subject.pk).first()
    if row is None or row.benched_until is None or row.benched_until <= now:
        return False
    row.window, row.strikes, row.benched_until = [], 0, None
    row.save(update_fields=["window", "strikes", "benched_until", "updated_at"])
    BenchEvent.objects.create(
        **{"model" if is_model else "endpoint": subject},
        step=BenchEvent.Step.LIFTED,
        actor=actor,
        happened_at=now,
    )
    return True

"""Record how calls of models ended: measures for staff and model pages, and input of the circuit breaker.

Every call that ended by itself is recorded for its model and its endpoint, under a lock on their rows, so
that several processes count together. A call that the voter stopped is not recorded.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from django.db import transaction
from django.db.models import BigAutoField, Q
from django.utils import timezone

from battles.database.compiled import CompiledQuery, CompiledUpdate, Given
from battles.endpoints.circuit_breaker import (
    ENDPOINT_RULE,
    MODEL_RULE,
    BreakerState,
    Rule,
    Step,
    next_state,
    rate_limit_pause,
)
from battles.models import BenchEvent, Endpoint, EndpointHealth, LanguageModel, ModelHealth
from battles.providers.base import ErrorKind

MAX_RECENT = 50
"""Calls per subject whose measures are kept."""

MAX_PLAIN_CHARACTERS = 4000
"""A model that refuses a conversation of up to so many characters does not refuse it for its length."""

CAUSED_BY_PROMPT = frozenset({ErrorKind.CONTENT_FILTER, ErrorKind.TOO_LONG, ErrorKind.THINKING_LIMIT})
"""Failures that the prompt can cause: a voter must not be able to bench a model by their prompt."""

SHARED_BY_ENDPOINT = frozenset(
    {
        ErrorKind.AUTH,
        ErrorKind.UPSTREAM_5XX,
        ErrorKind.CONNECT,
        ErrorKind.TIMEOUT_FIRST,
    }
)
"""Failures that the endpoint's other models probably share."""


_SHARED_COLUMNS = ["recent", "window", "strikes", "benched_until", "updated_at"]


@lru_cache(maxsize=64)
def _get_lock(table, count: int) -> CompiledQuery:
    """The query that locks so many health rows: their keys are the values "0", "1", …"""
    is_one = reduce(or_, (Q(pk=Given(str(number), BigAutoField())) for number in range(count)))
    return CompiledQuery(lambda: table.objects.select_for_update().filter(is_one).order_by("pk"))


@dataclass(frozen=True)
class Call:
    """How one call of a model ended.

    characters: length of the conversation that was sent. retry_after: seconds that the upstream asked to
    wait. is_chosen: whether the visitor chose the model (side by side); then its end is measured but moves
    neither the breaker nor the pause after rate limits, so that no visitor can take a model out of the draw.
    """

    model_id: int
    endpoint_id: int | None
    asked_at: dt.datetime
    characters: int
    failure: ErrorKind | None = None
    first_token_ms: int | None = None
    tokens_per_second: float | None = None
    retry_after: float | None = None
    is_chosen: bool = False

    @property
    def is_rate_limited(self) -> bool:
        """Whether the provider refused because of too many requests: told apart from failure."""
        return self.failure is ErrorKind.RATE_LIMITED

    @property
    def blames_model(self) -> bool | None:
        """Whether the model failed; None where the prompt may be the cause."""
        if self.is_chosen or self.is_rate_limited:
            return None
        if self.failure is None:
            return False
        is_long = self.characters > MAX_PLAIN_CHARACTERS
        if self.failure in CAUSED_BY_PROMPT or (self.failure is ErrorKind.BAD_REQUEST and is_long):
            return None
        return True

    @property
    def blames_endpoint(self) -> bool | None:
        """Whether the endpoint failed; None where the cause is probably the model."""
        if self.is_chosen or self.is_rate_limited:
            return None
        if self.failure is None:
            return False
        return True if self.failure in SHARED_BY_ENDPOINT else None

    @property
    def measures(self) -> list:
        """The call as an entry of Health.recent."""
        rate = None if self.tokens_per_second is None else round(self.tokens_per_second, 1)
        return [self.failure.value if self.failure else "", self.first_token_ms, rate]


_COLUMNS = {
    ModelHealth: [*_SHARED_COLUMNS, "rate_limits", "rate_limited_until"],
    EndpointHealth: _SHARED_COLUMNS,
}
_SAVE = {table: CompiledUpdate(table, names) for table, names in _COLUMNS.items()}


@transaction.atomic
def record_calls(calls: Sequence[Call], *, now: dt.datetime) -> None:
    """Add calls to the health of their models and endpoints, and trip breakers."""
    # Always models before endpoints, each by id: two turns that end together cannot deadlock.
    at_models = [(call.model_id, call, call.blames_model) for call in calls]
    _record(ModelHealth, "model", at_models, MODEL_RULE, now)
    at_endpoints = [(call.endpoint_id, call, call.blames_endpoint) for call in calls if call.endpoint_id]
    _record(EndpointHealth, "endpoint", at_endpoints, ENDPOINT_RULE, now)


def _record(table, subject: str, calls: list[tuple[int, Call, bool | None]], rule: Rule, now) -> None:
    rows = _lock_rows(table, sorted({pk for pk, _call, _failed in calls}))
    events = []
    is_model = subject == "model"
    for pk, call, failed in calls:
        row = rows[pk]
        if is_model and not call.is_chosen and (event := _pause_or_resume(row, call, now)):
            events.append(event)
        step = _add_call(row, call, failed=failed, rule=rule, now=now)
        if step is not Step.NONE:
            event = BenchEvent(step=step.value, strikes=row.strikes, happened_at=now)
            setattr(event, f"{subject}_id", pk)
            if step is Step.BENCHED:
                event.error_kind, event.until = call.failure.value, row.benched_until
            events.append(event)
    for row in rows.values():
        row.updated_at = timezone.now()
        _SAVE[table].execute(row.pk, [getattr(row, name) for name in _COLUMNS[table]])
    if events:
        BenchEvent.objects.bulk_create(events)


def _pause_or_resume(row: ModelHealth, call: Call, now: dt.datetime) -> BenchEvent | None:
    """Pause a model after a rate limit, forget its rate limits after an answer."""
    if not call.is_rate_limited:
        if call.failure is None:
            row.rate_limits = 0
        return None
    if row.rate_limited_until is not None and call.asked_at < row.rate_limited_until:
        return None
    row.rate_limits += 1
    row.rate_limited_until = now + rate_limit_pause(row.rate_limits, call.retry_after)
    return BenchEvent(
        model_id=row.pk,
        step=BenchEvent.Step.LIMITED,
        error_kind=ErrorKind.RATE_LIMITED.value,
        strikes=row.rate_limits,
        until=row.rate_limited_until,
        happened_at=now,
    )


def _lock_rows(table, ids: list[int]) -> dict:
    """Return the health rows of these subjects, created where missing, under a lock."""
    keys = {str(number): pk for number, pk in enumerate(ids)}
    rows = {row.pk: row for row in _get_lock(table, len(ids)).fetch(**keys)} if ids else {}
    if len(rows) < len(ids):
        table.objects.bulk_create([table(pk=pk) for pk in ids if pk not in rows], ignore_conflicts=True)
        rows = {row.pk: row for row in _get_lock(table, len(ids)).fetch(**keys)}
    return rows


def _add_call(row, call: Call, *, failed: bool | None, rule: Rule, now: dt.datetime) -> Step:
    row.recent = [*row.recent, call.measures][-MAX_RECENT:]
    if failed is None:
        return Step.NONE
    window = tuple((model, was_failure) for model, was_failure in row.window)
    before = BreakerState(window, row.strikes, row.benched_until)
    after, step = next_state(
        before, model=call.model_id, failed=failed, asked_at=call.asked_at, now=now, rule=rule
    )
    row.window = [list(entry) for entry in after.window]
    row.strikes, row.benched_until = after.trips, after.benched_until
    return step


@transaction.atomic
def close_breaker(subject: LanguageModel | Endpoint, *, actor, now: dt.datetime) -> bool:
    """Return a benched or rate-limited subject to the draw on behalf of staff.

    Return whether it was out of the draw.
    """
    is_model = isinstance(subject, LanguageModel)
    table = ModelHealth if is_model else EndpointHealth
    row = table.objects.select_for_update().filter(pk=subject.pk).first()
    ends = [row.benched_until, getattr(row, "rate_limited_until", None)] if row is not None else []
    if row is None or not any(end is not None and end > now for end in ends):
        return False
    row.window, row.strikes, row.benched_until = [], 0, None
    if is_model:
        row.rate_limits, row.rate_limited_until = 0, None
    row.save()
    BenchEvent.objects.create(
        **{"model" if is_model else "endpoint": subject},
        step=BenchEvent.Step.LIFTED,
        actor=actor,
        happened_at=now,
    )
    return True

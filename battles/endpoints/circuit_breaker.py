"""When a model or an endpoint that keeps failing leaves the draw, and for how long.

- Several failures among the newest answers trip the breaker: the subject is benched for one minute.
- After the bench it can be drawn again. The first answer requested since then decides: a failure trips the
  breaker again for twice as long (at most one hour), an answer closes it.
- Answers requested before the bench ended change nothing.
- The trip count is reset by a full window of answers without a failure.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum

FIRST_BENCH = dt.timedelta(minutes=1)
MAX_BENCH = dt.timedelta(hours=1)
FIRST_PAUSE = dt.timedelta(seconds=10)
MAX_PAUSE = dt.timedelta(minutes=5)
"""Of a model whose provider answers with rate limits."""

MAX_DOUBLINGS = 6
"""One minute doubled six times is more than MAX_BENCH."""


@dataclass(frozen=True)
class Rule:
    """The breaker trips after `failures` among the newest `window` answers, by at least `models` models."""

    window: int
    failures: int
    models: int = 1


MODEL_RULE = Rule(window=5, failures=3)
ENDPOINT_RULE = Rule(window=10, failures=6, models=2)
"""Slower than for a model: one bad model must not bench the other models of its endpoint."""


class Step(Enum):
    """What one answer changed; the values are those of BenchEvent.Step."""

    NONE = "none"
    BENCHED = "benched"
    RETURNED = "returned"


@dataclass(frozen=True)
class BreakerState:
    """State of one subject.

    window: (model id, failed) of the answers since the last trip, oldest first. trips: consecutive trips.
    benched_until: end of the last bench, also when it is past; None before the first trip.
    """

    window: tuple[tuple[int, bool], ...] = ()
    trips: int = 0
    benched_until: dt.datetime | None = None

    @property
    def is_on_probation(self) -> bool:
        """Whether the next answer decides: tripped before, and no answer since."""
        return self.trips > 0 and not self.window


def next_state(
    state: BreakerState, *, model: int, failed: bool, asked_at: dt.datetime, now: dt.datetime, rule: Rule
) -> tuple[BreakerState, Step]:
    """Return the state after one more answer, and what the answer changed."""
    if state.benched_until is not None and asked_at < state.benched_until:
        return state, Step.NONE
    window = (*state.window, (model, failed))[-rule.window :]
    if failed and (state.is_on_probation or _is_tripped(window, rule)):
        trips = state.trips + 1
        return BreakerState(trips=trips, benched_until=now + bench_duration(trips)), Step.BENCHED
    is_clean = len(window) == rule.window and not any(failure for _model, failure in window)
    step = Step.RETURNED if state.is_on_probation else Step.NONE
    return replace(state, window=window, trips=0 if is_clean else state.trips), step


def rate_limit_pause(count: int, retry_after: float | None) -> dt.timedelta:
    """Return how long a model leaves the draw after rate limit number `count` in a row (from 1).

    retry_after: seconds that the upstream asked for; the minimum, up to the same maximum.
    """
    grown = FIRST_PAUSE * (1 << min(count - 1, MAX_DOUBLINGS))
    requested = dt.timedelta(seconds=min(retry_after or 0.0, MAX_PAUSE.total_seconds()))
    return min(max(grown, requested), MAX_PAUSE)


def bench_duration(trips: int) -> dt.timedelta:
    """Return the length of the bench that trip number `trips` (from 1) starts."""
    return min(FIRST_BENCH * (1 << min(trips - 1, MAX_DOUBLINGS)), MAX_BENCH)


def _is_tripped(window: tuple[tuple[int, bool], ...], rule: Rule) -> bool:
    failed_models = [model for model, failed in window if failed]
    return len(failed_models) >= rule.failures and len(set(failed_models)) >= rule.models

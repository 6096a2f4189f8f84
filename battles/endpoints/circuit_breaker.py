"""When a model or an endpoint that keeps failing is kept from the draw, and for how long.

- Some failures among the newest answers bench it for a minute.
- When the bench has expired it may be drawn again; the first answer asked for since then decides: another
  failure benches it for twice as long, up to an hour; text brings it back.
- What was asked before the benching changes nothing any more.
- The bench grows with every benching until a whole window of answers came without a failure.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum

FIRST_BENCH = dt.timedelta(minutes=1)
LONGEST_BENCH = dt.timedelta(hours=1)
DOUBLINGS = 6
"""One minute doubled so often is more than an hour."""


@dataclass(frozen=True)
class Rule:
    """So many failures among the newest `window` answers, by so many different models, bench the subject."""

    window: int
    failures: int
    models: int = 1


MODEL_RULE = Rule(window=5, failures=3)
ENDPOINT_RULE = Rule(window=10, failures=6, models=2)
"""Slower than for a model: one bad model must not take its neighbours with it."""


class Step(Enum):
    """What an answer has brought about."""

    NONE = "none"
    BENCHED = "benched"
    RETURNED = "returned"


@dataclass(frozen=True)
class Record:
    """Where a subject stands. window: (model id, failed) of answers since the last benching, oldest first;
    strikes: benchings so far; benched_until: when the last one ends or ended, None without any."""

    window: tuple[tuple[int, bool], ...] = ()
    strikes: int = 0
    benched_until: dt.datetime | None = None

    @property
    def is_on_probation(self) -> bool:
        """Benched before, and no answer since has decided."""
        return self.strikes > 0 and not self.window


def after_answer(
    record: Record, *, model: int, failed: bool, asked_at: dt.datetime, now: dt.datetime, rule: Rule
) -> tuple[Record, Step]:
    """The record after one more answer, and what that came to."""
    if record.benched_until is not None and asked_at < record.benched_until:
        return record, Step.NONE
    was_on_probation = record.is_on_probation
    window = (*record.window, (model, failed))[-rule.window :]
    if failed and (was_on_probation or _is_too_much(window, rule)):
        return _benched(record, now), Step.BENCHED
    is_clean = len(window) == rule.window and not any(failure for _model, failure in window)
    grown = replace(record, window=window, strikes=0 if is_clean else record.strikes)
    return grown, Step.RETURNED if was_on_probation else Step.NONE


def bench_length(strikes: int) -> dt.timedelta:
    """How long the benching with this number (from 1) lasts."""
    return min(FIRST_BENCH * (1 << min(strikes - 1, DOUBLINGS)), LONGEST_BENCH)


def _is_too_much(window: tuple[tuple[int, bool], ...], rule: Rule) -> bool:
    failures = [model for model, failed in window if failed]
    return len(failures) >= rule.failures and len(set(failures)) >= rule.models


def _benched(record: Record, now: dt.datetime) -> Record:
    strikes = record.strikes + 1
    return Record(window=(), strikes=strikes, benched_until=now + bench_length(strikes))

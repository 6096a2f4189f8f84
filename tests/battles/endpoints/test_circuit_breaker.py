"""The rule by which who keeps failing is benched, tried again and let back."""

import datetime as dt

import pytest

from battles.endpoints.circuit_breaker import (
    ENDPOINT_RULE,
    MAX_BENCH,
    MODEL_RULE,
    BreakerState,
    Step,
    bench_duration,
    next_state,
)

NOON = dt.datetime(2024, 4, 22, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def play(answers: str, record=None, *, at=NOON, rule=MODEL_RULE, models=None):
    """Answers in turn, "x" for a failure, one a second; gives the record, the steps and the moment after."""
    record, steps = record or BreakerState(), []
    for number, answer in enumerate(answers):
        model = models[number] if models else 1
        failed = answer == "x"
        record, step = next_state(record, model=model, failed=failed, asked_at=at, now=at, rule=rule)
        steps.append(step)
        at += SECOND
    return record, steps, at


@pytest.mark.parametrize("answers", ["xxx", "x.x.x", ".xx.x", "......x.xx"])
def test_three_failures_among_five_answers_bench_for_a_minute(answers):
    record, steps, end = play(answers)
    assert steps[-1] is Step.BENCHED
    assert set(steps[:-1]) <= {Step.NONE}
    assert record.benched_until == end - SECOND + MINUTE


@pytest.mark.parametrize("answers", ["xx", "xx...x", "x....x....x", "x.x..x.x"])
def test_fewer_failures_do_not(answers):
    record, steps, _end = play(answers)
    assert set(steps) == {Step.NONE}
    assert record.benched_until is None


def test_what_was_asked_before_the_bench_ended_changes_nothing():
    record, _steps, _end = play("xxx")
    later = record.benched_until + MINUTE
    early = {"model": 1, "asked_at": record.benched_until - SECOND, "now": later, "rule": MODEL_RULE}
    assert next_state(record, failed=True, **early) == (record, Step.NONE)
    assert next_state(record, failed=False, **early) == (record, Step.NONE)


def test_a_failed_try_after_the_bench_doubles_it():
    record, lengths = play("xxx")[0], []
    for _ in range(9):
        moment = record.benched_until
        record, steps, _end = play("x", record, at=moment)
        assert steps == [Step.BENCHED]
        lengths.append((record.benched_until - moment) / MINUTE)
    assert lengths == [2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_only_the_first_of_several_tries_at_once_decides():
    record = play("xxx")[0]
    moment = record.benched_until
    benched, _step = next_state(record, model=1, failed=True, asked_at=moment, now=moment, rule=MODEL_RULE)
    again = next_state(benched, model=1, failed=True, asked_at=moment, now=moment + SECOND, rule=MODEL_RULE)
    assert again == (benched, Step.NONE)


def test_text_after_the_bench_brings_back_and_the_old_failures_are_forgotten():
    record = play("xxx")[0]
    record, steps, _end = play(".xx", record, at=record.benched_until)
    assert steps == [Step.RETURNED, Step.NONE, Step.NONE]


def test_who_fails_again_soon_after_is_benched_for_longer():
    record = play("xxx")[0]
    record, steps, end = play(".xxx", record, at=record.benched_until)
    assert steps[-1] is Step.BENCHED
    assert record.benched_until - (end - SECOND) == 2 * MINUTE


def test_a_window_without_failures_begins_anew():
    record = play("xxx")[0]
    record, _steps, _end = play(".....xxx", record, at=record.benched_until)
    assert record.trips == 1


def test_one_bad_model_does_not_bench_its_endpoint():
    alone = play("xxxxxxxxxx", rule=ENDPOINT_RULE, models=[1] * 10)
    assert Step.BENCHED not in alone[1]
    both = play("xxxxxx", rule=ENDPOINT_RULE, models=[1, 1, 1, 1, 1, 2])
    assert both[1][-1] is Step.BENCHED


def test_no_bench_is_longer_than_an_hour():
    assert bench_duration(1) == MINUTE
    assert bench_duration(2) == 2 * MINUTE
    assert bench_duration(30_000) == MAX_BENCH

"""When a silent model is asked again, after which pause, and within which time."""

import asyncio
import random

import pytest

from battles.endpoints.retries import MAX_PAUSE, TRANSIENT_KINDS, pause_before_retry, retry_until_answered
from battles.providers.base import ErrorKind, ProviderError, Timeouts

FOR_GOOD = [kind for kind in ErrorKind if kind not in TRANSIENT_KINDS]
DICE = random.Random(7)


class Upstream:
    """Fails with these errors in turn, then answers; keeps the time it was given for each try."""

    def __init__(self, *errors: ProviderError, seconds: float = 0.0):
        self.errors = list(errors)
        self.seconds = seconds
        self.given: list[Timeouts] = []

    async def ask(self, timeouts: Timeouts) -> None:
        self.given.append(timeouts)
        await asyncio.sleep(self.seconds)
        if self.errors:
            raise self.errors.pop(0)


def failures(count, kind=ErrorKind.UPSTREAM_5XX, **more):
    return [ProviderError(kind, f"failure {number}", **more) for number in range(1, count + 1)]


async def ask(upstream, *, timeouts=None, may_retry=lambda: True):
    timeouts = timeouts or Timeouts()
    await retry_until_answered(upstream.ask, timeouts, may_retry=may_retry, rng=random.Random(7))


@pytest.mark.parametrize("kind", sorted(TRANSIENT_KINDS))
async def test_a_passing_failure_is_met_by_two_retries_at_most(pauses, kind):
    upstream = Upstream(*failures(2, kind))
    await ask(upstream)
    assert len(upstream.given) == 3
    stubborn = Upstream(*failures(5, kind))
    with pytest.raises(ProviderError, match="failure 3"):
        await ask(stubborn)
    assert len(stubborn.given) == 3


@pytest.mark.parametrize("kind", FOR_GOOD)
async def test_a_failure_that_stays_is_not_retried(pauses, kind):
    upstream = Upstream(*failures(1, kind))
    with pytest.raises(ProviderError):
        await ask(upstream)
    assert (len(upstream.given), pauses) == (1, [])


def test_keys_prompts_and_filters_are_no_passing_failures():
    assert {ErrorKind.AUTH, ErrorKind.BAD_REQUEST, ErrorKind.CONTENT_FILTER} <= set(FOR_GOOD)


async def test_nothing_is_retried_once_something_was_said(pauses):
    upstream = Upstream(*failures(1))
    with pytest.raises(ProviderError):
        await ask(upstream, may_retry=lambda: False)
    assert len(upstream.given) == 1


async def test_retry_after_is_the_least_pause(pauses):
    upstream = Upstream(*failures(2, ErrorKind.RATE_LIMITED, retry_after=7.0))
    await ask(upstream)
    assert len(pauses) == 2
    assert all(7.0 < pause <= 8.0 for pause in pauses)


async def test_who_asks_for_a_long_pause_is_not_asked_again(pauses):
    upstream = Upstream(*failures(1, ErrorKind.RATE_LIMITED, retry_after=MAX_PAUSE + 0.1))
    with pytest.raises(ProviderError):
        await ask(upstream)
    assert (len(upstream.given), pauses) == (1, [])


def test_pauses_grow_and_vary_within_their_bounds():
    error = ProviderError(ErrorKind.CONNECT)
    first = [pause_before_retry(1, error, rng=DICE) for _ in range(50)]
    second = [pause_before_retry(2, error, rng=DICE) for _ in range(50)]
    assert all(0.25 <= pause <= 0.5 for pause in first)
    assert all(0.5 <= pause <= 1.0 for pause in second)
    assert len(set(first)) == len(first)
    assert pause_before_retry(3, error, rng=DICE) is None


async def test_all_tries_share_the_time_of_one(pauses):
    upstream = Upstream(*failures(2), seconds=0.02)
    await ask(upstream, timeouts=Timeouts(connect=10, first_token=5, idle=3, total=20))
    firsts = [given.first_token for given in upstream.given]
    totals = [given.total for given in upstream.given]
    assert firsts[0] == pytest.approx(5, abs=0.01)
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[2] <= 5 - 0.04
    assert totals[2] <= 20 - 0.04
    assert all(given.idle == 3 for given in upstream.given)
    assert upstream.given[2].connect <= firsts[2]


@pytest.mark.parametrize("timeouts", [Timeouts(first_token=7.5), Timeouts(first_token=60, total=7.5)])
async def test_a_pause_that_leaves_no_time_for_a_try_is_not_begun(pauses, timeouts):
    upstream = Upstream(*failures(1, ErrorKind.RATE_LIMITED, retry_after=7.0))
    with pytest.raises(ProviderError) as caught:
        await ask(upstream, timeouts=timeouts)
    assert caught.value.kind is ErrorKind.RATE_LIMITED
    assert pauses == []

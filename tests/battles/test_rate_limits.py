"""Rate limits: counted per voter and address, told with the time to come back, and never in the way."""

import pytest
from django.core.cache import cache

from battles import rate_limits as limits
from battles.rate_limits import RateLimited, check_prompt

NOON = 1_713_787_200.0  # on a whole minute


@pytest.fixture(autouse=True)
def _few(settings):
    settings.BATTLES_PER_MINUTE = 2
    settings.BATTLES_PER_DAY = 3


def test_the_third_prompt_of_a_minute_waits_for_the_next():
    for second in (0, 10):
        check_prompt(7, "", now=NOON + second)
    with pytest.raises(RateLimited) as refused:
        check_prompt(7, "", now=NOON + 20)
    assert refused.value.retry_after == 40
    check_prompt(7, "", now=NOON + 60)


def test_the_day_has_its_own_limit():
    for minute in range(3):
        check_prompt(7, "", now=NOON + 60 * minute)
    with pytest.raises(RateLimited) as refused:
        check_prompt(7, "", now=NOON + 600)
    assert refused.value.retry_after == 12 * 3600 - 600


def test_voters_are_counted_apart_and_an_address_across_them():
    for voter in range(12):
        check_prompt(voter, "an-address", now=NOON)
    with pytest.raises(RateLimited):
        check_prompt(99, "an-address", now=NOON)
    check_prompt(99, "another", now=NOON)


def test_zero_is_without_limit(settings):
    settings.BATTLES_PER_MINUTE = settings.BATTLES_PER_DAY = settings.BATTLES_PER_ADDRESS_PER_DAY = 0
    for _ in range(20):
        check_prompt(7, "an-address", now=NOON)


def test_a_cache_out_of_reach_lets_prompts_pass_and_says_so(monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionError("no cache")

    monkeypatch.setattr(limits.cache, "add", away)
    for _ in range(5):
        check_prompt(7, "", now=NOON)
    assert "out of reach" in caplog.text


def test_a_counter_evicted_in_between_starts_again(monkeypatch):
    monkeypatch.setattr(limits.cache, "add", lambda *args, **kwargs: cache.clear())
    check_prompt(7, "", now=NOON)

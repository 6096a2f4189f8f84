"""A lock in the cache: one at a time, until the end of its block, and never deleted for a later holder."""

import pytest
from django.core.cache import cache

from battles.cache_lock import cache_lock


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def test_one_at_a_time_and_free_after_the_block():
    with cache_lock("job", seconds=60) as first, cache_lock("job", seconds=60) as second:
        assert (first, second) == (True, False)
    with cache_lock("job", seconds=60) as third:
        assert third


def test_it_is_free_after_an_error():
    with pytest.raises(ZeroDivisionError), cache_lock("job", seconds=60):
        _ = 1 / 0
    with cache_lock("job", seconds=60) as taken:
        assert taken


def test_a_lock_that_expired_and_belongs_to_another_is_not_deleted():
    with cache_lock("job", seconds=60):
        cache.delete("job")  # it expires
        later = cache_lock("job", seconds=60)
        assert later.__enter__()
    with cache_lock("job", seconds=60) as third:
        assert not third
    later.__exit__(None, None, None)

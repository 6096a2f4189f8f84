"""Two processes of one test run never share a Redis database."""

import pytest
from django.conf import settings

from tests.conftest import own_redis


@pytest.mark.parametrize(("worker", "number"), [("gw0", 15), ("gw1", 14), ("gw15", 0), ("gw16", 15)])
def test_each_process_has_its_own_database(monkeypatch, worker, number):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert own_redis("redis://127.0.0.1:6379/15") == f"redis://127.0.0.1:6379/{number}"


def test_without_redis_there_is_no_address():
    assert own_redis("") == ""


@pytest.mark.skipif(not settings.REDIS_URL, reason="no Redis")
def test_streams_and_cache_are_in_the_same_database():
    assert settings.CACHES["default"]["LOCATION"] == settings.REDIS_URL

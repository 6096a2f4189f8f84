"""The three stores count alike: all counters or none, for any number of processes, and forget nothing."""

import threading

import pytest
import redis
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections

from battles.models import RateCount
from battles.rate_limits import Counter, Limit, RateLimited, count, delete_expired_counts, engine
from battles.rate_limits.database import DatabaseStore
from battles.rate_limits.memory import MemoryStore
from battles.rate_limits.redis_store import RedisStore, get_redis_store

NOON = 1_713_787_200.0
THREE = Limit(3, 60)


@pytest.fixture(params=["memory", "database", "redis"])
def store(request):
    if request.param == "memory":
        return MemoryStore()
    if request.param == "database":
        request.getfixturevalue("db")
        return DatabaseStore()
    location = django_settings.CACHES["default"].get("LOCATION", "")
    if not str(location).startswith("redis"):
        pytest.skip("no Redis")
    cache.clear()
    return RedisStore(location)


def test_the_fourth_action_waits_until_enough_have_left_the_window(store):
    for second in (0, 10, 20):
        store.count([Counter("a", THREE)], NOON + second)
    with pytest.raises(RateLimited) as refused:
        store.count([Counter("a", THREE)], NOON + 30)
    assert refused.value.retry_after == 50  # a third of the next period later, one of three has left
    assert refused.value.key == "a"
    store.count([Counter("a", THREE)], NOON + 80)


def test_a_refused_action_is_counted_nowhere(store):
    for _ in range(3):
        store.count([Counter("full", THREE)], NOON)
    for _ in range(5):
        with pytest.raises(RateLimited):
            store.count([Counter("empty", THREE), Counter("full", THREE)], NOON)
    for _ in range(3):
        store.count([Counter("empty", THREE)], NOON)


def test_reading_counts_nothing_and_weighs_the_period_before(store):
    assert store.read([Counter("a", THREE)], NOON) == [0]
    for _ in range(2):
        store.count([Counter("a", THREE), Counter("b", THREE)], NOON)
    store.count([Counter("a", THREE)], NOON + 30)
    assert store.read([Counter("b", THREE), Counter("c", THREE), Counter("a", THREE)], NOON + 30) == [2, 0, 3]
    assert store.read([Counter("a", THREE)], NOON + 60 + 15) == [pytest.approx(3 * 0.75)]
    assert store.read([Counter("a", THREE)], NOON + 180) == [0]
    store.count([Counter("b", THREE)], NOON + 30)


def test_a_reset_counter_starts_again_and_others_stay(store):
    for _ in range(3):
        store.count([Counter("a", THREE), Counter("b", THREE)], NOON)
    store.reset([Counter("a", THREE)], NOON)
    store.count([Counter("a", THREE)], NOON)
    with pytest.raises(RateLimited):
        store.count([Counter("b", THREE)], NOON)


def test_many_other_counters_do_not_make_one_forgotten(store):
    for _ in range(3):
        store.count([Counter("a", THREE)], NOON)
    for number in range(400):  # the local-memory cache kept 300 entries
        store.count([Counter(f"other {number}", THREE)], NOON)
    with pytest.raises(RateLimited):
        store.count([Counter("a", THREE)], NOON)


def test_the_memory_of_a_process_is_bounded_and_drops_what_was_used_least_recently():
    store = MemoryStore(max_counters=100)
    store.count([Counter("kept", THREE)], NOON)
    for number in range(1000):
        store.count([Counter(str(number), THREE), Counter("kept", Limit(10_000, 60))], NOON)
    assert len(store) == 100
    with pytest.raises(RateLimited):
        store.count([Counter("kept", THREE)], NOON)


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_pass_a_limit_no_more_often_than_one_after_another():
    accepted = []

    def attempt():
        try:
            DatabaseStore().count([Counter("a", THREE), Counter("b", Limit(50, 60))], NOON)
            accepted.append(1)
        except RateLimited:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == 3


@pytest.mark.django_db
def test_a_refusal_is_repeated_without_a_query(settings, django_assert_num_queries):
    settings.REDIS_URL = ""
    for _ in range(3):
        count([Counter("a", THREE)], now=NOON)
    with pytest.raises(RateLimited):
        count([Counter("a", THREE)], now=NOON)
    with django_assert_num_queries(0), pytest.raises(RateLimited) as refused:
        count([Counter("a", THREE), Counter("b", THREE)], now=NOON + 10)
    assert refused.value.retry_after == 70


@pytest.mark.django_db
def test_expired_counters_are_deleted_and_current_ones_stay():
    DatabaseStore().count([Counter("old", THREE)], NOON)
    DatabaseStore().count([Counter("new", THREE)], 4e9)
    assert delete_expired_counts() == 1
    assert RateCount.objects.count() == 1


@pytest.mark.django_db
def test_no_subject_can_be_read_in_the_table():
    DatabaseStore().count([Counter("signin:name::hunter2", THREE)], NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM battles_ratecount")
        assert "hunter2" not in str(cursor.fetchall())


def test_while_redis_is_away_a_process_still_limits_and_asks_it_rarely(settings, monkeypatch, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"LOCATION": settings.REDIS_URL}}
    attempts = []

    def count_away(self, counters, moment):
        attempts.append(1)
        raise redis.ConnectionError("away")

    monkeypatch.setattr(RedisStore, "count", count_away)
    get_redis_store.cache_clear()
    for _ in range(3):
        count([Counter("a", THREE)], now=NOON)
    with pytest.raises(RateLimited):
        count([Counter("a", THREE)], now=NOON)
    assert len(attempts) == 1
    assert "Redis is away" in caplog.text
    engine.clear_process()
    count([Counter("a", THREE)], now=NOON)
    assert len(attempts) == 2
    engine.reset([Counter("a", THREE)], now=NOON)  # raises nothing either

"""The probes: answered by address, over plain HTTP, by HEAD, and with each part by name."""

import datetime as dt
import json

import pytest
import redis
from django.db import DatabaseError
from django.utils import timezone

from arenasite.status import checks, heartbeats, probes
from arenasite.status.checks import Check, State, check_storage, run_checks
from arenasite.status.models import Heartbeat
from arenasite.status.probes import Probes
from ratings.models import Lease

pytestmark = pytest.mark.django_db


async def never(scope, receive, send):
    raise AssertionError("a probe reached the application")


async def ask(path: str, method: str = "GET") -> tuple[int, bytes]:
    sent = []

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"10.0.0.7:8000")]
    scope = {"type": "http", "method": method, "path": path, "scheme": "http", "headers": headers}
    await Probes(never)(scope, None, send)
    return sent[0]["status"], sent[1]["body"]


@pytest.fixture
def quick(monkeypatch):
    """The quick checks in the test's own connection."""

    async def run():
        return []

    def use(results):
        async def run():
            return results

        monkeypatch.setattr(probes, "_run_quick_checks", run)

    return use


async def test_alive_is_said_by_address_over_plain_http_and_by_head():
    assert await ask("/healthz") == (200, b"alive")
    assert await ask("/healthz", "HEAD") == (200, b"")


async def test_ready_names_each_part_and_a_warning_is_no_refusal(quick):
    quick(
        [
            checks.Result("database", State.OK, "sqlite"),
            checks.Result("cache", State.WARNING, "Redis is away: connecting to 10.0.0.5:6379"),
            checks.Result("boards", State.OK, "the newest is 7 s old", 7),
        ]
    )
    status, body = await ask("/readyz")
    assert status == 200
    assert json.loads(body) == {
        "ready": True,
        "database": {"state": "ok"},
        "cache": {"state": "warning"},
        "boards": {"state": "ok", "seconds": 7},
    }
    assert (await ask("/readyz", "HEAD")) == (200, b"")


async def test_a_failed_part_makes_the_site_not_ready(quick):
    quick([checks.Result("database", State.FAILED, "away")])
    status, body = await ask("/readyz")
    assert status == 503
    assert json.loads(body)["ready"] is False


async def test_other_paths_and_methods_reach_the_application():
    for path, method in (("/", "GET"), ("/healthz", "POST"), ("/healthz/", "GET")):
        with pytest.raises(AssertionError):
            await ask(path, method)


def test_a_site_with_a_database_passes_the_quick_checks_by_name():
    results = {result.name: result.state for result in run_checks(only_quick=True)}
    assert " ".join(results) == "database migrations cache storage boards timetable workers gates"
    assert State.FAILED not in results.values()
    assert results["timetable"] == results["workers"] == State.WARNING


def test_without_a_database_the_rest_is_not_asked(monkeypatch):
    def away():
        raise DatabaseError('FATAL: database "arna" does not exist\nmore')

    monkeypatch.setattr(checks, "CHECKS", [Check("database", away, is_quick=True), *checks.CHECKS[1:]])
    results = run_checks()
    assert results[0].detail == 'FATAL: database "arna" does not exist'
    assert {result.name for result in results[1:]} == {"cache", "hosts", "static files", "storage"}


def test_a_data_directory_without_room_or_that_takes_nothing_is_a_warning(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(checks, "MIN_FREE_BYTES", 0)
    assert check_storage()[0] == State.OK
    monkeypatch.setattr(checks, "MIN_FREE_BYTES", 2**80)
    state, detail = check_storage()
    assert state == State.WARNING
    assert detail.endswith(f"MiB are left for {tmp_path}")
    settings.DATA_DIR = tmp_path / "gone"
    assert check_storage() == (
        State.WARNING,
        f"{tmp_path}/gone cannot be written to: No such file or directory",
    )
    assert list(tmp_path.iterdir()) == []


def test_signs_of_life_grow_old(monkeypatch):
    heartbeats.note_heartbeat(heartbeats.WORKER, "work_loop")
    results = {result.name: result for result in run_checks()}
    assert results["workers"].state == State.OK
    assert "work_loop" in results["workers"].detail
    Heartbeat.objects.update(at=timezone.now() - dt.timedelta(minutes=10))
    assert checks.check_workers()[0] == State.WARNING


def test_a_sign_of_life_is_stored_once_in_ten_seconds(django_assert_num_queries):
    heartbeats.note_heartbeat("x")
    with django_assert_num_queries(0):
        heartbeats.note_heartbeat("x")


def test_a_redis_that_is_away_is_a_warning(settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    state, detail = checks.check_cache()
    assert state == State.WARNING
    assert "Redis is away" in detail
    assert issubclass(redis.ConnectionError, redis.RedisError)


def test_boards_have_an_age_and_a_failing_or_running_rebuild_is_named(arena):
    assert checks.check_boards() == (State.WARNING, "no board is published yet")
    now = timezone.now()
    lease = Lease.objects.create(
        arena=arena, expires_at=now + dt.timedelta(seconds=30), holder="host:7:1", taken_at=now
    )
    assert "host:7:1 rebuilds text since" in checks.check_boards()[1]
    Lease.objects.filter(pk=lease.pk).update(failures=3, failure="Traceback …")
    state, detail = checks.check_boards()
    assert state == State.WARNING
    assert "text: the rebuild failed 3 times" in detail
    assert "Traceback" not in detail

"""The loop without a broker: every job by its interval, and none stops another."""

import subprocess
import sys
import threading
import time

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from arenasite import job_threads
from arenasite.job_threads import run_job, seconds_to_next, start_threads
from arenasite.jobs import audit_due_arenas, rebuild_every_arena, thin_every_arena
from arenasite.management.commands import work_loop
from arenasite.schedule import Job, build_timetable
from battles.annotations.live import record_annotations
from battles.counting import mark_days_dirty
from battles.models import Answer, Battle, Prompt
from battles.outcomes import Outcome
from moderation.models import Finding
from ratings.models import Rebuild, Recount
from tests import world
from tests.arenasite.test_settings import ROOT
from tests.patience import PATIENCE_SECONDS

CALLS: list[str] = []


def call_one():
    CALLS.append("one")


def call_two():
    CALLS.append("two")


def fail():
    CALLS.append("failure")
    raise DatabaseError("away")


def job(name, *, every=0.01, lane="a"):
    return Job(name, task="", every=every, lane=lane, run=f"{__name__}.{name}")


@pytest.fixture(autouse=True)
def _no_calls():
    CALLS.clear()


@pytest.fixture
def no_database(monkeypatch):
    monkeypatch.setattr(job_threads, "close_old_connections", lambda: None)
    monkeypatch.setattr(job_threads, "note_heartbeat", lambda name, detail: None)


def run_until(jobs, condition) -> None:
    """Run the jobs in their threads until the condition is met, and stop them."""
    stop = threading.Event()
    threads = start_threads(jobs, stop)
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    stop.set()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
        assert not thread.is_alive()
    assert condition()


@pytest.fixture
def voted(arena, pool):
    vote = world.stored_vote(arena, *pool, Outcome.A)
    mark_days_dirty([(arena.pk, vote.day)])
    return arena


def test_a_failing_job_stops_neither_its_lane_nor_itself(no_database, caplog):
    jobs = [job("call_one"), job("fail"), job("call_two", lane="b")]
    run_until(jobs, lambda: all(CALLS.count(name) > 1 for name in ("one", "two", "failure")))
    assert "fail failed; trying again" in caplog.text


def test_a_slow_lane_does_not_delay_another(no_database, monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(f"{__name__}.call_one", gate.wait)
    run_until([job("call_one"), job("call_two", lane="b")], lambda: CALLS.count("two") > 3 and not gate.set())


def test_a_job_that_failed_is_tried_again_within_a_minute():
    assert seconds_to_next(job("fail", every=3600.0), after_success=False) == 60
    assert seconds_to_next(job("fail", every=3.0), after_success=False) == 3
    assert seconds_to_next(job("fail", every=3600.0), after_success=True) == 3600


def test_a_job_by_the_clock_runs_next_at_its_hour():
    [daily] = [each for each in build_timetable() if each.name == "audit"]
    assert 0 <= seconds_to_next(daily, after_success=True) <= 24 * 3600


@pytest.mark.django_db(transaction=True)
def test_every_job_of_the_timetable_runs_here(voted):
    battle = Battle.objects.get()
    turn = Prompt.objects.create(battle=battle, turn=1, text="Hello?")
    for side, contender in (("a", battle.contender_a), ("b", battle.contender_b)):
        Answer.objects.create(prompt=turn, side=side, contender=contender, state=Answer.State.DONE)
    record_annotations(battle)
    assert [each.name for each in build_timetable() if not run_job(each)] == []
    assert Rebuild.objects.count() == 1
    assert Finding.objects.get().detector == "empty-answer"
    # Two schedulers by mistake send every job twice, which changes nothing.
    assert [each.name for each in build_timetable() if not run_job(each)] == []
    assert (Rebuild.objects.count(), Finding.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_when_its_parent_is_gone(voted, monkeypatch):
    monkeypatch.setattr(work_loop.signal, "signal", lambda *_: None)
    monkeypatch.setattr(work_loop, "WATCH_SECONDS", 0.01)
    call_command("rebuild_loop", every=0.05, parent=1)  # not our parent
    assert not any(isinstance(each, job_threads.JobThread) for each in threading.enumerate())


@pytest.mark.django_db
def test_an_arena_that_fails_does_not_stop_the_others(voted, monkeypatch):
    other = world.make_arena("other")
    done = []

    def rebuild(arena):
        done.append(arena)
        if arena == voted:
            raise ValueError("broken")

    monkeypatch.setattr("arenasite.jobs.rebuild", rebuild)
    with pytest.raises(ExceptionGroup) as failed:
        rebuild_every_arena()
    assert done == [voted, other]
    assert failed.value.exceptions[0].__notes__ == [f"arena {voted.slug}"]


@pytest.mark.django_db
def test_an_audit_is_made_once_a_day(voted):
    audit_due_arenas()
    assert not Recount.objects.exists()  # nothing was published yet
    rebuild_every_arena()
    Rebuild.objects.update(started_at="2024-01-01T00:00:00Z")
    audit_due_arenas()
    audit_due_arenas()
    assert Recount.objects.get().is_right
    thin_every_arena()


def test_the_loop_ends_with_its_signal(tmp_path):
    env = {"ARENA_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "work_loop"],
        cwd=ROOT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "failed; trying again" in loop.stderr.readline()  # without tables every job fails, and it goes on
    loop.terminate()
    errors = loop.stderr.read()  # not communicate(): it would miss what readline() has read ahead
    loop.stderr.close()
    assert loop.wait(timeout=PATIENCE_SECONDS) == 0
    assert '  File "' in errors  # where it failed; the log's format has no line "Traceback"

"""The timetable, as Celery's beat and the loop without a broker read it."""

from celery.schedules import crontab
from django.utils.module_loading import import_string

from arenasite.celery import app
from arenasite.schedule import build_beat_schedule, build_timetable
from tests.arenasite.test_settings import value


def test_every_job_has_a_task_and_a_function():
    app.loader.import_default_modules()
    for job in build_timetable():
        assert job.task in app.tasks
        assert callable(import_string(job.path))


def test_beat_and_the_loop_have_the_same_jobs_and_intervals():
    jobs = {job.name: job.every for job in build_timetable()}
    assert {name: entry["schedule"] for name, entry in app.conf.beat_schedule.items()} == jobs
    assert len(jobs) == len(build_timetable())


def test_a_message_that_no_worker_takes_expires_before_the_next_day():
    for entry in build_beat_schedule().values():
        assert 0 < entry["options"]["expires"] < 24 * 3600
        if not isinstance(entry["schedule"], crontab):
            assert entry["options"]["expires"] <= entry["schedule"]


def test_a_task_is_not_delivered_again_while_it_may_still_run():
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_the_intervals_come_from_the_environment(tmp_path):
    read = "[job.every for job in __import__('arenasite.schedule').schedule.build_timetable()[:4:3]]"
    assert value(tmp_path, read, ARENA_REBUILD_SECONDS="7", ARENA_SCAN_SECONDS="11") == [7, 11]

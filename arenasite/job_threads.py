"""Runs the timetable without a broker: one thread per lane."""

import itertools
import logging
import threading
import time
from collections.abc import Sequence

from celery.schedules import crontab
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from arenasite.schedule import Job
from arenasite.status.heartbeats import TIMETABLE, WORKER, note_heartbeat

logger = logging.getLogger(__name__)

RETRY_SECONDS = 60.0
"""A job that failed runs again after this time, or after its interval where that is shorter."""


class JobThread(threading.Thread):
    """Runs the jobs of one lane until `stop` is set: each one immediately, then by its interval.

    A job that fails is logged and tried again; it stops neither the other jobs nor the thread. A database
    that is away is such a failure.
    """

    def __init__(self, lane: str, jobs: Sequence[Job], stop: threading.Event) -> None:
        super().__init__(name=f"jobs: {lane}", daemon=True)
        self._due_at = dict.fromkeys(jobs, 0.0)
        self._stop_event = stop

    def run(self) -> None:
        try:
            while not self._stop_event.is_set():
                job = min(self._due_at, key=self._due_at.__getitem__)
                if self._stop_event.wait(max(0.0, self._due_at[job] - time.monotonic())):
                    return
                succeeded = run_job(job)
                self._due_at[job] = time.monotonic() + seconds_to_next(job, after_success=succeeded)
        finally:
            connections.close_all()


def start_threads(jobs: Sequence[Job], stop: threading.Event) -> list[JobThread]:
    """Start one thread for each lane of these jobs."""
    ordered = sorted(jobs, key=lambda job: job.lane)
    lanes = itertools.groupby(ordered, key=lambda job: job.lane)
    threads = [JobThread(lane, list(members), stop) for lane, members in lanes]
    for thread in threads:
        thread.start()
    return threads


def run_job(job: Job) -> bool:
    """Run a job once in this thread; False if it failed."""
    close_old_connections()
    try:
        result = import_string(job.path)()
    except Exception:
        logger.exception("%s failed; trying again", job.name)
        return False
    logger.info("%s: %s", job.name, "done" if result is None else result)
    note_heartbeat(TIMETABLE, "work_loop")
    note_heartbeat(WORKER, "work_loop")
    return True


def seconds_to_next(job: Job, *, after_success: bool) -> float:
    """Return the seconds until a job that has just ended runs again."""
    if isinstance(job.every, crontab):
        interval = max(0.0, job.every.remaining_estimate(timezone.now()).total_seconds())
    else:
        interval = job.every
    return interval if after_success else min(interval, RETRY_SECONDS)

"""The timetable without a broker: `manage.py work_loop`."""

import dataclasses
import os
import signal
import threading
import time

from django.core.management.base import BaseCommand

from arenasite.job_threads import start_threads
from arenasite.schedule import build_timetable

PATIENCE = 20.0
"""Seconds that the jobs under way have to finish once the loop is told to stop."""

WATCH_SECONDS = 1.0
BY_EVERY = {"rebuild boards", "scan battles"}


class Command(BaseCommand):
    help = (
        "Run every job of the timetable in this process until it is stopped: rebuild boards, look through "
        "new battles, tag prompts, thin the history, audit. For a site without Celery."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every",
            type=float,
            metavar="SECONDS",
            help="interval of rebuilds and of looks at new battles, in place of ARENA_REBUILD_SECONDS and "
            "ARENA_SCAN_SECONDS",
        )
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when this parent process ends")

    def handle(self, *, every, parent, **options):
        jobs = build_timetable()
        if every:
            jobs = [dataclasses.replace(job, every=every) if job.name in BY_EVERY else job for job in jobs]
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        threads = start_threads(jobs, stop)
        while not stop.wait(WATCH_SECONDS):
            if parent is not None and os.getppid() != parent:
                stop.set()
        deadline = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

import logging
import math
import os
import signal
import threading
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from battles.annotations import Tagging
from battles.models import Arena
from ratings.history.thinning import thin
from ratings.rebuild.audit import audit_arena, is_audit_due
from ratings.rebuild.run import rebuild

THIN_SECONDS = 3600

logger = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds a question that is under way may take when the loop is to stop."""


class Command(BaseCommand):
    help = (
        "Rebuild the leaderboards whenever votes changed, keep prompts tagged (judge, frequent prompts), "
        "thin the boards' history once an hour and recount everything once a day, without a broker, until "
        "it is stopped."
    )
    _thinned_at = -math.inf

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, default=settings.REBUILD_SECONDS, help="seconds between two looks"
        )
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when this parent process is gone")

    def handle(self, *, every, parent, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        tagging = Tagging(stop)
        tagging.start()
        while not stop.is_set() and (parent is None or os.getppid() == parent):
            self.look()
            stop.wait(every)
        stop.set()
        tagging.join(timeout=PATIENCE)

    def look(self):
        """One look at every arena; a database that is away is tried again at the next look."""
        close_old_connections()
        try:
            for arena in Arena.objects.all():
                rebuild(arena)
            if time.monotonic() - self._thinned_at >= THIN_SECONDS:
                self._thinned_at = time.monotonic()
                for arena in Arena.objects.all():
                    thin(arena)
            for arena in Arena.objects.all():
                if is_audit_due(arena, now=timezone.now()):
                    audit_arena(arena)
        except DatabaseError:
            logger.exception("rebuild failed; trying again")

"""The Celery application: `celery -A arenasite worker --beat`."""

import logging
import os

from celery import Celery, signals, states
from django.db import close_old_connections

from arenasite.schedule import build_beat_schedule
from arenasite.status.heartbeats import TIMETABLE, WORKER, note_heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")

logger = logging.getLogger(__name__)

app = Celery("arenasite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = build_beat_schedule()


@signals.beat_init.connect
@signals.beat_embedded_init.connect
def note_scheduled_messages(**kwargs) -> None:
    """In the process of the beat, each message that it sends is a sign of life of the timetable."""
    signals.after_task_publish.connect(_note_timetable, weak=False)


def _note_timetable(**kwargs) -> None:
    note_heartbeat(TIMETABLE, "celery beat")
    close_old_connections()


@signals.task_postrun.connect
def note_finished_task(task=None, state="", retval=None, **kwargs) -> None:
    """Each finished task is a sign of life of the workers; one that did something is logged."""
    if not getattr(task.request, "called_directly", True):
        note_heartbeat(WORKER, "celery worker")
        if retval or state != states.SUCCESS:
            result = type(retval).__name__ if isinstance(retval, Exception) else retval
            logger.info("%s: %s, %s", task.name, state, result)

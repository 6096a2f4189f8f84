"""The Celery application: `celery -A arenasite worker --beat`."""

import os

from celery import Celery

from arenasite.schedule import build_beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")

app = Celery("arenasite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = build_beat_schedule()

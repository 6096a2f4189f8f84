"""The Celery application and its timetable: `celery -A arenasite worker --beat`."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")

app = Celery("arenasite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "rebuild boards": {"task": "ratings.tasks.rebuild_all", "schedule": settings.REBUILD_SECONDS},
    "scan battles": {"task": "moderation.tasks.scan_battles", "schedule": settings.SCAN_SECONDS},
    "recount": {"task": "ratings.tasks.recount_all", "schedule": crontab(hour=3, minute=20)},
    "thin history": {"task": "ratings.tasks.thin_all", "schedule": 3600.0},
    "sweep battles": {"task": "battles.tasks.sweep_battles", "schedule": 30.0},
    "judge prompts": {"task": "battles.tasks.judge_prompts", "schedule": 60.0},
    "find frequent prompts": {"task": "battles.tasks.find_frequent_prompts", "schedule": 600.0},
}

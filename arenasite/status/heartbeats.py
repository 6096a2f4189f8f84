"""Writes heartbeats, at most one in ten seconds per process and name."""

import logging
import time

from django.db import DatabaseError
from django.utils import timezone

logger = logging.getLogger(__name__)

TIMETABLE = "timetable"
WORKER = "worker"
PROXY = "untrusted proxy"
SECONDS = 10.0

_noted_at: dict[str, float] = {}


def note_heartbeat(name: str, detail: str = "") -> None:
    """Store that this part of the site is alive. A database that is away is logged, nothing more."""
    if time.monotonic() - _noted_at.get(name, -SECONDS) < SECONDS:
        return
    _noted_at[name] = time.monotonic()
    from arenasite.status.models import Heartbeat  # noqa: PLC0415  Celery's signals load this before models

    try:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "detail": detail[:200]})
    except DatabaseError as error:
        logger.warning("heartbeat of %s not stored: %s", name, error)


def forget_heartbeats() -> None:
    """Forget when this process noted what (for tests)."""
    _noted_at.clear()

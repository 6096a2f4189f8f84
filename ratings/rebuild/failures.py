"""Failures of an arena's rebuild: recorded for staff, and tried again at growing intervals."""

import datetime as dt
import logging

from django.db.models import F
from django.utils import timezone

from battles.models import Arena
from ratings.models import Lease

logger = logging.getLogger(__name__)

FIRST_PAUSE = dt.timedelta(seconds=30)
MAX_PAUSE = dt.timedelta(minutes=10)
MAX_TEXT = 500


def record_failure(arena: Arena, error: BaseException) -> None:
    """Store the error that stopped a rebuild, and log it."""
    logger.error("the rebuild of %s failed: %r", arena.slug, error)
    Lease.objects.filter(arena=arena).update(
        failure=describe_error(error), failed_at=timezone.now(), failures=F("failures") + 1
    )


def clear_failure(arena: Arena) -> None:
    """Forget the failure after a success."""
    Lease.objects.filter(arena=arena, failures__gt=0).update(failure="", failed_at=None, failures=0)


def is_paused(arena: Arena) -> bool:
    """Whether the last rebuild failed so recently that the next attempt waits: 30 seconds, then twice as
    long.
    """
    lease = Lease.objects.filter(arena=arena, failures__gt=0).first()
    if lease is None or lease.failed_at is None:
        return False
    pause = min(FIRST_PAUSE * 2 ** min(lease.failures - 1, 10), MAX_PAUSE)
    return timezone.now() < lease.failed_at + pause


def describe_error(error: BaseException) -> str:
    """Kind and message of an error, for staff."""
    return f"{type(error).__name__}: {error}"[:MAX_TEXT]

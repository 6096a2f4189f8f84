"""Jobs about every arena, done in this process. With Celery, ratings.tasks divides the same work.

An arena that fails does not stop the others: each function handles all of them and then raises an
ExceptionGroup.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.utils import timezone

from battles.models import Arena
from ratings.files import release_arena
from ratings.history import thin
from ratings.quality import judge_arena
from ratings.rebuild import audit_arena, is_audit_due, rebuild

AUDIT_SLACK = dt.timedelta(hours=1)
"""An audit that started a little later yesterday must not make today's run come too early and be skipped."""


def rebuild_every_arena() -> None:
    """Rebuild the boards of every arena whose votes or settings changed."""
    _for_each(Arena.objects.order_by("pk"), rebuild)


def thin_every_arena() -> None:
    """Delete what the history of every arena no longer needs."""
    _for_each(Arena.objects.order_by("pk"), thin)


def release_every_arena() -> None:
    """Make the files of finished days of every arena."""
    _for_each(Arena.objects.order_by("pk"), release_arena)


def audit_due_arenas() -> None:
    """Audit every arena that was not audited within the last day."""
    now = timezone.now() + AUDIT_SLACK
    _for_each([arena for arena in Arena.objects.order_by("pk") if is_audit_due(arena, now=now)], audit_arena)


def judge_every_arena() -> None:
    """Judge the boards of every arena that are not judged yet."""
    _for_each(Arena.objects.order_by("pk"), judge_arena)


def _for_each(arenas: Iterable[Arena], work: Callable[[Arena], object]) -> None:
    errors = []
    for arena in arenas:
        try:
            work(arena)
        except Exception as error:
            error.add_note(f"arena {arena.slug}")
            errors.append(error)
    if errors:
        raise ExceptionGroup("some arenas failed", errors)

"""Doors for Celery: an id in, an id out, safe to run twice."""

from celery import shared_task

from battles.models import Arena
from ratings.rebuilds import rebuild


@shared_task
def rebuild_arena(arena_id: int) -> int | None:
    """Rebuild one arena's boards if anything changed."""
    run = rebuild(Arena.objects.get(pk=arena_id))
    return run.pk if run else None


@shared_task
def rebuild_all() -> list[int]:
    """Ask for a rebuild of every arena."""
    arenas = list(Arena.objects.values_list("pk", flat=True))
    for arena_id in arenas:
        rebuild_arena.delay(arena_id)
    return arenas

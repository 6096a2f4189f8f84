"""Doors for Celery: an id in, an id out, safe to run twice."""

from celery import shared_task

from battles.models import Arena
from ratings.rebuilds import rebuild
from ratings.thinning import thin


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


@shared_task
def thin_arena(arena_id: int) -> int:
    """Thin one arena's history."""
    thin(Arena.objects.get(pk=arena_id))
    return arena_id


@shared_task
def thin_all() -> list[int]:
    """Ask for every arena's history to be thinned."""
    arenas = list(Arena.objects.values_list("pk", flat=True))
    for arena_id in arenas:
        thin_arena.delay(arena_id)
    return arenas

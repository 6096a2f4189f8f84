"""Celery tasks: an id in, an id out, safe to run twice."""

from celery import shared_task
from django.conf import settings

from battles.models import Arena
from ratings.files import release_arena as release_files_of
from ratings.history.thinning import thin
from ratings.models import Rebuild
from ratings.quality import judge_arena as judge_boards_of
from ratings.quality import measure_speeds as measure_every_speed
from ratings.rebuild.parallel import finish_part, finish_run, open_run, queue_run
from ratings.rebuild.verification import audit_arena


@shared_task
def rebuild_arena(arena_id: int) -> int | None:
    """Run the ledger step of one arena's rebuild; if anything changed, rate its boards with other workers."""
    run = open_run(Arena.objects.get(pk=arena_id))
    if run is None:
        return None
    parts = queue_run(run, settings.REBUILD_PARTS)
    for number, categories in enumerate(parts[1:], start=1):
        rate_boards.delay(run.pk, categories, number)
    finish_run(run, parts)
    return run.pk


@shared_task
def rate_boards(run_id: int, categories: list[str], part: int | None = None) -> int:
    """Rate one part of a run's boards; the process that stores the last board publishes them all."""
    run = Rebuild.objects.select_related("arena", "evidence").get(pk=run_id)
    finish_part(run, categories, part=part)
    return run_id


@shared_task
def rebuild_all() -> list[int]:
    """Queue a rebuild of every arena."""
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
    """Queue the thinning of every arena's history."""
    arenas = list(Arena.objects.values_list("pk", flat=True))
    for arena_id in arenas:
        thin_arena.delay(arena_id)
    return arenas


@shared_task
def recount_arena(arena_id: int) -> int:
    """Audit one arena."""
    audit_arena(Arena.objects.get(pk=arena_id))
    return arena_id


@shared_task
def recount_all() -> list[int]:
    """Queue an audit of every arena."""
    arenas = list(Arena.objects.values_list("pk", flat=True))
    for arena_id in arenas:
        recount_arena.delay(arena_id)
    return arenas


@shared_task
def judge_arena(arena_id: int) -> int:
    """Judge one arena's boards."""
    judge_boards_of(Arena.objects.get(pk=arena_id))
    return arena_id


@shared_task
def judge_all() -> list[int]:
    """Queue the judgement of every arena's boards."""
    arenas = list(Arena.objects.values_list("pk", flat=True))
    for arena_id in arenas:
        judge_arena.delay(arena_id)
    return arenas


@shared_task
def measure_speeds() -> int:
    """Store the public speed of every model."""
    return measure_every_speed()


@shared_task
def release_arena(arena_id: int) -> int:
    """Make the files of one arena's finished days."""
    release_files_of(Arena.objects.get(pk=arena_id))
    return arena_id


@shared_task
def release_all() -> list[int]:
    """Queue the files of every arena."""
    arenas = list(Arena.objects.values_list("pk", flat=True))
    for arena_id in arenas:
        release_arena.delay(arena_id)
    return arenas

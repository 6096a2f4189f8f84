"""State of the rebuilds in words, for staff: what runs, and what needs attention."""

from django.utils import timezone

from battles.models import Arena
from ratings.models import Lease, Rebuild, Recount
from ratings.rebuild.lease import describe_lease


def list_running() -> list[str]:
    """For each arena that is being rebuilt: by which process, since when, and when its lease ends."""
    held = Lease.objects.exclude(holder="").filter(expires_at__gte=timezone.now()).select_related("arena")
    return [describe_lease(lease.arena) for lease in held.order_by("arena_id")]


def list_problems() -> list[str]:
    """Rebuilds that fail, boards that could not be rated, and whether the last audit of an arena found
    differences.

    Without the errors' texts, because the probes are public: the admin shows them.
    """
    problems = []
    for arena in Arena.objects.order_by("pk"):
        lease = Lease.objects.filter(arena=arena, failures__gt=0).first()
        if lease:
            problems.append(f"{arena.slug}: the rebuild failed {lease.failures} times in a row")
        newest = Rebuild.objects.published(arena).only("failed").first()
        if newest and newest.failed:
            boards = ", ".join(sorted(newest.failed))
            problems.append(f"{arena.slug}: boards that could not be rated stay as they were: {boards}")
        audit = Recount.objects.filter(arena=arena).order_by("-pk").first()
        if audit and not audit.is_right:
            problems.append(
                f"{arena.slug}: the audit of {audit.started_at:%Y-%m-%d %H:%M} UTC found differences"
            )
    return problems

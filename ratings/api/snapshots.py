"""Find a snapshot by its number, or say what was kept in its place."""

from http import HTTPStatus

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.reverse import reverse

from ratings.api.parameters import list_arenas
from ratings.api.problems import Problem
from ratings.history.board_on_day import find_kept_snapshot
from ratings.models import Snapshot, ThinnedSnapshot

PUBLISHED_SNAPSHOTS = Snapshot.objects.filter(rebuild__published_at__isnull=False).defer("body", "body_gzip")


def get_snapshot(request: Request, pk: int) -> Snapshot:
    """Return a published snapshot of an arena that the reader may see. Raises NotFound, Problem (410)."""
    arenas = list_arenas(request).order_by()
    readable = PUBLISHED_SNAPSHOTS.filter(rebuild__arena__in=arenas)
    found = readable.select_related("board__arena").filter(pk=pk).first()
    if found is not None:
        return found
    thinned = ThinnedSnapshot.objects.select_related("board__arena")
    gone = thinned.filter(pk=pk, board__arena__in=arenas).first()
    if gone is None:
        raise NotFound(f"There is no snapshot {pk}.")
    raise build_gone(request, gone)


def build_gone(request: Request, thinned: ThinnedSnapshot) -> Problem:
    """Build the answer 410 of a snapshot that was thinned away; it names the one that was kept."""
    kept = find_kept_snapshot(thinned)
    return Problem(
        HTTPStatus.GONE,
        f"Snapshot {thinned.pk} was thinned away. The last of its day was kept.",
        date=thinned.day.isoformat(),
        kept=kept.pk if kept else None,
        url=reverse("api_snapshot", args=[kept.pk], request=request) if kept else None,
    )

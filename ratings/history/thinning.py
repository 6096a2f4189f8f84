"""Thin an arena's history: many rebuilds a day become one, and no day is lost.

- Every rebuild published within the last hours (ARENA_HISTORY_HOURS) stays.
- Of every UTC day before, the last rebuild that was published stays, and what it shows.
- A snapshot that a rebuild which stays still shows stays with its own rebuild, though that may be thinned
  otherwise: a board that nothing touched is shown for days.
- All others go, with their standings; so do rebuilds as old that were never published. Of each published
  snapshot that goes, its number, board, method and day stay, so that its address can say what was kept.
- Evidence that no rebuild names goes, then segments that neither evidence nor a day of the ledger names.

Small transactions, each of which leaves a whole history: it may be killed at any point and run again.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from battles.models import Arena, Evidence, LedgerDay, Segment
from ratings.models import Rebuild, Snapshot, ThinnedSnapshot
from ratings.rebuild.lease import LeaseTaken, hold_lease

BATCH = 10
ROWS = 200
TRIES = 30
PAUSE = 1.0


@dataclass(frozen=True)
class Thinned:
    """What went: rows of each kind. `is_whole`: whether nothing is left to thin; False where rebuilds kept
    the arena's lease all the time."""

    rebuilds: int = 0
    snapshots: int = 0
    evidence: int = 0
    segments: int = 0
    is_whole: bool = True


def thin(arena: Arena, *, now: dt.datetime | None = None) -> Thinned:
    """Thin an arena's history as of a moment (now). Takes the arena's lease for a batch at a time, so that
    rebuilds go on in between."""
    before = (now or timezone.now()) - dt.timedelta(hours=settings.HISTORY_HOURS)
    kept = kept_rebuilds(arena, before)
    shown = _shown_by(kept)
    goes = _going(_old(arena, before).exclude(pk__in=kept), shown)
    rebuilds = snapshots = 0
    try:
        for start in range(0, len(goes), BATCH):
            batch = goes[start : start + BATCH]
            for gone in _under_lease(arena, lambda batch=batch: [_forget(pk, shown) for pk in batch]):
                rebuilds += gone.rebuilds
                snapshots += gone.snapshots
        evidence = _in_batches(arena, _unnamed_evidence)
        segments = _in_batches(arena, _unnamed_segments)
    except LeaseTaken:
        return Thinned(rebuilds, snapshots, is_whole=False)
    return Thinned(rebuilds, snapshots, evidence, segments)


def kept_rebuilds(arena: Arena, before: dt.datetime) -> set[int]:
    """The published rebuilds that stay: all since a moment, and the last of every UTC day."""
    recent = Rebuild.objects.published(arena).filter(published_at__gte=before).values_list("pk", flat=True)
    return {*recent, *Rebuild.objects.last_of_days(arena).values()}


def _going(old: QuerySet[Rebuild], shown: set[int]) -> list[int]:
    """Those of some rebuilds that have a snapshot nobody shows, or none at all, oldest first."""
    own = list(Snapshot.objects.filter(rebuild__in=old).values_list("rebuild_id", "pk"))
    showing = {run for run, pk in own if pk in shown}
    hidden = {run for run, pk in own if pk not in shown}
    runs = old.order_by("pk").values_list("pk", flat=True)
    return [run for run in runs if run in hidden or run not in showing]


def _old(arena: Arena, before: dt.datetime) -> QuerySet[Rebuild]:
    """Rebuilds from before a moment, and those begun before it that were never published."""
    old = Q(published_at__lt=before) | Q(published_at__isnull=True, started_at__lt=before)
    return Rebuild.objects.filter(old, arena=arena)


def _shown_by(rebuilds: Iterable[int]) -> set[int]:
    """The snapshots that any of these rebuilds shows."""
    lists = Rebuild.objects.filter(pk__in=rebuilds).values_list("shown", flat=True)
    return {pk for shown in lists.iterator() for pk in shown}


@transaction.atomic
def _forget(pk: int, shown: set[int]) -> Thinned:
    """Delete one rebuild with its snapshots, but for those still shown and then itself."""
    run = Rebuild.objects.filter(pk=pk).first()
    if run is None:
        return Thinned()
    mine = list(run.snapshots.values_list("pk", "board_id", "method"))
    goes = [each for each in mine if each[0] not in shown]
    if run.published_at:
        day = run.published_at.astimezone(dt.UTC).date()
        ThinnedSnapshot.objects.bulk_create(
            [ThinnedSnapshot(pk=pk, board_id=board, method=method, day=day) for pk, board, method in goes],
            ignore_conflicts=True,
        )
    Snapshot.objects.filter(pk__in=[pk for pk, _board, _method in goes]).delete()
    if len(goes) == len(mine):
        run.delete()
    return Thinned(rebuilds=int(len(goes) == len(mine)), snapshots=len(goes))


def _unnamed_evidence(arena: Arena) -> int:
    """Delete some evidence that no rebuild names; how much."""
    named = Rebuild.objects.filter(arena=arena).values("evidence_id")
    some = list(
        Evidence.objects.filter(arena=arena).exclude(pk__in=named).values_list("pk", flat=True)[:ROWS]
    )
    Evidence.objects.filter(pk__in=some).delete()
    return len(some)


def _unnamed_segments(arena: Arena) -> int:
    """Delete some segments that nothing names; how many."""
    named = set(LedgerDay.objects.filter(arena=arena).values_list("segment_id", flat=True))
    for segments in Evidence.objects.filter(arena=arena).values_list("segments", flat=True).iterator():
        named.update(segments)
    every = Segment.objects.filter(arena=arena).order_by("pk").values_list("pk", flat=True)
    some = [pk for pk in every.iterator() if pk not in named][:ROWS]
    Segment.objects.filter(pk__in=some).delete()
    return len(some)


def _in_batches(arena: Arena, delete_some: Callable[[Arena], int]) -> int:
    """Delete until nothing is left; how much it was. Under the lease nobody makes evidence meanwhile that no
    rebuild names yet."""
    total = 0
    while gone := _under_lease(arena, lambda: delete_some(arena)):
        total += gone
    return total


def _under_lease(arena: Arena, work: Callable[[], Any]) -> Any:
    """Do a piece of work while holding the arena's lease. Raises LeaseTaken where others always held it."""
    for _try in range(TRIES - 1):
        try:
            with hold_lease(arena):
                return work()
        except LeaseTaken:
            time.sleep(PAUSE)
    with hold_lease(arena):
        return work()

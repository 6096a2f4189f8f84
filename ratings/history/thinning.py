"""Thin an arena's history: of many rebuilds a day one remains, and every day remains.

- Every rebuild published within the last hours (ARENA_HISTORY_HOURS) remains.
- Of every earlier UTC day the last published rebuild remains, with what it shows.
- A snapshot that a remaining rebuild shows remains with its own rebuild, even if that would otherwise be
  deleted: a board without changes is shown for days.
- All others are deleted with their standings; so are old rebuilds that were never published. Of each deleted
  published snapshot its number, board, method and day remain, so that its address can name the one that was
  kept.
- Evidence without a rebuild is deleted, then segments that neither evidence nor a day of the ledger refers
  to.

It uses small transactions, each of which leaves a complete history: it can be killed at any point and run
again.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from battles.models import Arena, Evidence, LedgerDay, Segment
from ratings.models import Rebuild, Snapshot, ThinnedSnapshot
from ratings.rebuild.lease import LeaseTaken, fenced, heartbeat, release_lease, take_lease

BATCH = 10
ROWS = 200
Fence = Callable[[], AbstractContextManager[None]]
"""Makes a transaction that stores nothing if another process took the lease."""

ATTEMPTS = 30
PAUSE = 1.0


@dataclass(frozen=True)
class Thinned:
    """Number of deleted rows of each kind. `is_whole`: whether nothing is left to thin; False where rebuilds
    kept the arena's lease.
    """

    rebuilds: int = 0
    snapshots: int = 0
    evidence: int = 0
    segments: int = 0
    is_whole: bool = True


def thin(arena: Arena, *, now: dt.datetime | None = None) -> Thinned:
    """Thin an arena's history as of `now`. Takes the arena's lease for one batch at a time, so that rebuilds
    continue in between.
    """
    before = (now or timezone.now()) - dt.timedelta(hours=settings.HISTORY_HOURS)
    kept = kept_rebuilds(arena, before)
    shown = _shown_by(kept)
    deletable = _with_deletable_rows(_old(arena, before).exclude(pk__in=kept), shown)
    rebuilds = snapshots = 0
    try:
        for start in range(0, len(deletable), BATCH):
            batch = deletable[start : start + BATCH]
            for deleted in _under_lease(
                arena, lambda fence, pks=batch: [_delete_rebuild(pk, shown, fence) for pk in pks]
            ):
                rebuilds += deleted.rebuilds
                snapshots += deleted.snapshots
        evidence = _in_batches(arena, _delete_unused_evidence)
        segments = _in_batches(arena, _delete_unused_segments)
    except LeaseTaken:
        return Thinned(rebuilds, snapshots, is_whole=False)
    return Thinned(rebuilds, snapshots, evidence, segments)


def kept_rebuilds(arena: Arena, before: dt.datetime) -> set[int]:
    """The published rebuilds that remain: all since `before`, and the last of every UTC day."""
    recent = Rebuild.objects.published(arena).filter(published_at__gte=before).values_list("pk", flat=True)
    return {*recent, *Rebuild.objects.last_of_days(arena).values()}


def _with_deletable_rows(old: QuerySet[Rebuild], shown: set[int]) -> list[int]:
    """Those of some rebuilds that have a snapshot that is not shown, or no snapshot, oldest first."""
    own = list(Snapshot.objects.filter(rebuild__in=old).values_list("rebuild_id", "pk"))
    showing = {run for run, pk in own if pk in shown}
    hidden = {run for run, pk in own if pk not in shown}
    runs = old.order_by("pk").values_list("pk", flat=True)
    return [run for run in runs if run in hidden or run not in showing]


def _old(arena: Arena, before: dt.datetime) -> QuerySet[Rebuild]:
    """Rebuilds published before a moment, and those started before it that were never published."""
    old = Q(published_at__lt=before) | Q(published_at__isnull=True, started_at__lt=before)
    return Rebuild.objects.filter(old, arena=arena)


def _shown_by(rebuilds: Iterable[int]) -> set[int]:
    """The snapshots that any of these rebuilds shows."""
    lists = Rebuild.objects.filter(pk__in=rebuilds).values_list("shown", flat=True)
    return {pk for shown in lists.iterator() for pk in shown}


def _delete_rebuild(pk: int, shown: set[int], fence: Fence) -> Thinned:
    """Delete one rebuild with its snapshots, except snapshots that are still shown and then the rebuild
    itself.
    """
    with fence():
        run = Rebuild.objects.filter(pk=pk).first()
        if run is None:
            return Thinned()
        own = list(run.snapshots.values_list("pk", "board_id", "method"))
        hidden = [each for each in own if each[0] not in shown]
        if run.published_at:
            day = run.published_at.astimezone(dt.UTC).date()
            ThinnedSnapshot.objects.bulk_create(
                [
                    ThinnedSnapshot(pk=pk, board_id=board, method=method, day=day)
                    for pk, board, method in hidden
                ],
                ignore_conflicts=True,
            )
        Snapshot.objects.filter(pk__in=[pk for pk, _board, _method in hidden]).delete()
        if len(hidden) == len(own):
            run.delete()
        return Thinned(rebuilds=int(len(hidden) == len(own)), snapshots=len(hidden))


def _delete_unused_evidence(arena: Arena, fence: Fence) -> int:
    """Delete some evidence without a rebuild; return how many rows."""
    with fence():
        used = Rebuild.objects.filter(arena=arena).values("evidence_id")
        batch = list(
            Evidence.objects.filter(arena=arena).exclude(pk__in=used).values_list("pk", flat=True)[:ROWS]
        )
        Evidence.objects.filter(pk__in=batch).delete()
        return len(batch)


def _delete_unused_segments(arena: Arena, fence: Fence) -> int:
    """Delete some segments without a reference; return how many."""
    with fence():
        used = set(LedgerDay.objects.filter(arena=arena).values_list("segment_id", flat=True))
        for segments in Evidence.objects.filter(arena=arena).values_list("segments", flat=True).iterator():
            used.update(segments)
        every = Segment.objects.filter(arena=arena).order_by("pk").values_list("pk", flat=True)
        batch = [pk for pk in every.iterator() if pk not in used][:ROWS]
        Segment.objects.filter(pk__in=batch).delete()
        return len(batch)


def _in_batches(arena: Arena, delete_some: Callable[[Arena, Fence], int]) -> int:
    """Delete until nothing is left; return the total. Under the lease no evidence is created that no rebuild
    refers to yet.
    """
    total = 0
    while deleted := _under_lease(arena, lambda fence: delete_some(arena, fence)):
        total += deleted
    return total


def _under_lease(arena: Arena, work: Callable[[Fence], Any]) -> Any:
    """Do some work while holding the arena's lease. Raises LeaseTaken where other processes always had it, or
    took it in the middle.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            holder = take_lease(arena)
            break
        except LeaseTaken:
            time.sleep(PAUSE)
    else:
        holder = take_lease(arena)
    try:
        with heartbeat(arena, holder):
            return work(lambda: fenced(arena, holder))
    finally:
        release_lease(arena, holder)

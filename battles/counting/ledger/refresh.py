"""Bring an arena's ledger up to date and return its current version."""

import contextlib
import datetime as dt
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from numpy.typing import NDArray

from battles.counting.ledger.arrays import VoteArrays, allocate_votes
from battles.counting.ledger.packing import (
    DIGEST_FORMAT,
    CorruptSegment,
    days_digest,
    pack,
    unpack,
    votes_digest,
)
from battles.counting.ledger.reading import days_filter, fetch_rows, split_by_day
from battles.models import Arena, DirtyDay, Evidence, LedgerDay, Segment, Vote

PART_VOTES = 250_000
"""Votes read at once, about 60 MB; at most two parts are in memory."""
MAX_PASSES = 3
BATCH = 2_000

DirtyDays = list[tuple[int, dt.date | None]]
"""(id, day) of rows of DirtyDay."""


@contextlib.contextmanager
def consistent_read() -> Iterator[None]:
    """Let every query inside see the database at one moment, without blocking writers.

    PostgreSQL: a repeatable-read transaction. SQLite: a deferred transaction, which reads one snapshot under
    WAL (Django's own transactions would take the write lock). Inside an open transaction: no change.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")


def refresh(arena: Arena, *, renew_lease: Callable[[], None] = lambda: None) -> Evidence:
    """Read the arena's dirty days again and return the ledger version of all its votes now.

    - A dirty-day row is deleted only if the read of that day saw it. A change that commits later leaves its
      row for the next refresh.
    - The version is what one consistent read sees. A backlog is read before that, in parts of at most
      PART_VOTES votes, each in a short transaction. A change in a day that has been read marks the day again,
      and the last read includes all days that are dirty then.
    - Safe to kill at any point: dirty-day rows are deleted in the transaction that stores their days.
    - One refresh per arena at a time: the caller has the lease. Each transaction that stores days begins with
      `renew_lease`, which raises where another process took the lease, so that older days never replace newer
      ones.
    """
    for _ in range(MAX_PASSES):
        parts = _split_backlog(arena)
        if len(parts) < 2:
            break
        _store_backlog(arena, parts, renew_lease)
    with consistent_read():
        dirty = _get_dirty_days(arena)
        days = sorted({day for _pk, day in dirty}, key=_day_order)
        rows = fetch_rows(arena.pk, days)
    segments = _build_segments(arena, rows, days)
    with transaction.atomic():
        renew_lease()
        _store(arena, dirty, segments)
        return _get_or_create_version(arena)


def _split_backlog(arena: Arena) -> list[list[dt.date | None]]:
    """The dirty days in parts of about PART_VOTES votes; a larger day is one part."""
    dirty = {day for _pk, day in _get_dirty_days(arena)}
    votes = Vote.objects.filter(arena=arena).order_by()
    dated = votes.filter(day__in=[day for day in dirty if day])
    sizes: dict[dt.date | None, int] = dict(dated.values_list("day").annotate(Count("pk")))
    if None in dirty:
        sizes[None] = votes.filter(day__isnull=True).count()
    parts: list[list[dt.date | None]] = []
    room = 0
    for day in sorted(dirty, key=_day_order):
        size = sizes.get(day, 0)
        if not parts or size > room:
            parts.append([])
            room = PART_VOTES
        parts[-1].append(day)
        room -= size
    return parts


def _store_backlog(arena: Arena, parts: list[list[dt.date | None]], renew_lease: Callable[[], None]) -> None:
    """Read these days, store them, and delete the dirty-day rows that the reads saw.

    While one part is compressed, the database reads the next.
    """
    with ThreadPoolExecutor(1) as packing:
        waiting: deque[tuple[DirtyDays, Future[list[Segment]]]] = deque()
        for part in parts:
            with consistent_read():
                dirty = [(pk, day) for pk, day in _get_dirty_days(arena) if day in set(part)]
                rows = fetch_rows(arena.pk, part)
            waiting.append((dirty, packing.submit(_build_segments, arena, rows, part)))
            if len(waiting) > 1:
                _store_part(arena, *waiting.popleft(), renew_lease)
        for dirty, segments in waiting:
            _store_part(arena, dirty, segments, renew_lease)


def _store_part(
    arena: Arena, dirty: DirtyDays, segments: Future[list[Segment]], renew_lease: Callable[[], None]
) -> None:
    built = segments.result()
    with transaction.atomic():
        renew_lease()
        _store(arena, dirty, built)


def _get_dirty_days(arena: Arena) -> DirtyDays:
    return list(DirtyDay.objects.filter(arena=arena).values_list("pk", "day"))


def _day_order(day: dt.date | None) -> dt.date:
    return day or dt.date.min


def _build_segments(arena: Arena, rows: NDArray[np.void], days: Iterable[dt.date | None]) -> list[Segment]:
    """Build one segment per day, in order of day, without storing it."""
    votes = split_by_day(rows, sorted(days, key=_day_order))
    return [build_segment(arena, day, votes_of_day) for day, votes_of_day in votes.items()]


def build_segment(arena: Arena, day: dt.date | None, votes: VoteArrays) -> Segment:
    """Build the segment of one day's votes without storing it."""
    return Segment(
        arena=arena,
        day=day,
        digest=votes_digest(votes, day=str(day)),
        digest_format=DIGEST_FORMAT,
        votes=len(votes),
        data=pack(votes),
    )


@transaction.atomic
def _store(arena: Arena, dirty: DirtyDays, segments: list[Segment]) -> None:
    """Store segments as the current ones of their days and delete the dirty-day rows.

    A segment with a known digest is not stored twice. A day without votes gets no segment.
    """
    filled = {segment.digest: segment for segment in segments if segment.votes}
    known = Segment.objects.filter(arena=arena, digest__in=filled)
    ids = dict(known.values_list("digest", "pk"))
    created = Segment.objects.bulk_create(
        [segment for digest, segment in filled.items() if digest not in ids]
    )
    ids |= {segment.digest: segment.pk for segment in created}
    days = days_filter([segment.day for segment in segments])
    ledger_days = {row.day: row for row in LedgerDay.objects.filter(days, arena=arena)}
    changed, new = [], []
    for segment in segments:
        row = ledger_days.get(segment.day)
        if not segment.votes:
            if row:
                row.delete()
        elif row:
            row.segment_id = ids[segment.digest]
            changed.append(row)
        else:
            new.append(LedgerDay(arena=arena, day=segment.day, segment_id=ids[segment.digest]))
    LedgerDay.objects.bulk_update(changed, ["segment"])
    LedgerDay.objects.bulk_create(new)
    for start in range(0, len(dirty), BATCH):
        DirtyDay.objects.filter(pk__in=[pk for pk, _day in dirty[start : start + BATCH]]).delete()


def _get_or_create_version(arena: Arena) -> Evidence:
    rows = list(LedgerDay.objects.filter(arena=arena).select_related("segment").defer("segment__data"))
    rows.sort(key=lambda row: _day_order(row.day))
    version, _created = Evidence.objects.get_or_create(
        arena=arena,
        digest=days_digest(row.segment.digest for row in rows),
        defaults={
            "segments": [row.segment_id for row in rows],
            "votes": sum(row.segment.votes for row in rows),
        },
    )
    return version


def load_votes(version: Evidence) -> VoteArrays:
    """All votes of a ledger version, in its order. Raises CorruptSegment."""
    return load_segments(version.segments)


def load_segments(ids: list[int]) -> VoteArrays:
    """The votes of some segments, in the order of the ids. Raises CorruptSegment."""
    rows = Segment.objects.filter(pk__in=ids).values_list("pk", "votes", "data")
    by_id = {pk: (votes, data) for pk, votes, data in rows}
    ends = list(itertools.accumulate(by_id[pk][0] for pk in ids))
    whole = allocate_votes(ends[-1] if ends else 0)

    def fill(pk: int, end: int) -> None:
        size, data = by_id.pop(pk)
        votes = unpack(data)
        if len(votes) != size:
            raise CorruptSegment(f"segment {pk} has {len(votes)} votes instead of {size}")
        whole.put(votes, start=end - size)

    # Decompression releases the interpreter's lock.
    with ThreadPoolExecutor(settings.REBUILD_THREADS) as pool:
        for done in [pool.submit(fill, pk, end) for pk, end in zip(ids, ends, strict=True)]:
            done.result()
    return whole

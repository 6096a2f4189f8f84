"""Bring an arena's ledger up to date and name the evidence that stands now."""

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

from battles.counting.ledger.arrays import (
    CorruptSegment,
    VoteArrays,
    allocate_votes,
    days_digest,
    pack,
    unpack,
    votes_digest,
)
from battles.counting.ledger.reading import days_filter, fetch_rows, split_by_day
from battles.models import Arena, DirtyDay, Evidence, LedgerDay, Segment, Vote

PART_VOTES = 250_000
"""So many votes are read at once, about 60 MB; two parts are held at a time."""
MAX_PASSES = 3
BATCH = 2_000

Marks = list[tuple[int, dt.date | None]]
"""Dirty days' marks: their ids and days."""


@contextlib.contextmanager
def consistent_read() -> Iterator[None]:
    """Every query inside sees the database at one moment and blocks no writer.

    PostgreSQL: a repeatable-read transaction. SQLite: a deferred transaction, which under WAL reads one
    snapshot; Django's own transactions would take the write lock. Inside an open transaction it is that
    transaction's view.
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
    """Re-read the arena's dirty days and return the evidence of all its votes now.

    - A mark is cleared only if the read that answers it saw it; a change that commits later leaves its mark
      for the next refresh.
    - The evidence is what one consistent read sees. A backlog is read before that, in parts of at most
      PART_VOTES votes, each in a short transaction of its own: whatever changes in a day that has been read
      marks it again, and the last read, of all that is marked then, finds it.
    - Safe to kill at any point: marks go in the transaction that stores what they asked for.
    - One refresh per arena at a time: the caller has the lease, and `renew_lease` is called between parts.
    """
    for _ in range(MAX_PASSES):
        parts = _parts(arena)
        if len(parts) < 2:
            break
        _read_again(arena, parts, renew_lease)
    with consistent_read():
        marks = _marks(arena)
        days = sorted({day for _pk, day in marks}, key=_day_order)
        rows = fetch_rows(arena.pk, days)
    return _store_all(arena, marks, _packed(arena, rows, days), evidence=True)


def _parts(arena: Arena) -> list[list[dt.date | None]]:
    """The dirty days in parts of about PART_VOTES votes; a day with more is a part of its own."""
    dirty = {day for _pk, day in _marks(arena)}
    votes = Vote.objects.filter(arena=arena).order_by()
    known = dict(votes.filter(day__in=[day for day in dirty if day]).values_list("day").annotate(Count("pk")))
    if None in dirty:
        known[None] = votes.filter(day__isnull=True).count()
    parts: list[list[dt.date | None]] = []
    room = 0
    for day in sorted(dirty, key=_day_order):
        size = known.get(day, 0)
        if not parts or size > room:
            parts.append([])
            room = PART_VOTES
        parts[-1].append(day)
        room -= size
    return parts


def _read_again(arena: Arena, parts: list[list[dt.date | None]], renew_lease: Callable[[], None]) -> None:
    """Store these days as they are when they are read, and clear their marks up to that moment.

    While a part is packed the database is at work on the next.
    """
    with ThreadPoolExecutor(1) as packing:
        waiting: deque[tuple[Marks, Future[list[Segment]]]] = deque()
        for part in parts:
            with consistent_read():
                marks = [(pk, day) for pk, day in _marks(arena) if day in set(part)]
                rows = fetch_rows(arena.pk, part)
            waiting.append((marks, packing.submit(_packed, arena, rows, part)))
            if len(waiting) > 1:
                _store_packed(arena, *waiting.popleft())
            renew_lease()
        for marks, packed in waiting:
            _store_packed(arena, marks, packed)


def _store_packed(arena: Arena, marks: Marks, packed: Future[list[Segment]]) -> None:
    _store_all(arena, marks, packed.result())


def _marks(arena: Arena) -> Marks:
    return list(DirtyDay.objects.filter(arena=arena).values_list("pk", "day"))


@transaction.atomic
def _store_all(
    arena: Arena, marks: Marks, fresh: list[Segment], *, evidence: bool = False
) -> Evidence | None:
    _store(arena, fresh)
    for start in range(0, len(marks), BATCH):
        DirtyDay.objects.filter(pk__in=[pk for pk, _day in marks[start : start + BATCH]]).delete()
    return _evidence(arena) if evidence else None


def mark_everything(arena: Arena) -> None:
    """Mark every day of an arena dirty, so that the next refresh recounts it from the votes."""
    days = set(Vote.objects.filter(arena=arena).values_list("day", flat=True).distinct())
    days |= set(LedgerDay.objects.filter(arena=arena).values_list("day", flat=True))
    DirtyDay.objects.bulk_create([DirtyDay(arena=arena, day=day) for day in days])


def _day_order(day: dt.date | None) -> dt.date:
    return day or dt.date.min


def _packed(arena: Arena, rows: NDArray[np.void], days: Iterable[dt.date | None]) -> list[Segment]:
    """Days as segments, not stored yet; in order of day."""
    votes = split_by_day(rows, sorted(days, key=_day_order))
    return [build_segment(arena, day, of_day) for day, of_day in votes.items()]


def build_segment(arena: Arena, day: dt.date | None, votes: VoteArrays) -> Segment:
    """One day's votes as a segment, not stored."""
    digest = votes_digest(votes, day=str(day))
    return Segment(arena=arena, day=day, digest=digest, votes=len(votes), data=pack(votes))


def _store(arena: Arena, fresh: list[Segment]) -> None:
    """Make segments those that hold their days; a day without votes holds none."""
    filled = {segment.digest: segment for segment in fresh if segment.votes}
    known = Segment.objects.filter(arena=arena, digest__in=filled)
    numbers = dict(known.values_list("digest", "pk"))
    made = Segment.objects.bulk_create(
        [segment for digest, segment in filled.items() if digest not in numbers]
    )
    numbers |= {segment.digest: segment.pk for segment in made}
    days = days_filter([segment.day for segment in fresh])
    held = {day.day: day for day in LedgerDay.objects.filter(days, arena=arena)}
    changed, new = [], []
    for segment in fresh:
        day = held.get(segment.day)
        if not segment.votes:
            if day:
                day.delete()
        elif day:
            day.segment_id = numbers[segment.digest]
            changed.append(day)
        else:
            new.append(LedgerDay(arena=arena, day=segment.day, segment_id=numbers[segment.digest]))
    LedgerDay.objects.bulk_update(changed, ["segment"])
    LedgerDay.objects.bulk_create(new)


def _evidence(arena: Arena) -> Evidence:
    days = list(LedgerDay.objects.filter(arena=arena).select_related("segment").defer("segment__data"))
    days.sort(key=lambda held: _day_order(held.day))
    evidence, _new = Evidence.objects.get_or_create(
        arena=arena,
        digest=days_digest(held.segment.digest for held in days),
        defaults={
            "segments": [held.segment_id for held in days],
            "votes": sum(held.segment.votes for held in days),
        },
    )
    return evidence


def is_dirty(arena: Arena) -> bool:
    """Whether anything about the arena's votes changed since the last refresh."""
    return DirtyDay.objects.filter(arena=arena).exists()


def load_votes(evidence: Evidence) -> VoteArrays:
    """All votes of an evidence, in its order."""
    return load_segments(evidence.segments)


def load_segments(ids: list[int]) -> VoteArrays:
    """The votes of some segments, in the order of the ids. Raises CorruptSegment."""
    rows = Segment.objects.filter(pk__in=ids).values_list("pk", "votes", "data")
    held = {pk: (votes, data) for pk, votes, data in rows}
    ends = list(itertools.accumulate(held[pk][0] for pk in ids))
    whole = allocate_votes(ends[-1] if ends else 0)

    def fill(pk: int, end: int) -> None:
        number, data = held.pop(pk)
        votes = unpack(data)
        if len(votes) != number:
            raise CorruptSegment(f"segment {pk} holds {len(votes)} votes and should hold {number}")
        whole.put(votes, start=end - number)

    # Most of the work is done without the interpreter's lock.
    with ThreadPoolExecutor(settings.REBUILD_THREADS) as pool:
        for done in [pool.submit(fill, pk, end) for pk, end in zip(ids, ends, strict=True)]:
            done.result()
    return whole

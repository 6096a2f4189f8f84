"""Bring an arena's ledger up to date and name the evidence that stands now."""

import contextlib
import datetime as dt
from collections.abc import Iterator

from django.db import connection, transaction

from battles.ledger.arrays import VoteArrays, concatenate, digest_of, digest_of_days, pack, unpack
from battles.ledger.reading import votes_of_day
from battles.models import Arena, DirtyDay, Evidence, LedgerDay, Segment, Vote


class StaleLedger(Exception):
    """Another refresh changed the ledger meanwhile."""


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


def refresh(arena: Arena) -> Evidence:
    """Re-read the arena's dirty days and return the evidence of all its votes now.

    A mark is cleared only if this refresh's snapshot saw it; a change that commits later leaves its mark
    for the next refresh. Safe to kill at any point: marks go in the transaction that stores what they
    asked for. One refresh per arena at a time (the caller holds the lease).
    """
    with consistent_read():
        marks = list(DirtyDay.objects.filter(arena=arena).values_list("pk", "day"))
        days = sorted({day for _pk, day in marks}, key=_day_order)
        fresh = [_packed(arena, day) for day in days]  # packed, so that memory holds one day's arrays
    with transaction.atomic():
        for segment in fresh:
            _store(segment)
        DirtyDay.objects.filter(pk__in=[pk for pk, _day in marks]).delete()
        return _evidence(arena)


def mark_everything(arena: Arena) -> None:
    """Mark every day of an arena dirty, so that the next refresh recounts it from the votes."""
    days = set(Vote.objects.filter(arena=arena).values_list("day", flat=True).distinct())
    days |= set(LedgerDay.objects.filter(arena=arena).values_list("day", flat=True))
    DirtyDay.objects.bulk_create([DirtyDay(arena=arena, day=day) for day in days])


def _day_order(day: dt.date | None) -> dt.date:
    return day or dt.date.min


def _packed(arena: Arena, day: dt.date | None) -> Segment:
    votes = votes_of_day(arena.pk, day)
    digest = digest_of(votes, day=str(day))
    return Segment(arena=arena, day=day, digest=digest, votes=len(votes), data=pack(votes))


def _store(fresh: Segment) -> None:
    """Make a segment the one that holds its day; a day without votes holds none."""
    here = LedgerDay.objects.filter(arena=fresh.arena)
    here = here.filter(day=fresh.day) if fresh.day else here.filter(day__isnull=True)
    if not fresh.votes:
        here.delete()
        return
    known = Segment.objects.filter(arena=fresh.arena, digest=fresh.digest).only("pk").first()
    if known is None:
        fresh.save(force_insert=True)
    segment = known or fresh
    if not here.update(segment=segment):
        LedgerDay.objects.create(arena=fresh.arena, day=fresh.day, segment=segment)


def _evidence(arena: Arena) -> Evidence:
    days = list(LedgerDay.objects.filter(arena=arena).select_related("segment").defer("segment__data"))
    days.sort(key=lambda held: _day_order(held.day))
    evidence, _new = Evidence.objects.get_or_create(
        arena=arena,
        digest=digest_of_days(held.segment.digest for held in days),
        defaults={
            "segments": [held.segment_id for held in days],
            "votes": sum(held.segment.votes for held in days),
        },
    )
    return evidence


def is_dirty(arena: Arena) -> bool:
    """Whether anything about the arena's votes changed since the last refresh."""
    return DirtyDay.objects.filter(arena=arena).exists()


def votes_in(evidence: Evidence) -> VoteArrays:
    """All votes of an evidence, in its order."""
    return votes_of_segments(evidence.segments)


def votes_of_segments(ids: list[int]) -> VoteArrays:
    """The votes of some segments, in the order of the ids."""
    data = dict(Segment.objects.filter(pk__in=ids).values_list("pk", "data"))
    return concatenate([unpack(data[pk]) for pk in ids])

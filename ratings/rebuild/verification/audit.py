"""Count and rate everything again and compare with what is stored: the alarm for faults of incremental
updates.

- The votes of every day are read again in short transactions. A day without a dirty mark must have the digest
  that the ledger has. A day that differs is reported and marked, so the next rebuild corrects it.
- Every board is rated again from the newest evidence. What is shown must be equal, digit for digit.
- What cannot be read is reported too, and a damaged segment is written again from its day's votes.
- Each difference is stored in a Recount row, logged as an error, and corrected; boards by a forced rebuild.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from django.utils import timezone

from battles.counting import (
    CorruptSegment,
    VoteArrays,
    consistent_read,
    find_damage,
    load_votes,
    mark_days_dirty,
    read_votes,
    restore_segment,
    votes_digest,
)
from battles.models import Arena, DirtyDay, LedgerDay, Segment, Vote
from ratings.categories import BY_SLUG
from ratings.models import Rebuild, Recount, Snapshot, Standing
from ratings.published import Published, published
from ratings.rebuild.lease import LeaseTaken, fenced, hold_lease, renew_lease
from ratings.rebuild.method_specs import fit_methods
from ratings.rebuild.methods import RULES
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from ratings.rebuild.snapshot_fields import ADDED_LATER, STANDING_FIELDS
from ratings.rebuild.snapshots import build_standings, versions

logger = logging.getLogger(__name__)

INTERVAL = dt.timedelta(days=1)
DAYS_AT_ONCE = 30


def audit_arena(arena: Arena) -> Recount | None:
    """Audit an arena and correct what is wrong; None while a rebuild runs."""
    try:
        with hold_lease(arena) as holder:
            audit = _audit(arena, holder)
    except LeaseTaken:
        return None
    if not audit.is_right:
        logger.error(
            "The audit of %s found wrong days %s, wrong boards %s and unreadable %s.",
            *(arena.slug, audit.wrong_days, audit.wrong_boards, audit.unreadable),
        )
        rebuild(arena, force=bool(audit.wrong_boards or audit.unreadable))
    return audit


def is_audit_due(arena: Arena, *, now: dt.datetime) -> bool:
    """Whether the last audit, or without one the arena's first rebuild, was a day ago."""
    last = Recount.objects.filter(arena=arena).order_by("-pk").values_list("started_at", flat=True).first()
    first = Rebuild.objects.published(arena).order_by("pk").values_list("started_at", flat=True).first()
    since = last or first
    return since is not None and now - since >= INTERVAL


def _audit(arena: Arena, holder: str) -> Recount:
    started = timezone.now()
    days = _days(arena)
    votes = 0
    wrong_days: list[dt.date | None] = []
    unreadable: list[str] = []
    for group in days:
        number, wrong, damaged = _compare_days(arena, group, holder)
        votes += number
        wrong_days += wrong
        unreadable += damaged
        renew_lease(arena, holder)
    mark_days_dirty((arena.pk, day) for day in wrong_days)
    now = published(arena)
    wrong_boards: list[str] = []
    if now:
        try:
            wrong_boards = list(_wrong_boards(now))
        except CorruptSegment as error:
            unreadable.append(f"boards: {error}")
        unreadable += [f"board {slug}: {error}" for slug, error in now.rebuild.failed.items()]
    with fenced(arena, holder):
        return Recount.objects.create(
            arena=arena,
            started_at=started,
            finished_at=timezone.now(),
            votes=votes,
            days=sum(map(len, days)),
            boards=len(now.rebuild.shown) if now else 0,
            wrong_days=[str(day or "") for day in wrong_days],
            wrong_boards=wrong_boards,
            unreadable=unreadable,
        )


def _days(arena: Arena) -> list[list[dt.date | None]]:
    """Every day with votes or with a ledger entry, in groups."""
    days = set(Vote.objects.filter(arena=arena).order_by().values_list("day", flat=True).distinct())
    days |= set(LedgerDay.objects.filter(arena=arena).values_list("day", flat=True))
    ordered = iter(sorted(days, key=lambda day: day or dt.date.min))
    return list(iter(lambda: list(islice(ordered, DAYS_AT_ONCE)), []))


def _compare_days(
    arena: Arena, days: list[dt.date | None], holder: str
) -> tuple[int, list[dt.date | None], list[str]]:
    """Number of votes of these days, the days without a mark that differ from the ledger, and damaged
    segments.

    The bytes of a damaged segment are written again from its day's votes, if these have its digest.
    """
    with consistent_read():
        marked = set(DirtyDay.objects.filter(arena=arena).values_list("day", flat=True))
        segments = dict(LedgerDay.objects.filter(arena=arena).values_list("day", "segment"))
        votes_by_day = read_votes(arena.pk, days)
    wrong: list[dt.date | None] = []
    damaged: list[str] = []
    rows = Segment.objects.in_bulk([segments[day] for day in votes_by_day if day in segments])
    for day, votes in votes_by_day.items():
        if day in marked:
            continue
        segment = rows.get(segments.get(day))
        if not _matches(segment, votes, day):
            wrong.append(day)
        elif segment and (damage := find_damage(segment)):
            damaged.append(damage)
            with fenced(arena, holder):
                restore_segment(segment, votes)
    return sum(map(len, votes_by_day.values())), wrong, damaged


def _matches(segment: Segment | None, votes: VoteArrays, day: dt.date | None) -> bool:
    """Whether a day's votes have the digest of its segment, as of the segment's format; None: no votes."""
    if segment is None or not len(votes):
        return segment is None and not len(votes)
    return votes_digest(votes, day=str(day), digest_format=segment.digest_format) == segment.digest


def _wrong_boards(now: Published) -> Iterator[str]:
    """Shown snapshots that differ from the newest evidence, as category and method."""
    votes = load_votes(now.rebuild.evidence)
    shown: dict[str, list[Snapshot]] = {}
    for snapshot in now.snapshots():
        if snapshot.board.category in now.rebuild.failed:
            continue  # an older board, reported by itself
        if snapshot.parameters.get("rules") == RULES and snapshot.versions == versions():
            shown.setdefault(snapshot.board.category, []).append(snapshot)
    for slug, snapshots in shown.items():
        selection = select(votes, BY_SLUG[slug])
        fresh = {
            each.method: (
                each.seed,
                build_standings(selection.contenders, each),
            )
            for each in fit_methods(selection, snapshots[0].parameters)
        }
        for snapshot in snapshots:
            seed, standings = fresh[snapshot.method]
            if seed != snapshot.seed or not _are_same(snapshot.standings.order_by("id"), standings):
                yield f"{slug} {snapshot.method}"


def _are_same(stored: Iterable[Standing], fresh: list[Standing]) -> bool:
    """Whether standings have the same values, except fields that did not exist when they were stored."""
    pairs = list(zip_longest(stored, fresh))
    return all(
        old is not None
        and new is not None
        and old.contender_id == new.contender_id
        and all(
            getattr(old, name) == getattr(new, name)
            for name in STANDING_FIELDS
            if name not in ADDED_LATER or getattr(old, name) != ADDED_LATER[name]
        )
        for old, new in pairs
    )

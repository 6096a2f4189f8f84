"""Count everything again and compare: the alarm that would ring if the incremental way ever went wrong.

- Every day's votes are read again in short transactions. A day that nothing marks must hold exactly what the
  ledger holds; one that does not is named, and marked, so that the next rebuild puts it right.
- Every board is rated again from the newest evidence. What is shown must be the same, digit for digit.
- Whatever differs is kept in a Recount row, logged as an error, and mended: boards by a forced rebuild.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from itertools import islice

from django.utils import timezone

from battles.counting import consistent_read, load_votes, mark_days_dirty, read_votes, votes_digest
from battles.models import Arena, DirtyDay, LedgerDay, Vote
from ratings.categories import BY_SLUG
from ratings.models import Rebuild, Recount, Snapshot
from ratings.published import Published, published
from ratings.rebuild.lease import LeaseTaken, hold_lease, renew_lease
from ratings.rebuild.methods import RULES, rate
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from ratings.rebuild.snapshot_fields import STANDING_FIELDS
from ratings.rebuild.snapshots import build_standings, versions

logger = logging.getLogger(__name__)

EVERY = dt.timedelta(days=1)
DAYS_AT_ONCE = 30


def audit_arena(arena: Arena) -> Recount | None:
    """Recount an arena and mend what is wrong; None while a rebuild runs."""
    try:
        with hold_lease(arena) as holder:
            done = _recount(arena, holder)
    except LeaseTaken:
        return None
    if not done.is_right:
        logger.error(
            "The recount of %s found days %s and boards %s other than they should be.",
            *(arena.slug, done.wrong_days, done.wrong_boards),
        )
        rebuild(arena, force=bool(done.wrong_boards))
    return done


def is_audit_due(arena: Arena, *, now: dt.datetime) -> bool:
    """Whether the last recount, or the arena's first rebuild, is a day ago."""
    last = Recount.objects.filter(arena=arena).order_by("-pk").values_list("started_at", flat=True).first()
    first = Rebuild.objects.published(arena).order_by("pk").values_list("started_at", flat=True).first()
    since = last or first
    return since is not None and now - since >= EVERY


def _recount(arena: Arena, holder: str) -> Recount:
    started = timezone.now()
    days = _days(arena)
    votes, wrong_days = 0, []
    for part in days:
        number, wrong = _compare_days(arena, part)
        votes += number
        wrong_days += wrong
        renew_lease(arena, holder)
    mark_days_dirty((arena.pk, day) for day in wrong_days)
    now = published(arena)
    wrong_boards = list(_wrong_boards(now)) if now else []
    return Recount.objects.create(
        arena=arena,
        started_at=started,
        finished_at=timezone.now(),
        votes=votes,
        days=sum(map(len, days)),
        boards=len(now.rebuild.shown) if now else 0,
        wrong_days=[str(day or "") for day in wrong_days],
        wrong_boards=wrong_boards,
    )


def _days(arena: Arena) -> list[list[dt.date | None]]:
    """Every day that has votes or that the ledger holds, some at a time."""
    days = set(Vote.objects.filter(arena=arena).order_by().values_list("day", flat=True).distinct())
    days |= set(LedgerDay.objects.filter(arena=arena).values_list("day", flat=True))
    ordered = iter(sorted(days, key=lambda day: day or dt.date.min))
    return list(iter(lambda: list(islice(ordered, DAYS_AT_ONCE)), []))


def _compare_days(arena: Arena, days: list[dt.date | None]) -> tuple[int, list[dt.date | None]]:
    """How many votes these days have, and which of them, though unmarked, are not what the ledger holds."""
    with consistent_read():
        marked = set(DirtyDay.objects.filter(arena=arena).values_list("day", flat=True))
        held = dict(LedgerDay.objects.filter(arena=arena).values_list("day", "segment__digest"))
        found = read_votes(arena.pk, days)
    wrong = [
        day
        for day, votes in found.items()
        if day not in marked and held.get(day) != (votes_digest(votes, day=str(day)) if len(votes) else None)
    ]
    return sum(map(len, found.values())), wrong


def _wrong_boards(now: Published) -> Iterator[str]:
    """The shown snapshots that the newest evidence does not bear out, as category and method."""
    votes = load_votes(now.rebuild.evidence)
    shown: dict[str, list[Snapshot]] = {}
    for snapshot in now.snapshots():
        if snapshot.parameters.get("rules") == RULES and snapshot.versions == versions():
            shown.setdefault(snapshot.board.category, []).append(snapshot)
    for slug, snapshots in shown.items():
        chosen = select(votes, BY_SLUG[slug])
        fresh = {
            each.method: (
                each.seed,
                [_stood(standing) for standing in build_standings(chosen.contenders, each)],
            )
            for each in rate(chosen, snapshots[0].parameters)
        }
        for snapshot in snapshots:
            kept = [_stood(standing) for standing in snapshot.standings.order_by("id")]
            if fresh[snapshot.method] != (snapshot.seed, kept):
                yield f"{slug} {snapshot.method}"


def _stood(standing) -> tuple:
    return (standing.contender_id, *(getattr(standing, name) for name in STANDING_FIELDS))

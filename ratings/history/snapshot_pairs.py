"""Select two published snapshots of one board to compare."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import gettext as _

from battles.models import Arena
from ratings.history.board_on_day import find_kept_snapshot, parse_day, published_on
from ratings.history.differences import Differences, differences
from ratings.models import Rebuild, Snapshot, ThinnedSnapshot

WEEK = dt.timedelta(days=7)
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class NoSuchEnd(LookupError):
    """No snapshot matches the given start or end; the message says why.

    thinned: the trace of the snapshot of this board that was meant, if it was thinned away.
    """

    def __init__(self, words: str, thinned: ThinnedSnapshot | None = None):
        super().__init__(words)
        self.thinned = thinned


def compare(before: Snapshot, after: Snapshot) -> Differences:
    """The differences of two stored snapshots, in two queries."""
    standings_before, standings_after = (
        list(each.standings.select_related("contender__model").order_by("id")) for each in (before, after)
    )
    return differences(before, after, standings_before=standings_before, standings_after=standings_after)


def since(after: Snapshot, *, ago: dt.timedelta = WEEK) -> Differences | None:
    """Differences from what the board showed that long before a snapshot; None where nothing had been
    published.
    """
    then = published_on(after.board.arena, after.as_of.date() - ago)
    before = then.snapshot(after.board.category, after.method) if then else None
    return compare(before, after) if before else None


def find_pair(
    arena: Arena, *, category: str, method: str, start: str = "", end: str = "", today: dt.date | None = None
) -> tuple[Snapshot, Snapshot]:
    """The two snapshots to compare, each given by its number or by a day at whose end it was shown.

    By default from a week ago, or from the first publication if that is later, to now. Raises NoSuchEnd.
    """
    now = today or timezone.now().date()
    board = {"category": category, "method": method, "today": now}
    after = _end(arena, end or now.isoformat(), **board)
    if start:
        return _end(arena, start, **board), after
    first = Rebuild.objects.published(arena).last()
    earliest = max(now - WEEK, first.published_at.date())
    return _end(arena, earliest.isoformat(), **board), after


def _end(arena: Arena, text: str, *, category: str, method: str, today: dt.date) -> Snapshot:
    if NUMBER.fullmatch(text):
        snapshot = Snapshot.objects.filter(
            pk=int(text),
            board__arena=arena,
            board__category=category,
            method=method,
            rebuild__published_at__isnull=False,
        ).first()
        if snapshot is None:
            raise _no_snapshot(arena, int(text), category=category, method=method)
        return snapshot
    day = parse_day(text)
    if day is None:
        raise NoSuchEnd(_("Name a day as 2024-04-22, or a snapshot by its number."))
    if day > today:
        raise NoSuchEnd(_("%(day)s has not come yet.") % {"day": day})
    then = published_on(arena, day)
    snapshot = then.snapshot(category, method) if then else None
    if snapshot is None:
        raise NoSuchEnd(_("By the end of %(day)s nothing of this board had been published.") % {"day": day})
    return snapshot


def _no_snapshot(arena: Arena, number: int, *, category: str, method: str) -> NoSuchEnd:
    """Why the board has no snapshot with this number."""
    of_board = ThinnedSnapshot.objects.filter(board__arena=arena, board__category=category, method=method)
    thinned = of_board.filter(pk=number).select_related("board__arena").first()
    kept = find_kept_snapshot(thinned) if thinned else None
    if kept is None:
        return NoSuchEnd(_("This board has no snapshot %(number)s.") % {"number": number}, thinned)
    words = _("Snapshot %(number)s was thinned away. Of its day, snapshot %(kept)s was kept.")
    return NoSuchEnd(words % {"number": number, "kept": kept.pk}, thinned)

"""Two published snapshots of one board, side by side: which two are meant, and their differences."""

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
    """No snapshot is meant by what was given as an end; the words say why."""


def compare(before: Snapshot, after: Snapshot) -> Differences:
    """The differences of two stored snapshots, in two queries."""
    stood, stand = (
        list(each.standings.select_related("contender__model").order_by("id")) for each in (before, after)
    )
    return differences(before, after, stood=stood, stand=stand)


def since(after: Snapshot, *, ago: dt.timedelta = WEEK) -> Differences | None:
    """From what the board showed so long before a snapshot; None where nothing had been published yet."""
    then = published_on(after.board.arena, after.as_of.date() - ago)
    before = then.snapshot(after.board.category, after.method) if then else None
    return compare(before, after) if before else None


def find_pair(
    arena: Arena, *, category: str, method: str, start: str = "", end: str = "", today: dt.date | None = None
) -> tuple[Snapshot, Snapshot]:
    """The two snapshots that are meant: each by its number or by a day at whose end it was shown.

    By default from a week ago, or from the first that was ever published if that is later, to now. Raises
    NoSuchEnd.
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
        found = Snapshot.objects.filter(
            pk=int(text),
            board__arena=arena,
            board__category=category,
            method=method,
            rebuild__published_at__isnull=False,
        ).first()
        if found is None:
            raise NoSuchEnd(_no_snapshot(arena, int(text)))
        return found
    day = parse_day(text)
    if day is None:
        raise NoSuchEnd(_("Name a day as 2024-04-22, or a snapshot by its number."))
    if day > today:
        raise NoSuchEnd(_("%(day)s has not come yet.") % {"day": day})
    then = published_on(arena, day)
    found = then.snapshot(category, method) if then else None
    if found is None:
        raise NoSuchEnd(_("By the end of %(day)s nothing of this board had been published.") % {"day": day})
    return found


def _no_snapshot(arena: Arena, number: int) -> str:
    """Why there is no snapshot of this number, in words."""
    gone = (
        ThinnedSnapshot.objects.filter(pk=number, board__arena=arena).select_related("board__arena").first()
    )
    kept = find_kept_snapshot(gone) if gone else None
    if kept is None:
        return _("This board has no snapshot %(number)s.") % {"number": number}
    return _("Snapshot %(number)s was thinned away. Of its day, snapshot %(kept)s was kept.") % {
        "number": number,
        "kept": kept.pk,
    }

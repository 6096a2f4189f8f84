"""The board on any day: as it was published then, or as it is known now."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battles.counting import get_days
from battles.models import Arena
from ratings.history.rate_day import build_unstored_snapshot, rate_days
from ratings.models import Rebuild, Snapshot, Standing, ThinnedSnapshot
from ratings.published import Published, published
from ratings.rebuild.methods import build_parameters
from ratings.serialization.board import board_to_json, standing_to_json

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Known(models.TextChoices):
    """Which knowledge a past day's board uses."""

    NOW = "now", gettext_lazy("As known now")
    THEN = "then", gettext_lazy("As published then")


class BadDay(ValueError):
    """The query has an invalid date or kind of knowledge; the message names it. `field`: its parameter."""

    def __init__(self, words: str, *, field: str):
        super().__init__(words)
        self.field = field


class NoSuchDay(LookupError):
    """That day can have no board; the message says why."""


@dataclass(frozen=True)
class DayBoard:
    """One board at the end of a UTC day.

    known then: the newest snapshot published by then, as it is stored. known now: the votes cast until then
    that count today, rated with today's settings. That snapshot is not stored, so it has no number, and votes
    to flip are not computed. `votes_without_time` belong to no day and are left out. `snapshot` is None where
    there is no board; `words` say why.
    """

    arena: Arena
    category: str
    method: str
    day: dt.date
    known: Known
    snapshot: Snapshot | None = None
    standings: list[Standing] = field(default_factory=list)
    votes_without_time: int = 0
    words: str | Promise = ""


@dataclass(frozen=True)
class Span:
    """The days that have a board: `first` is None where no vote has a time."""

    first: dt.date | None
    last: dt.date


def available_days(now: Published, *, today: dt.date | None = None) -> Span:
    """From the first vote's day to today, in UTC."""
    return Span(get_days(now.rebuild.evidence).first, today or timezone.now().date())


def parse_day_query(query: Mapping[str, str]) -> tuple[dt.date, Known] | None:
    """Day and knowledge from a query's `date` and `known`; None without either. Raises BadDay."""
    text, known = query.get("date"), query.get("known", Known.NOW)
    if known not in Known.values:
        raise BadDay(_("Known is now or then."), field="known")
    if text is None and "known" not in query:
        return None
    day = parse_day(text or "")
    if day is None:
        raise BadDay(_("Name a date as 2024-04-22."), field="date")
    return day, Known(known)


def parse_day(text: str) -> dt.date | None:
    """The date written as 2024-04-22; None for anything else."""
    try:
        return dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def board_on(
    arena: Arena, *, category: str, method: str, day: dt.date, known: Known, today: dt.date | None = None
) -> DayBoard:
    """The board at the end of a UTC day. Raises NoSuchDay, and Busy where too many requests wait."""
    now = published(arena)
    board = {"arena": arena, "category": category, "method": method, "day": day, "known": known}
    if now is None:
        return DayBoard(**board, words=_("This board has not been computed yet."))
    span = available_days(now, today=today)
    _check(day, span, known)
    return _as_published(board) if known == Known.THEN else _as_known_now(board, now)


def _check(day: dt.date, span: Span, known: Known) -> None:
    """Raises NoSuchDay unless the day can have a board."""
    if day > span.last:
        raise NoSuchDay(_("%(day)s has not come yet.") % {"day": day})
    if span.first is None and known == Known.NOW:
        raise NoSuchDay(
            _(
                "The votes of this arena came without times, so they belong to no day. "
                "There is one board, of all of them."
            )
        )
    if span.first is not None and day < span.first:
        raise NoSuchDay(_("The first vote was cast on %(day)s.") % {"day": span.first})


def published_on(arena: Arena, day: dt.date) -> Published | None:
    """What an arena showed at the end of a UTC day; None where nothing had been published."""
    end = dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(days=1)
    runs = Rebuild.objects.published(arena).select_related("evidence")
    run = runs.filter(published_at__lt=end).first()
    return Published(arena, run) if run else None


def daily_snapshots(arena: Arena, *, category: str, method: str) -> dict[dt.date, Snapshot]:
    """What one board showed at the end of every UTC day on which its arena published, by day in order.

    Four queries, independent of the length of the history.
    """
    last = Rebuild.objects.last_of_days(arena)
    shown = dict(Rebuild.objects.filter(pk__in=last.values()).values_list("pk", "shown"))
    mine = Snapshot.objects.filter(board__arena=arena, board__category=category, method=method)
    numbers = set(mine.values_list("pk", flat=True))
    by_day = {day: numbers.intersection(shown[run]) for day, run in last.items()}
    snapshots = mine.defer("body", "body_gzip").in_bulk([pk for pks in by_day.values() for pk in pks])
    return {day: snapshots[pk] for day, pks in by_day.items() for pk in pks}


def find_kept_snapshot(thinned: ThinnedSnapshot) -> Snapshot | None:
    """What its board showed at the end of the day of a snapshot that was thinned away."""
    then = published_on(thinned.board.arena, thinned.day)
    return then.snapshot(thinned.board.category, thinned.method) if then else None


def _as_published(board: dict) -> DayBoard:
    arena, day = board["arena"], board["day"]
    then = published_on(arena, day)
    snapshot = then.snapshot(board["category"], board["method"]) if then else None
    if snapshot is None:
        return DayBoard(**board, words=_nothing_by(day, Rebuild.objects.published(arena).last()))
    standings = list(snapshot.standings.select_related("contender__model").order_by("id"))
    return DayBoard(**board, snapshot=snapshot, standings=standings)


def _nothing_by(day: dt.date, first: Rebuild | None) -> str:
    words = _("By the end of %(day)s nothing of this board had been published.") % {"day": day}
    if first is None or first.published_at.date() <= day:
        return words
    return f"{words} " + _("The first was on %(day)s.") % {"day": first.published_at.date()}


def _as_known_now(board: dict, now: Published) -> DayBoard:
    arena, category, method = board["arena"], board["category"], board["method"]
    days = get_days(now.rebuild.evidence, until=board["day"])
    rating = rate_days(days, category, method, build_parameters(arena))
    snapshot, standings = build_unstored_snapshot(
        rating, arena, category, method, days=days, as_of=now.rebuild.started_at
    )
    return DayBoard(
        **board, snapshot=snapshot, standings=standings, votes_without_time=days.votes_without_time
    )


def day_envelope(board: DayBoard) -> dict[str, Any]:
    """JSON of a day that has a board. As published then: the snapshot's own JSON with the date."""
    about: dict[str, Any] = {"date": board.day.isoformat(), "known": board.known.value}
    if board.known == Known.THEN:
        return json.loads(bytes(board.snapshot.body)) | about
    about["votes_without_time"] = board.votes_without_time
    rows = [standing_to_json(standing, standing.contender) for standing in board.standings]
    return board_to_json(board.snapshot, board.arena, rows) | about

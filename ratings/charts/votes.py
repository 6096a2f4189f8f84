"""Counted votes per day and per language."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratings.categories import CATEGORIES, Group
from ratings.charts.axis import Axis, Tick
from ratings.charts.figure import BarRow, Bars, Column, Plane
from ratings.charts.rating_history import day_ticks
from ratings.published import STANDARD, Published
from ratings.rebuild.vote_counts import count_by_day

MAX_DAYS = 120
"""The newest days that are drawn."""


def build_days_plane(now: Published, *, category: str) -> Plane | None:
    """Counted votes of each UTC day of a category, up to the last day with a vote; None without any."""
    votes = count_by_day(now.rebuild.evidence, category)
    if not votes:
        return None
    last = max(votes)
    first = max(min(votes), last - dt.timedelta(days=MAX_DAYS - 1))
    days = [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    up = Axis(0.0, 1.04 * max(votes.get(day, 0) for day in days) or 1.0)
    width = 100 / len(days)
    return Plane(
        name="days",
        title=_("Votes per day"),
        description=_("One bar for each day: the higher, the more votes count. The table has every number."),
        caption=_("Counted votes by the day (UTC) on which they were cast; at most the newest 120 days."),
        x_ticks=_day_ticks(days, width),
        y_ticks=[Tick(round(100 - tick.x, 2), tick.label) for tick in up.ticks(5)],
        head=[_("Day"), _("Votes")],
        rows=[[day.isoformat(), f"{votes.get(day, 0):,}"] for day in reversed(days)],
        columns=[
            Column(
                x=round(place * width, 3),
                width=round(width * 0.8, 3),
                y=round(100 - up.to_percent(votes.get(day, 0)), 2),
                title=f"{day.isoformat()}: {votes.get(day, 0):,}",
            )
            for place, day in enumerate(days)
        ],
    )


def _day_ticks(days: list[dt.date], width: float) -> list[Tick]:
    if len(days) == 1:
        return [Tick(0.0, days[0].isoformat())]
    return day_ticks(Axis(days[0].toordinal(), days[-1].toordinal()))


def build_languages_bars(now: Published) -> Bars | None:
    """Counted votes of each language of an arena, most first; None without any."""
    votes = dict(now.snapshots().filter(method=STANDARD).values_list("board__category", "votes_counted"))
    languages = [each for each in CATEGORIES if each.group == Group.LANGUAGE and votes.get(each.slug)]
    languages.sort(key=lambda each: -votes[each.slug])
    if not languages:
        return None
    largest, total = votes[languages[0].slug], votes.get("overall") or 1
    return Bars(
        name="languages",
        title=_("Votes per language"),
        description=_("One bar for each language of the first prompt: the longer, the more votes count."),
        caption=_(
            "Counted votes by the language of the first prompt. Votes in no known language are left out."
        ),
        head=[_("Language"), _("Votes"), _("Share")],
        bars=[
            BarRow(
                name=str(each.title),
                url=reverse("leaderboard", args=[now.arena.slug, each.slug]),
                bar=round(100 * votes[each.slug] / largest, 2),
                cells=[f"{votes[each.slug]:,}", f"{100 * votes[each.slug] / total:.1f} %"],
            )
            for each in languages
        ],
        total=len(languages),
    )

"""What moved on a board, as an Atom feed: one entry for each day on which something did."""

import datetime as dt
import itertools

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena
from ratings.categories import BY_SLUG
from ratings.history.board_on_day import daily_snapshots
from ratings.history.differences import ContenderChange, Differences
from ratings.history.snapshot_pairs import compare
from ratings.models import Standing
from ratings.pages.choices import get_arena
from ratings.published import STANDARD

DAYS = 14
"""How many days that published the feed looks at: two queries each, once for each new publication."""

MAX_LINES = 40


class BoardFeed(Atom1Feed):
    """A feed that is as old as its board. Django's own would change with every request while it is empty."""

    changed_at: dt.datetime

    def latest_post_date(self) -> dt.datetime:
        return self.changed_at


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def board_feed(request: HttpRequest, arena: str, category: str) -> HttpResponse:
    """The newest day first. A day on which no rank moved has no entry."""
    found = get_arena(list(Arena.objects.public()), arena, category)
    title = f"{BY_SLUG[category].title} · {found.title}"
    board_url = request.build_absolute_uri(reverse("leaderboard", args=[found.slug, category]))
    feed = BoardFeed(
        title=title,
        link=board_url,
        description=_("What moved on this board, and whether it is more than noise."),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=board_url,
    )
    feed.changed_at = found.created_at
    shown = list(daily_snapshots(found, category=category, method=STANDARD).items())[-DAYS - 1 :]
    for (_earlier, before), (day, after) in reversed(list(itertools.pairwise(shown))):
        lines = describe_day(compare(before, after)) if before.pk != after.pk else []
        if lines:
            _add_entry(feed, request, day, (before.pk, after.pk), lines, updated=after.as_of)
    if shown:
        feed.changed_at = shown[-1][1].as_of
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"  # pages of other sites may read it, as the JSON
    feed.write(response, "utf-8")
    return response


def _add_entry(
    feed: Atom1Feed,
    request: HttpRequest,
    day: dt.date,
    pair: tuple[int, int],
    lines: list[str],
    *,
    updated: dt.datetime,
) -> None:
    """The address of a day's changes is the entry's lasting id."""
    path = request.path.removeprefix("/").replace(".atom", "")
    feed.add_item(
        title=_("Changes on %(day)s") % {"day": day.isoformat()},
        link=f"{feed.feed['link']}changes/?from={pair[0]}&to={pair[1]}",
        description="\n".join(lines[:MAX_LINES]),
        updateddate=updated,
        unique_id=f"tag:{request.get_host().partition(':')[0]},{day.isoformat()}:{path}",
    )


def describe_day(found: Differences) -> list[str]:
    """Say in a line each who entered, left and moved, and whether a move is beyond the noise."""
    return [
        *(_("%(name)s is new%(rank)s.") % _words(standing) for standing in found.entered),
        *(
            _("%(name)s left the board.") % {"name": standing.contender.public_name}
            for standing in found.left
        ),
        *(_describe_move(each) for each in found.moved),
    ]


def _words(standing: Standing) -> dict[str, str]:
    rank = _(" on rank %(rank)s") % {"rank": standing.rank} if standing.rank else ""
    return {"name": standing.contender.public_name, "rank": rank}


def _describe_move(change: ContenderChange) -> str:
    name, before, after = change.after.contender.public_name, change.before.rank, change.after.rank
    if before is None or after is None:
        return _("%(name)s: now %(status)s.") % {"name": name, "status": change.after.get_status_display()}
    values = {"name": name, "before": before, "after": after}
    if change.is_rank_beyond_noise:
        return _("%(name)s: rank %(before)s → %(after)s, beyond the noise.") % values
    return _("%(name)s: rank %(before)s → %(after)s, within the noise.") % values

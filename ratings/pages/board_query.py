"""The board a reader asks for, the newest or that of a day, with all that belongs to its rows."""

from battles.models import Arena, Contender
from ratings.categories import OVERALL
from ratings.history.board_on_day import DayBoard
from ratings.history.week import week_of
from ratings.models import Snapshot, Standing
from ratings.pages.board import BoardView, Wanted, board_view
from ratings.published import Published
from ratings.sampling.votes_needed import target_of, votes_needed


def newest_board(now: Published, category: str, method: str) -> BoardView | None:
    """The newest with what changed in a week. The overall one, which the draw goes by, also says how many
    votes are wanted, and names who waits for a first."""
    snapshot = now.snapshot(category, method)
    if snapshot is None:
        return None
    standings = build_standings(snapshot)
    week = week_of(snapshot)
    if category != OVERALL.slug:
        return board_view(snapshot, standings, week=week)
    target = target_of(now.arena)
    wanted = Wanted(target, votes_needed(standings, target=target))
    return board_view(snapshot, [*standings, *waiting(now.arena, standings)], week=week, wanted=wanted)


def past_board(found: DayBoard) -> BoardView:
    """That of a day."""
    asked = {"date": found.day.isoformat(), "known": found.known.value}
    return board_view(found.snapshot, found.standings, asked=asked)


def build_standings(snapshot: Snapshot) -> list[Standing]:
    """A snapshot's standings, best first."""
    return list(snapshot.standings.select_related("contender__model").order_by("id"))


def waiting(arena: Arena, standings: list[Standing]) -> list[Standing]:
    """Active contenders that no counted vote knows yet, as standings that are not stored. A preview is
    listed from its first vote."""
    known = [standing.contender_id for standing in standings]
    new = Contender.objects.filter(arena=arena, state=Contender.State.ACTIVE).exclude(pk__in=known)
    return [
        Standing(contender=contender, status=Standing.Status.UNRANKED, reason="no_votes", votes=0)
        for contender in new.select_related("model")
    ]

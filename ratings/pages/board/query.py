"""Load the requested board, the newest or that of a day, with all data of its rows."""

from battles.models import Arena, Contender
from ratings.categories import OVERALL
from ratings.history.board_on_day import DayBoard
from ratings.history.week import week_of
from ratings.models import Snapshot, Standing
from ratings.pages.board.filter import BoardFilter
from ratings.pages.board.rows import BoardView, VoteTarget, build_board_view
from ratings.published import Published
from ratings.sampling.votes_needed import get_target_half_width, votes_needed


def get_newest_board(
    now: Published, category: str, method: str, *, asked: BoardFilter | None = None
) -> BoardView | None:
    """Load the newest board with the changes of a week.

    The overall board, which sampling uses, also has the votes needed and the contenders without votes.
    """
    snapshot = now.snapshot(category, method)
    if snapshot is None:
        return None
    standings = list_standings(snapshot)
    week = week_of(snapshot)
    if category != OVERALL.slug:
        return build_board_view(snapshot, standings, week=week, asked=asked)
    target = get_target_half_width(now.arena)
    wanted = VoteTarget(target, votes_needed(standings, target=target))
    return build_board_view(
        snapshot, [*standings, *list_waiting(now.arena, standings)], week=week, wanted=wanted, asked=asked
    )


def build_past_board(board: DayBoard, *, asked: BoardFilter | None = None) -> BoardView:
    """Build the view of a past day's board."""
    parameters = {"date": board.day.isoformat(), "known": board.known.value}
    return build_board_view(board.snapshot, board.standings, parameters=parameters, asked=asked)


def list_standings(snapshot: Snapshot) -> list[Standing]:
    """List a snapshot's standings, best first."""
    return list(snapshot.standings.select_related("contender__model").order_by("id"))


def list_waiting(arena: Arena, standings: list[Standing]) -> list[Standing]:
    """Build (unsaved) standings for active contenders without counted votes. A preview is listed from its
    first vote on."""
    listed = [standing.contender_id for standing in standings]
    new = Contender.objects.filter(arena=arena, state=Contender.State.ACTIVE).exclude(pk__in=listed)
    return [
        Standing(contender=contender, status=Standing.Status.UNRANKED, reason="no_votes", votes=0)
        for contender in new.select_related("model")
    ]

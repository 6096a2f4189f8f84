"""Boards as they are stored: a rated category becomes one snapshot for each method, never changed again."""

import functools
import importlib.metadata
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from battles.models import Arena, Contender
from ratings.categories import Category
from ratings.core.outcome_counts import OutcomeCounts
from ratings.core.selection import Reason, Status
from ratings.core.standings import Ratings
from ratings.models import Board, Rebuild, Snapshot, Standing
from ratings.rebuild.methods import NO_VOTES, MethodResult, to_outcome_counts
from ratings.rebuild.pair_counts import store_counts
from ratings.rebuild.selection import Selection
from ratings.rebuild.votes_to_flip import FlipCounts, sort_by_rating
from ratings.serialization.board import board_to_json, standing_to_json
from ratings.serialization.canonical_json import payload

STATUS = {
    Status.RANKED: Standing.Status.RANKED,
    Status.PROVISIONAL: Standing.Status.PROVISIONAL,
    Status.UNRANKED: Standing.Status.UNRANKED,
}


@dataclass(frozen=True)
class RatedBoard:
    """One category rated by every method, with the parameters it was rated by and the seconds it took.

    contenders: ids, in the order of every rating. excluded: votes not counted, by reason. counts: who met
    whom. The votes themselves, which take most of the room, are let go.
    """

    category: Category
    contenders: NDArray[np.int64]
    excluded: dict[str, int]
    counts: OutcomeCounts
    rated: list[MethodResult]
    parameters: dict
    seconds: float


def build_rated_board(
    category: Category,
    chosen: Selection,
    rated: list[MethodResult],
    parameters: dict,
    *,
    seconds: float = 0.0,
) -> RatedBoard:
    """What is known of a category by its votes."""
    counts = to_outcome_counts(chosen)
    return RatedBoard(category, chosen.contenders, chosen.excluded, counts, rated, parameters, seconds)


@transaction.atomic
def store_boards(run: Rebuild, made: Sequence[RatedBoard], *, contenders: dict[int, Contender]) -> None:
    """Store rated categories with their counts: all of them, or none if anything fails.

    contenders: at least everybody on these boards by id, with their models.
    """
    boards = _boards(run.arena, [each.category.slug for each in made])
    store_counts(run, {boards[each.category.slug].pk: (each.contenders, each.counts) for each in made})
    found = [
        (
            build_snapshot(run, boards[each.category.slug], each, rated),
            build_standings(each.contenders, rated),
        )
        for each in made
        for rated in each.rated
    ]
    Snapshot.objects.bulk_create([snapshot for snapshot, _ in found])
    for snapshot, standings_found in found:
        rows = [standing_to_json(standing, contenders[standing.contender_id]) for standing in standings_found]
        sent = payload(board_to_json(snapshot, run.arena, rows))  # names the snapshot, so it comes second
        Snapshot.objects.filter(pk=snapshot.pk).update(**asdict(sent))
        for standing in standings_found:
            standing.snapshot = snapshot
    Standing.objects.bulk_create([standing for _, each in found for standing in each])


def _boards(arena: Arena, categories: list[str]) -> dict[str, Board]:
    """An arena's boards of these categories by slug; those that are new are made."""
    Board.objects.bulk_create(
        [Board(arena=arena, category=slug) for slug in categories], ignore_conflicts=True
    )
    boards = Board.objects.filter(arena=arena, category__in=categories).select_related("arena")
    return {board.category: board for board in boards}


@functools.cache
def versions() -> dict[str, str]:
    """What besides evidence and parameters the digits depend on: random streams are stable per version."""
    return {"numpy": np.__version__, "arenasite": importlib.metadata.version("arenasite")}


def build_snapshot(run: Rebuild, board: Board, made: RatedBoard, rated: MethodResult) -> Snapshot:
    """What a run found of one board by one method, not stored and without bytes."""
    return Snapshot(
        rebuild=run,
        board=board,
        method=rated.method,
        as_of=run.started_at,
        seed=rated.seed,
        parameters={**made.parameters, "category_version": made.category.version},
        versions=versions(),
        votes_counted=rated.votes,
        votes_excluded=made.excluded,
        votes_simulated=rated.simulated,
        votes_without_style=rated.without_style,
        coefficients=_coefficients(rated),
        note=made.category.note_when_empty if rated.note == NO_VOTES else rated.note,
        seconds=made.seconds,
        body=b"",
        body_gzip=b"",
        etag="",
    )


def _coefficients(rated: MethodResult) -> dict[str, dict[str, float | None]] | None:
    """What style is worth, ready to be stored: null where a feature has no number."""
    if rated.coefficients is None:
        return None
    return {
        feature: {name: _number(value) for name, value in numbers.items()}
        for feature, numbers in rated.coefficients.items()
    }


def build_standings(contenders: NDArray[np.int64], rated: MethodResult) -> list[Standing]:
    """Every contender's standing, best first; those without a rating last, by votes."""
    if rated.ratings is None:
        return []
    return standings(contenders, rated.ratings, rated.flips)


def standings(
    contenders: NDArray[np.int64], ratings: Ratings, over: FlipCounts | None = None
) -> list[Standing]:
    """The same from ratings alone."""
    order = sort_by_rating(ratings, contenders)
    return [_standing(int(contenders[i]), ratings, over, int(i)) for i in order if ratings.votes[i]]


def _standing(contender: int, r: Ratings, over: FlipCounts | None, i: int) -> Standing:
    """What the board says of the contender with index `i`."""
    ranked = r.status[i] == Status.RANKED
    return Standing(
        contender_id=contender,
        status=STATUS[Status(int(r.status[i]))],
        reason="" if r.reason[i] == Reason.NONE else Reason(int(r.reason[i])).name.lower(),
        rating=_number(r.rating[i]),
        ci_low=_number(r.ci_low[i]),
        ci_high=_number(r.ci_high[i]),
        rank=int(r.rank[i]) if ranked else None,
        rank_low=int(r.rank_low[i]) if ranked else None,
        rank_high=int(r.rank_high[i]) if ranked else None,
        votes=int(r.votes[i]),
        overturn_votes=_count(over.votes[i]) if over else None,
        overturn_voters=_count(over.voters[i]) if over else None,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _count(value: int) -> int | None:
    return None if value < 0 else int(value)

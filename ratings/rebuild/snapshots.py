"""Store boards: a rated category becomes one snapshot for each method. Snapshots never change."""

import functools
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from battles.database import CompiledUpdate
from battles.models import Arena, Contender
from ratings.categories import Category
from ratings.core.outcome_counts import OutcomeCounts
from ratings.core.selection import Reason, Status
from ratings.core.standings import Ratings
from ratings.models import Board, Rebuild, Snapshot, Standing, Zero
from ratings.rebuild.methods import NO_VOTES, MethodResult, to_outcome_counts
from ratings.rebuild.pair_counts import store_counts
from ratings.rebuild.selection import Selection
from ratings.rebuild.votes_to_flip import sort_by_rating
from ratings.serialization.board import board_to_json, standing_to_json
from ratings.serialization.canonical_json import payload

STATUS = {
    Status.RANKED: Standing.Status.RANKED,
    Status.PROVISIONAL: Standing.Status.PROVISIONAL,
    Status.UNRANKED: Standing.Status.UNRANKED,
}


@dataclass(frozen=True)
class RatedBoard:
    """One category rated by every method. It does not contain the votes, which use most of the memory.

    Attributes
    ----------
    category : the category.
    contenders : ids, in the order of every rating.
    excluded : number of votes that do not count, by reason.
    not_known : number of counted votes that do not tell whether the category leaves them out.
    counts : votes by pair and outcome.
    results : one for each method.
    parameters : the parameters of the ratings.
    seconds : time the ratings took.
    """

    category: Category
    contenders: NDArray[np.int64]
    excluded: dict[str, int]
    not_known: int
    counts: OutcomeCounts
    results: list[MethodResult]
    parameters: dict
    seconds: float


def build_rated_board(
    category: Category,
    selection: Selection,
    results: list[MethodResult],
    parameters: dict,
    *,
    seconds: float = 0.0,
) -> RatedBoard:
    """Combine a selection and its ratings."""
    counts = to_outcome_counts(selection)
    return RatedBoard(
        category,
        selection.contenders,
        selection.excluded,
        selection.not_known,
        counts,
        results,
        parameters,
        seconds,
    )


_SAVE_BODY = CompiledUpdate(Snapshot, ["body", "body_gzip", "etag"])


@transaction.atomic
def store_boards(
    run: Rebuild, rated_boards: Sequence[RatedBoard], *, contenders: dict[int, Contender]
) -> None:
    """Store rated categories with their counts: all of them, or none if anything fails.

    contenders: at least the contenders on these boards, by id, with their models.
    """
    boards = _boards(run.arena, [each.category.slug for each in rated_boards])
    store_counts(
        run, {boards[each.category.slug].pk: (each.contenders, each.counts) for each in rated_boards}
    )
    pairs = [
        (
            build_snapshot(run, boards[each.category.slug], each, result),
            build_standings(each.contenders, result),
        )
        for each in rated_boards
        for result in each.results
    ]
    Snapshot.objects.bulk_create([snapshot for snapshot, _ in pairs])
    for snapshot, standings in pairs:
        rows = [standing_to_json(standing, contenders[standing.contender_id]) for standing in standings]
        body = payload(board_to_json(snapshot, run.arena, rows))  # contains the snapshot's id
        _SAVE_BODY.execute(snapshot.pk, [body.body, body.body_gzip, body.etag])
        for standing in standings:
            standing.snapshot = snapshot
    Standing.objects.bulk_create([standing for _, each in pairs for standing in each])


def _boards(arena: Arena, categories: list[str]) -> dict[str, Board]:
    """An arena's boards of these categories by slug; missing ones are created."""
    Board.objects.bulk_create(
        [Board(arena=arena, category=slug) for slug in categories], ignore_conflicts=True
    )
    boards = Board.objects.filter(arena=arena, category__in=categories).select_related("arena")
    return {board.category: board for board in boards}


@functools.cache
def versions() -> dict[str, str]:
    """Package versions that affect the digits: random streams are stable within a numpy version."""
    return {"numpy": np.__version__, "arenasite": importlib.metadata.version("arenasite")}


def build_snapshot(run: Rebuild, board: Board, rated_board: RatedBoard, result: MethodResult) -> Snapshot:
    """An unsaved snapshot of one board by one method, without bytes."""
    return Snapshot(
        rebuild=run,
        board=board,
        method=result.method,
        as_of=run.started_at,
        seed=result.seed,
        parameters={**rated_board.parameters, "category_version": rated_board.category.version},
        versions=versions(),
        votes_counted=result.votes,
        votes_excluded=rated_board.excluded,
        votes_simulated=result.simulated,
        votes_without_style=result.without_style,
        votes_not_known=rated_board.not_known,
        coefficients=_coefficients(result),
        note=rated_board.category.note_when_empty if result.note == NO_VOTES else result.note,
        zero=_zero(result.ratings),
        seconds=rated_board.seconds,
        body=b"",
        body_gzip=b"",
        etag="",
    )


def _zero(ratings: Ratings | None) -> str:
    """What determined the zero of the ratings; empty if no model is rated."""
    if ratings is None or not ratings.fitted.size:
        return ""
    return str(Zero("anchor" if ratings.anchored else "mean"))


def _coefficients(result: MethodResult) -> dict[str, dict[str, float | None]] | None:
    """Style coefficients in storable form: null for a feature without a number."""
    if result.coefficients is None:
        return None
    return {
        feature: {name: _number(value) for name, value in numbers.items()}
        for feature, numbers in result.coefficients.items()
    }


def build_standings(contenders: NDArray[np.int64], result: MethodResult) -> list[Standing]:
    """Unsaved standings of all contenders with votes, best first; those without a rating last, by votes."""
    if result.ratings is None:
        return []
    ratings = result.ratings
    order = sort_by_rating(ratings, contenders)
    return [_standing(int(contenders[i]), ratings, result, int(i)) for i in order if ratings.votes[i]]


def _standing(contender: int, r: Ratings, result: MethodResult, i: int) -> Standing:
    """Standing of the contender with index `i`."""
    over = result.flips
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
        votes_against_rated=int(r.votes_against_rated[i]) if np.isnan(r.rating[i]) else None,
        overturn_votes=_count(over.votes[i]) if over else None,
        overturn_voters=_count(over.voters[i]) if over else None,
        ess=None if result.effective is None else _number(result.effective[i]),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _count(value: int) -> int | None:
    return None if value < 0 else int(value)

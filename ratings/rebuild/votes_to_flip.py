"""Votes and voters to flip: how few removals put the next ranked model ahead."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ratings.core.board import Ratings, Status
from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import among
from ratings.core.robustness import removals_to_flip
from ratings.core.voters import VoterLog, build_voter_cells, build_voter_log, independent_voters, renumbered
from ratings.rebuild.selection import Selection


@dataclass(frozen=True, eq=False)
class FlipCounts:
    """`votes`, `voters` (M,): the fewest whose removal would put the next ranked model ahead.

    −1 for a model without a rank, for the last ranked one, and where no removal is enough. A vote without a
    known voter counts as its own voter; `voters` is −1 throughout where no voter is known.
    """

    votes: NDArray[np.int64]
    voters: NDArray[np.int64]


def sort_by_rating(ratings: Ratings, contenders: NDArray[np.int64]) -> NDArray[np.intp]:
    """(M,) indices of all models, best first, without a rating last; ties by votes, then by id."""
    return np.lexsort((contenders, -ratings.votes, -np.nan_to_num(ratings.rating, nan=-np.inf)))


def count_flips(ratings: Ratings, selection: Selection) -> FlipCounts:
    """Votes and voters to flip for each ranked model of a Bradley–Terry board and the next one."""
    votes, voters = np.full((2, len(selection.contenders)), -1, dtype=np.int64)
    order = sort_by_rating(ratings, selection.contenders)
    ranked = order[ratings.status[order] == Status.RANKED]
    if ratings.fit is None or ranked.size < 2:
        return FlipCounts(votes, voters)
    fit_index = np.searchsorted(ratings.fitted, ranked)
    groupings = [independent_voters(ratings.fit)]
    if selection.has_voters:
        groupings.append(build_voter_cells(ratings.fit, build_log(ratings, ratings.fit, selection)))
    flips = removals_to_flip(ratings.fit, groupings, upper=fit_index[:-1], lower=fit_index[1:])
    for numbers, each in zip((votes, voters), flips, strict=False):
        numbers[ranked[:-1]] = each.removals
    return FlipCounts(votes, voters)


def build_log(ratings: Ratings, fit: Fit, selection: Selection) -> VoterLog:
    """The votes among the rated models with their voters."""
    inside, a, b = among(ratings.fitted, len(selection.contenders), selection.first, selection.second)
    by_voter = renumbered(selection.by_voter, inside)
    voter = selection.voter[inside] - 1
    return build_voter_log(a, b, selection.outcome[inside], voter, fit, by_voter=by_voter)

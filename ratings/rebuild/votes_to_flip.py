"""How few votes, or voters, hold each ranked model above the next."""

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

    −1 for a model that has no rank or no ranked model below it, and where no removal would do. A vote
    without a voter counts as a voter of its own; `voters` is −1 throughout where no voter is known.
    """

    votes: NDArray[np.int64]
    voters: NDArray[np.int64]


def sort_by_rating(ratings: Ratings, contenders: NDArray[np.int64]) -> NDArray[np.intp]:
    """(M,) every model, best first; without a rating last; equals by votes, then by id."""
    return np.lexsort((contenders, -ratings.votes, -np.nan_to_num(ratings.rating, nan=-np.inf)))


def count_flips(ratings: Ratings, chosen: Selection) -> FlipCounts:
    """What it takes to swap neighbours among the ranked models of a Bradley–Terry board."""
    votes, voters = np.full((2, len(chosen.contenders)), -1, dtype=np.int64)
    order = sort_by_rating(ratings, chosen.contenders)
    ranked = order[ratings.status[order] == Status.RANKED]
    if ratings.fit is None or ranked.size < 2:
        return FlipCounts(votes, voters)
    places = np.searchsorted(ratings.fitted, ranked)
    kinds = [independent_voters(ratings.fit)]
    if chosen.has_voters:
        kinds.append(build_voter_cells(ratings.fit, _build_log(ratings, ratings.fit, chosen)))
    found = removals_to_flip(ratings.fit, kinds, upper=places[:-1], lower=places[1:])
    for numbers, overturn in zip((votes, voters), found, strict=False):
        numbers[ranked[:-1]] = overturn.removals
    return FlipCounts(votes, voters)


def _build_log(ratings: Ratings, fit: Fit, chosen: Selection) -> VoterLog:
    """The votes among the rated models with their voters."""
    inside, a, b = among(ratings.fitted, len(chosen.contenders), chosen.first, chosen.second)
    by_voter = renumbered(chosen.by_voter, inside)
    voter = chosen.voter[inside] - 1
    return build_voter_log(a, b, chosen.outcome[inside], voter, fit, by_voter=by_voter)

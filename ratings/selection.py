"""A board's counted votes as arrays: the step from the ledger to the ratings core."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from battles.eligibility import Reason
from battles.ledger.arrays import VoteArrays
from ratings.categories import Category

SIMULATED = 2


@dataclass(frozen=True)
class Selection:
    """One category's votes of an arena.

    contenders: ids, ascending, of everybody in the arena's evidence; indices below point into it.
    first, second: index of side A's and side B's contender per counted vote, in order of time.
    excluded: number of the category's votes not counted, by reason's slug. simulated: how many of the
    counted votes are simulated. is_ordered: whether every vote has a time.
    """

    contenders: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    outcome: NDArray[np.uint8]
    excluded: dict[str, int]
    simulated: int
    is_ordered: bool

    @property
    def votes(self) -> int:
        return len(self.outcome)


def select(votes: VoteArrays, category: Category) -> Selection:
    """The counted votes of one category, with what was left out and why."""
    contenders = np.unique(np.concatenate([votes.contender_a, votes.contender_b])).astype(np.int64)
    belongs = category.contains(votes)
    counted = belongs & votes.is_counted
    return Selection(
        contenders=contenders,
        first=np.searchsorted(contenders, votes.contender_a[counted]),
        second=np.searchsorted(contenders, votes.contender_b[counted]),
        outcome=votes.outcome[counted],
        excluded=excluded_by_reason(votes.reason[belongs]),
        simulated=int(np.count_nonzero(votes.origin[counted] == SIMULATED)),
        is_ordered=not bool(np.isnan(votes.cast_at[counted]).any()),
    )


def excluded_by_reason(reasons: NDArray[np.uint8]) -> dict[str, int]:
    """How many votes each reason keeps from counting; reasons that keep none are left out."""
    numbers, counts = np.unique(reasons[reasons != Reason.COUNTED], return_counts=True)
    return {Reason(int(number)).slug: int(count) for number, count in zip(numbers, counts, strict=True)}

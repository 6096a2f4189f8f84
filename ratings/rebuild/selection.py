"""A board's counted votes as arrays: the step from the ledger to the rating engine."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from battles.counting import Reason, VoteArrays
from ratings.categories import Category
from ratings.core.quality import effective_votes
from ratings.core.voters import renumbered

SIMULATED = 2
NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Selection:
    """One category's counted votes of an arena, in order of time.

    Attributes
    ----------
    contenders : ids, ascending, of all contenders in the arena's evidence; the indices below refer to it.
    first, second : (N,) contender indices of side A and side B.
    outcome : (N,) outcome codes.
    voter : (N,) voter ids, 0 for unknown.
    style : (N, 8) as in the ledger's arrays, -1 for unknown.
    is_simulated, is_timed : (N,) whether the vote is simulated, whether its time is known.
    excluded : number of the category's votes that do not count, by the reason's slug.
    among, kept : all votes of the evidence, and the mask of those selected.
    note : why nothing could be selected, if so.
    not_known : number of counted votes that do not tell whether the category leaves them out.
    """

    contenders: NDArray[np.int64]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    outcome: NDArray[np.uint8]
    voter: NDArray[np.int64]
    style: NDArray[np.int32]
    is_simulated: NDArray[np.bool_]
    is_timed: NDArray[np.bool_]
    excluded: dict[str, int]
    among: VoteArrays
    kept: NDArray[np.bool_]
    note: str = ""
    not_known: int = 0

    @cached_property
    def by_voter(self) -> NDArray[np.integer]:
        """Indices of the votes with a known voter, sorted by voter."""
        return renumbered(self.among.by_voter, self.kept)

    @cached_property
    def effective_votes(self) -> NDArray[np.float64]:
        """(M,) effective sample size of each contender's votes; NaN without a known probability of a pair."""
        probability = self.among.pair_probability[self.kept]
        return effective_votes(self.first, self.second, probability, len(self.contenders))

    @property
    def votes(self) -> int:
        return len(self.outcome)

    @property
    def simulated(self) -> int:
        """Number of simulated votes."""
        return int(np.count_nonzero(self.is_simulated))

    @property
    def is_ordered(self) -> bool:
        """Whether every vote has a time."""
        return bool(self.is_timed.all())

    @property
    def has_voters(self) -> bool:
        """Whether any vote has a known voter."""
        return bool(self.voter.any())

    def with_style(self) -> "Selection":
        """Only the votes of which both answers have all style features."""
        if self.style.min(initial=0) >= 0:
            return self
        known = np.flatnonzero((self.style >= 0).all(axis=1))
        columns = ("first", "second", "outcome", "voter", "style", "is_simulated", "is_timed")
        kept = np.zeros_like(self.kept)
        kept[np.flatnonzero(self.kept)[known]] = True
        return replace(self, kept=kept, **{name: getattr(self, name).take(known, axis=0) for name in columns})


def select(votes: VoteArrays, category: Category) -> Selection:
    """The counted votes of one category, and the reasons of the others.

    Votes that do not tell whether the category leaves them out, for example because they came without texts,
    are neither selected nor excluded: `not_known` is their number.
    """
    not_known = category.count_unknown(votes)
    belongs = category.contains(votes)
    kept = belongs & votes.is_counted
    counted = np.flatnonzero(kept)  # taking by index is several times faster than by mask
    return Selection(
        contenders=votes.contenders,
        first=votes.positions[0].take(counted),
        second=votes.positions[1].take(counted),
        outcome=votes.outcome.take(counted),
        voter=votes.voter.take(counted),
        style=votes.style.take(counted, axis=0),
        is_simulated=votes.origin.take(counted) == SIMULATED,
        is_timed=~np.isnan(votes.cast_at.take(counted)),
        excluded=excluded_by_reason(votes.reason[belongs & ~kept]),
        among=votes,
        kept=kept,
        note=NOT_KNOWN if not_known and not counted.size else "",
        not_known=not_known,
    )


def excluded_by_reason(reasons: NDArray[np.uint8]) -> dict[str, int]:
    """Number of votes that each reason excludes; reasons without votes are left out."""
    numbers, counts = np.unique(reasons[reasons != Reason.COUNTED], return_counts=True)
    return {Reason(int(number)).slug: int(count) for number, count in zip(numbers, counts, strict=True)}

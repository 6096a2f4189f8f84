"""What a change of counted votes does to the counts that the published boards were made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from arenasite.effects.boards import BoardChange
from battles.ledger.arrays import VoteArrays
from battles.ledger.lookup import votes_among
from battles.ledger.refresh import votes_in
from moderation.impact import BattleChange
from ratings.boards import Published
from ratings.categories import CATEGORIES, Category
from ratings.core.tally import Tally, merge, tally
from ratings.pair_counts import StoredCounts, stored_counts
from ratings.rating import counts_of, parameters_of, settings_digest
from ratings.selection import select


@dataclass(frozen=True)
class Felt:
    """The part of a change that the published boards would feel.

    stopping: votes they count, that would stop; starting: votes they know and do not count, that would
    start. later: how many of the change's votes they do not hold so, because something happened since.
    """

    stopping: VoteArrays
    starting: VoteArrays
    later: int

    def __bool__(self) -> bool:
        return bool(len(self.stopping) or len(self.starting))


class Counts:
    """The counts of an arena's published boards, and of the same boards after a change."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.evidence = published.rebuild.evidence

    def felt(self, change: BattleChange) -> Felt:
        """What of a change of this arena's votes bears on its boards."""
        stops = votes_among(self.evidence, change.stops)
        starts = votes_among(self.evidence, change.starts)
        stopping, starting = stops.where(stops.is_counted), starts.where(~starts.is_counted)
        return Felt(stopping, starting, later=len(change) - len(stopping) - len(starting))

    def changes(self, felt: Felt, categories: tuple[Category, ...] = CATEGORIES) -> Iterator[BoardChange]:
        """The boards whose counts would change."""
        for category in categories:
            taken, given = (votes.where(category.contains(votes)) for votes in (felt.stopping, felt.starting))
            if not (len(taken) or len(given)):
                continue
            held = self._held(category)
            size = len(held.contenders)
            parts = [held.tally, _negative(_tally(taken, held)), _tally(given, held)]
            yield BoardChange(category, held.contenders, held.tally, replace(merge(parts), n_models=size))

    def _held(self, category: Category) -> StoredCounts:
        """What was counted for a board; counted anew where it was not kept, or not by today's rule."""
        held = stored_counts(self.published.rebuild, category.slug) if self._by_the_same_rules else None
        if held is None:
            chosen = select(self._votes, category)
            return StoredCounts(chosen.contenders, counts_of(chosen))
        return held

    @cached_property
    def _by_the_same_rules(self) -> bool:
        """Whether settings and categories are still those that the boards were made with."""
        rebuild = self.published.rebuild
        return rebuild.settings_digest == settings_digest(parameters_of(self.published.arena))

    @cached_property
    def _votes(self) -> VoteArrays:
        return votes_in(self.evidence)


def _tally(votes: VoteArrays, held: StoredCounts) -> Tally:
    first, second = (
        np.searchsorted(held.contenders, side) for side in (votes.contender_a, votes.contender_b)
    )
    return tally(first, second, votes.outcome, len(held.contenders))


def _negative(counts: Tally) -> Tally:
    return replace(counts, counts=-counts.counts)

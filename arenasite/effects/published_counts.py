"""The counts of the published boards, before and after a change of counted votes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from arenasite.effects.boards import BoardChange
from arenasite.effects.merged_names import votes_of_merged_names
from battles.counting import VoteArrays, concatenate, load_votes, load_votes_of_battles
from moderation.decisions import BattleChange
from ratings.categories import CATEGORIES, Category
from ratings.core import OutcomeCounts, count_outcomes, merge
from ratings.models import Snapshot
from ratings.published import STANDARD, Published
from ratings.rebuild import NOT_KNOWN, StoredCounts, select, stored_counts


@dataclass(frozen=True)
class AffectedVotes:
    """The part of a change that affects the published boards.

    stopping: votes that the boards count and that would stop counting. starting: votes in their evidence
    that they do not count and that would start counting. Votes of a name that would be counted as another are
    in both, under either contender. later: how many of the change's votes have another
    state in the boards' evidence, because they changed since.
    """

    stopping: VoteArrays
    starting: VoteArrays
    later: int

    def __bool__(self) -> bool:
        return bool(len(self.stopping) or len(self.starting))


class PublishedCounts:
    """The counts of an arena's published boards, and of the same boards after a change."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.evidence = published.rebuild.evidence
        self._read: frozenset[int] = frozenset()
        self._read_votes = concatenate([])

    def affected(self, change: BattleChange) -> AffectedVotes:
        """The votes of a change that affect this arena's boards."""
        stops, starts = self._votes_of_battles(change.stops), self._votes_of_battles(change.starts)
        stopping, starting = stops.where(stops.is_counted), starts.where(~starts.is_counted)
        later = len(change) - len(stopping) - len(starting)
        before, after = votes_of_merged_names(self.evidence, change.settings)
        return AffectedVotes(concatenate([stopping, before]), concatenate([starting, after]), later=later)

    def _votes_of_battles(self, battle_ids: frozenset[int]) -> VoteArrays:
        """As load_votes_of_battles; each battle is read once, because its day may have many votes."""
        unknown = battle_ids - self._read
        if unknown:
            loaded = load_votes_of_battles(self.evidence, unknown)
            self._read_votes, self._read = concatenate([self._read_votes, loaded]), self._read | unknown
        return self._read_votes.where(np.isin(self._read_votes.battle, list(battle_ids)))

    def changes(
        self, affected: AffectedVotes, categories: tuple[Category, ...] = CATEGORIES
    ) -> Iterator[BoardChange]:
        """The boards whose counts would change."""
        for category in filter(self._is_known, categories):
            stopping, starting = _votes_of(affected, category)
            if len(stopping) or len(starting):
                stored = self._counts_with(category, stopping, starting)
                after = _apply(stored, stopping, starting)
                yield BoardChange(category, stored.contenders, stored.outcomes, after)

    def compare(
        self,
        before: AffectedVotes,
        after: AffectedVotes,
        *,
        all_boards: bool = False,
    ) -> Iterator[BoardChange]:
        """The boards whose counts differ between two changes of the published state, or all boards."""
        for category in filter(self._is_known, CATEGORIES):
            votes = [*_votes_of(before, category), *_votes_of(after, category)]
            if all_boards or any(map(len, votes)):
                stored = self._counts_with(category, *votes)
                sides = (_apply(stored, *votes[:2]), _apply(stored, *votes[2:]))
                yield BoardChange(category, stored.contenders, *sides)

    def _is_known(self, category: Category) -> bool:
        """Whether the board of this category can be made: see `ratings.rebuild.select`."""
        snapshot = self._snapshots.get(category.slug)
        return snapshot is None or snapshot.note != NOT_KNOWN

    def _counts_with(self, category: Category, *votes: VoteArrays) -> StoredCounts:
        """The counts of a board, with all contenders of these votes."""
        stored = self._get_stored_counts(category)
        if stored is None or not all(_knows_contenders(stored, each) for each in votes):
            selected = select(self._votes, category)
            contenders = np.unique(
                np.concatenate([selected.contenders, *(each.contenders for each in votes)])
            )
            index = np.searchsorted(contenders, selected.contenders)
            first, second = index[selected.first], index[selected.second]
            counts = count_outcomes(first, second, selected.outcome, len(contenders))
            stored = StoredCounts(contenders, counts)
        return stored

    def _get_stored_counts(self, category: Category) -> StoredCounts | None:
        """The stored counts of a board; None if missing, or counted under an older category version."""
        snapshot = self._snapshots.get(category.slug)
        if snapshot is None or snapshot.parameters.get("category_version") != category.version:
            return None
        return stored_counts(snapshot)

    @cached_property
    def _snapshots(self) -> dict[str, Snapshot]:
        shown = self.published.snapshots().filter(method=STANDARD)
        return {snapshot.board.category: snapshot for snapshot in shown}

    @cached_property
    def _votes(self) -> VoteArrays:
        return load_votes(self.evidence)


def _votes_of(affected: AffectedVotes, category: Category) -> tuple[VoteArrays, VoteArrays]:
    """The stopping and the starting votes of one category."""
    stopping, starting = affected.stopping, affected.starting
    return stopping.where(category.contains(stopping)), starting.where(category.contains(starting))


def _apply(stored: StoredCounts, stopping: VoteArrays, starting: VoteArrays) -> OutcomeCounts:
    """The counts after some votes stop and others start counting."""
    removed = _count(stopping, stored)
    removed = replace(removed, counts=-removed.counts)
    return merge([stored.outcomes, removed, _count(starting, stored)])


def _count(votes: VoteArrays, stored: StoredCounts) -> OutcomeCounts:
    first, second = (
        np.searchsorted(stored.contenders, side) for side in (votes.contender_a, votes.contender_b)
    )
    return count_outcomes(first, second, votes.outcome, len(stored.contenders))


def _knows_contenders(stored: StoredCounts, votes: VoteArrays) -> bool:
    """Whether a board, which may be older than the evidence, has all contenders of these votes."""
    return all(np.isin(side, stored.contenders).all() for side in (votes.contender_a, votes.contender_b))

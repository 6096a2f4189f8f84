"""What a change of counted votes would move, on every board of every arena that would feel it.

The state it is worked out against is the newest published one. Votes and decisions of after it are not in
it; how many there are is told, and so is how many of the change's own votes are among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from arenasite.effects.boards import BoardEffect, rate_changes
from arenasite.effects.published_counts import AffectedVotes, PublishedCounts
from battles.models import Arena, DirtyDay, Vote
from moderation.decisions import BATCH, BattleChange
from ratings.categories import CATEGORIES, OVERALL
from ratings.published import Published, published


@dataclass(frozen=True)
class ArenaEffect:
    """What would move in one arena.

    published: the state it is worked out against; None where the arena has no boards yet. felt: None
    likewise. boards: those whose counts change, the overall one first, then by the largest move.
    newer: changes of this arena's votes that no board shows yet, each a vote, a decision or a new fact.
    """

    arena: Arena
    published: Published | None
    affected: AffectedVotes | None
    boards: list[BoardEffect]
    newer: int = 0

    @property
    def untouched(self) -> int:
        """How many boards keep their counts, and so every digit."""
        return len(CATEGORIES) - len(self.boards)

    @property
    def largest(self) -> BoardEffect | None:
        """The board on which a rating moves most."""
        return max(self.boards, key=lambda board: board.size, default=None)

    @property
    def ranks_at_top(self) -> int:
        """How many ranks among the top ten change, on all boards."""
        return sum(len(board.changed_at_top) for board in self.boards)


def get_effects(change: BattleChange) -> list[ArenaEffect]:
    """What the change would move on the boards published now, arena by arena."""
    parts = split_by_arena(change)
    arenas = Arena.objects.filter(pk__in=parts).select_related("anchor").order_by("position", "slug")
    return [get_arena_effect(arena, parts[arena.pk]) for arena in arenas]


def get_arena_effect(arena: Arena, change: BattleChange) -> ArenaEffect:
    """What a change of this arena's votes would move on its boards."""
    shown = published(arena)
    if shown is None:
        return ArenaEffect(arena, None, None, [])
    counts = PublishedCounts(shown)
    affected = counts.affected(change)
    boards = sort_boards(rate_changes(arena, counts.changes(affected)))
    return ArenaEffect(arena, shown, affected, boards, newer=DirtyDay.objects.filter(arena=arena).count())


def sort_boards(boards: Iterable[BoardEffect]) -> list[BoardEffect]:
    """The overall board first, then those that move most."""
    return sorted(boards, key=lambda board: (board.category != OVERALL, -board.size))


def split_by_arena(change: BattleChange) -> dict[int, BattleChange]:
    """A change arena by arena; battles without a vote change nothing."""
    stops, starts = (_arenas_of(battles) for battles in (change.stops, change.starts))
    return {
        arena: BattleChange(frozenset(stops.get(arena, ())), frozenset(starts.get(arena, ())))
        for arena in {*stops, *starts}
    }


def _arenas_of(battle_ids: Iterable[int]) -> dict[int, set[int]]:
    wanted, found = sorted(battle_ids), {}
    for start in range(0, len(wanted), BATCH):
        votes = Vote.objects.filter(pk__in=wanted[start : start + BATCH])
        for pk, arena in votes.values_list("pk", "arena_id"):
            found.setdefault(arena, set()).add(pk)
    return found

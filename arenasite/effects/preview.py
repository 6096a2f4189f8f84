"""Preview: the effect of a change of counted votes on every board of every affected arena.

It is computed against the newest published boards. They do not include newer votes and decisions; the
preview gives their number, and how many of the change's own votes are among them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from arenasite.effects.boards import BoardEffect, get_formula_parameters, rate_changes
from arenasite.effects.published_counts import AffectedVotes, PublishedCounts
from arenasite.effects.settings import with_settings
from battles.models import Arena, Contender, DirtyDay, Vote
from moderation.decisions import ARENA, BATCH, COUNTED_AS, BattleChange, Settings
from ratings.categories import CATEGORIES, OVERALL
from ratings.published import Published, published


@dataclass(frozen=True)
class ArenaEffect:
    """The effect in one arena.

    published: the boards it is computed against; None if the arena has none. affected: also None then.
    boards: those whose counts change, the overall board first, then by largest move.
    newer: changes of this arena's votes (votes, decisions, annotations) that no board shows yet.
    """

    arena: Arena
    published: Published | None
    affected: AffectedVotes | None
    boards: list[BoardEffect]
    newer: int = 0

    @property
    def untouched(self) -> int:
        """How many boards keep their counts, and therefore every digit."""
        return len(CATEGORIES) - len(self.boards)

    @property
    def largest(self) -> BoardEffect | None:
        """The board on which a rating moves most."""
        return max(self.boards, key=lambda board: board.size, default=None)

    @property
    def ranks_at_top(self) -> int:
        """How many ranks among the top ten change, over all boards."""
        return sum(len(board.changed_at_top) for board in self.boards)


def get_effects(change: BattleChange) -> list[ArenaEffect]:
    """The effect of the change on the newest published boards, one per arena."""
    parts = split_by_arena(change)
    arenas = Arena.objects.filter(pk__in=parts).select_related("anchor").order_by("position", "slug")
    return [get_arena_effect(arena, parts[arena.pk]) for arena in arenas]


def get_arena_effect(arena: Arena, change: BattleChange) -> ArenaEffect:
    """The effect of a change of this arena's votes on its boards."""
    newest = published(arena)
    if newest is None:
        return ArenaEffect(arena, None, None, [])
    counts = PublishedCounts(newest)
    affected = counts.affected(change)
    nothing = counts.affected(BattleChange())
    after = get_formula_parameters(with_settings(arena, change.settings))
    has_other_parameters = after != get_formula_parameters(arena)
    changes = counts.compare(nothing, affected, all_boards=has_other_parameters)
    boards = sort_boards(rate_changes(arena, changes, after=after))
    if has_other_parameters:
        boards = [board for board in boards if any(each.before != each.after for each in board.models)]
    return ArenaEffect(arena, newest, affected, boards, newer=DirtyDay.objects.filter(arena=arena).count())


def sort_boards(boards: Iterable[BoardEffect]) -> list[BoardEffect]:
    """The overall board first, then by largest move."""
    return sorted(boards, key=lambda board: (board.category != OVERALL, -board.size))


def split_by_arena(change: BattleChange) -> dict[int, BattleChange]:
    """The change split by arena id, without battles that have no vote, and without weights and states."""
    return split_all_by_arena([change])[0]


def split_all_by_arena(changes: Sequence[BattleChange]) -> list[dict[int, BattleChange]]:
    """As split_by_arena for each change; the arenas of all their votes are read together."""
    arena_of = _arenas_of(frozenset().union(*(each.stops | each.starts for each in changes)))
    return [_split(each, arena_of) for each in changes]


def _split(change: BattleChange, arena_of: Mapping[int, int]) -> dict[int, BattleChange]:
    stops, starts = (_by_arena(battles, arena_of) for battles in (change.stops, change.starts))
    settings = _settings_by_arena(change.settings)
    return {
        arena: BattleChange(
            frozenset(stops.get(arena, ())), frozenset(starts.get(arena, ())), settings.get(arena, ())
        )
        for arena in {*stops, *starts, *settings}
    }


def _settings_by_arena(changes: Settings) -> dict[int, Settings]:
    """The changes of an arena's own settings, and of the names that it counts as one."""
    names = [each.pk for each in changes if each.name == COUNTED_AS]
    arenas = dict(Contender.objects.filter(pk__in=names).values_list("pk", "arena_id")) if names else {}
    by_arena: dict[int, Settings] = {}
    for each in changes:
        arena = each.pk if each.subject == ARENA else arenas.get(each.pk) if each.name == COUNTED_AS else None
        if arena is not None:
            by_arena[arena] = (*by_arena.get(arena, ()), each)
    return by_arena


def _arenas_of(battle_ids: Iterable[int]) -> dict[int, int]:
    """The arena id of each battle with a vote."""
    ids = sorted(battle_ids)
    arena_of: dict[int, int] = {}
    for start in range(0, len(ids), BATCH):
        votes = Vote.objects.filter(pk__in=ids[start : start + BATCH])
        arena_of.update(votes.values_list("pk", "arena_id"))
    return arena_of


def _by_arena(battle_ids: Iterable[int], arena_of: Mapping[int, int]) -> dict[int, set[int]]:
    by_arena: dict[int, set[int]] = {}
    for battle in battle_ids:
        if battle in arena_of:
            by_arena.setdefault(arena_of[battle], set()).add(battle)
    return by_arena

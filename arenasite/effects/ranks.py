"""Whether changes of counted votes move ranks of a public board."""

from arenasite.effects.boards import BoardEffect, board_effect, get_formula_parameters, get_names
from arenasite.effects.preview import split_all_by_arena
from arenasite.effects.published_counts import PublishedCounts
from arenasite.effects.settings import with_settings
from battles.counting import CorruptSegment
from battles.models import Arena
from moderation.decisions import BattleChange, reverse
from ratings.categories import OVERALL
from ratings.core import NotConverged
from ratings.published import published

MAX_RANKS_MOVED = 1
"""A model may move so many ranks; more needs a second person."""
NOTHING = BattleChange()


def moves_ranks(change: BattleChange, past: BattleChange = NOTHING) -> bool:
    """Whether a change, together with past ones, moves ranks of a public arena's boards.

    - The ranks without either change are compared with those after both. So several small changes count
      like one, even if the boards were published in between.
    - The top ten of the overall board must keep its models, order and ranks.
    - On every board no rank in the top ten may change, and no model may move more than MAX_RANKS_MOVED ranks.
    - A change of settings is rated with the arena's values before and after; it may neither give nor take a
      rank on any board.
    - Both sides use the standard method with formula intervals: a new bootstrap alone can change ranks.
    - Without a change the past ones are judged alone: votes that they exclude may have come since.
    - An arena without a published board cannot change. An effect that cannot be computed counts as a change.
    """
    parts, before = split_all_by_arena([change, past])
    arenas = Arena.objects.public().filter(pk__in=parts or before)
    return any(_moves(arena, parts.get(arena.pk, NOTHING), before.get(arena.pk, NOTHING)) for arena in arenas)


def _moves(arena: Arena, change: BattleChange, past: BattleChange) -> bool:
    newest = published(arena)
    if newest is None:
        return False
    first = get_formula_parameters(with_settings(arena, reverse(past.settings)))
    last = get_formula_parameters(with_settings(arena, change.settings))
    try:
        counts, names = PublishedCounts(newest), get_names(arena)
        # The sum first: it has the past battles too, so the days are read once.
        both = counts.affected(past + change)
        without = counts.affected(BattleChange(stops=past.starts, starts=past.stops))
        for board in counts.compare(without, both, all_boards=first != last):
            effect = board_effect(board, first, names, after=last)
            if _is_moved(effect) or (first != last and _gives_or_takes_a_rank(effect)):
                return True
    except (CorruptSegment, NotConverged):
        return True
    return False


def _gives_or_takes_a_rank(effect: BoardEffect) -> bool:
    ranks = (each.ranks for each in effect.models)
    return any((before is None) != (after is None) for before, after in ranks)


def _is_moved(effect: BoardEffect) -> bool:
    if effect.changed_at_top:
        return True
    if effect.category == OVERALL and any(each.lines[0] != each.lines[1] for each in effect.top):
        return True
    return any(
        abs(after - before) > MAX_RANKS_MOVED
        for before, after in (each.ranks for each in effect.models)
        if before is not None and after is not None
    )

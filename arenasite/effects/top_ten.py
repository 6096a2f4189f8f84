"""Whether a change of counted votes would change the top ten of a public board."""

from arenasite.effects.boards import board_effect, get_formula_parameters, get_names
from arenasite.effects.preview import split_by_arena
from arenasite.effects.published_counts import PublishedCounts
from battles.counting import CorruptSegment
from battles.models import Arena
from moderation.decisions import BattleChange
from ratings.categories import OVERALL
from ratings.core import NotConverged
from ratings.published import published


def moves_top_ten(change: BattleChange) -> bool:
    """Whether the models, order or ranks in the top ten of any public arena's overall board would change.

    - Both sides use the standard method with formula intervals: a new bootstrap alone can change ranks.
    - An arena without a published board cannot change.
    - An effect that cannot be computed counts as a change.
    """
    parts = split_by_arena(change)
    return any(_moves(arena, parts[arena.pk]) for arena in Arena.objects.public().filter(pk__in=parts))


def _moves(arena: Arena, change: BattleChange) -> bool:
    newest = published(arena)
    if newest is None:
        return False
    try:
        counts = PublishedCounts(newest)
        parameters, names = get_formula_parameters(arena), get_names(arena)
        for board in counts.changes(counts.affected(change), (OVERALL,)):
            effect = board_effect(board, parameters, names)
            if effect.changed_at_top or any(each.lines[0] != each.lines[1] for each in effect.top):
                return True
    except (CorruptSegment, NotConverged):
        return True
    return False

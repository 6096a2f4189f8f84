"""How many more votes the models in the draw need until their intervals are as narrow as policy wants.

The width of an interval falls with the square root of the votes, so a model with n votes whose interval
reaches h points to either side needs n·(h/target)² votes in all.
"""

import math
from collections.abc import Iterable

from battles.models import Arena, Contender, SamplingPolicy
from ratings.models import Standing

DRAWABLE_STATES = (Contender.State.ACTIVE, Contender.State.PREVIEW)


def target_of(arena: Arena) -> float:
    """How far, in points, an interval may reach to either side under the arena's policy."""
    return SamplingPolicy.objects.in_effect(arena).target_half_width


def votes_needed(standings: Iterable[Standing], *, target: float) -> dict[int, int | None]:
    """By contender id, the votes still needed; 0 where the target is met.

    None where it cannot be told: without an interval, or for a contender that is not in the draw. Reads the
    contender that comes with each standing.
    """
    return {
        standing.contender_id: _still_needed(standing, target) if _is_drawn(standing) else None
        for standing in standings
    }


def _is_drawn(standing: Standing) -> bool:
    return standing.contender.state in DRAWABLE_STATES


def _still_needed(standing: Standing, target: float) -> int | None:
    if standing.ci_low is None or standing.ci_high is None or not standing.votes:
        return None
    half_width = (standing.ci_high - standing.ci_low) / 2
    return max(0, math.ceil(standing.votes * ((half_width / target) ** 2 - 1)))

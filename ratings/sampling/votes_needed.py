"""How many more votes a model needs until its interval is as narrow as the sampling policy demands.

The width of an interval is proportional to 1/√votes. A model with n votes and an interval of ± h points
needs n·(h/target)² votes in total.
"""

import math
from collections.abc import Iterable

from battles.models import Arena, Contender, SamplingPolicy
from ratings.models import Standing

DRAWN_STATES = (Contender.State.ACTIVE, Contender.State.PREVIEW)


def get_target_half_width(arena: Arena) -> float:
    """Return the half width of an interval, in points, that the arena's policy aims at."""
    return SamplingPolicy.objects.in_effect(arena).target_half_width


def votes_needed(standings: Iterable[Standing], *, target: float) -> dict[int, int | None]:
    """Return the votes still needed by contender id; 0 where the target is met.

    None if the contender has no interval or is not sampled. Reads `standing.contender`: select it with the
    standings.
    """
    return {
        standing.contender_id: _votes_needed(standing, target) if _is_drawn(standing) else None
        for standing in standings
    }


def _is_drawn(standing: Standing) -> bool:
    return standing.contender.state in DRAWN_STATES


def _votes_needed(standing: Standing, target: float) -> int | None:
    if standing.ci_low is None or standing.ci_high is None or not standing.votes:
        return None
    half_width = (standing.ci_high - standing.ci_low) / 2
    return max(0, math.ceil(standing.votes * ((half_width / target) ** 2 - 1)))

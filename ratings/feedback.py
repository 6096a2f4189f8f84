"""Pair weights down to the battles: which pairs the next votes should judge.

The gain rule of ratings.core.sampling, mixed with a uniform share, over the contenders that can be drawn
today. A new version is stored when the pool changed or the last one is an hour old, so that versions stay
few; each battle records the version and the probability it was drawn with.
"""

import datetime as dt

import numpy as np
from django.utils import timezone

from battles.ledger.arrays import VoteArrays
from battles.models import Arena, Contender, PairWeights
from battles.sampling import store_weights
from ratings.categories import OVERALL
from ratings.core.sampling import pair_odds
from ratings.core.tally import tally
from ratings.selection import select

RULE = "gain-1"
MAX_AGE = dt.timedelta(hours=1)


def feed_back(arena: Arena, votes: VoteArrays, *, now: dt.datetime | None = None) -> PairWeights | None:
    """Store new pair weights if it is time; None where it is not, or where no pair can be drawn."""
    pool = sorted(Contender.objects.drawable(arena).values_list("pk", flat=True))
    if len(pool) < 2 or not _is_due(arena, pool, now or timezone.now()):
        return None
    return store_weights(arena, rule=RULE, contenders=pool, weights=gain_weights(pool, votes))


def _is_due(arena: Arena, pool: list[int], now: dt.datetime) -> bool:
    newest = PairWeights.objects.filter(arena=arena).first()
    return newest is None or newest.contenders != pool or now - newest.created_at >= MAX_AGE


def gain_weights(pool: list[int], votes: VoteArrays) -> np.ndarray:
    """Probabilities over the pool's pairs: upper triangle in the order of `pool`, summing to 1.

    Contenders outside the pool lend their votes to the estimate; their own intervals do not matter.
    """
    chosen = select(votes, OVERALL)
    everybody = np.union1d(chosen.contenders, pool)
    place = np.searchsorted(everybody, chosen.contenders)
    counts = tally(place[chosen.first], place[chosen.second], chosen.outcome, len(everybody))
    in_pool = np.searchsorted(everybody, pool)
    focus = np.zeros(len(everybody))
    focus[in_pool] = 1.0
    odds = pair_odds(counts, focus=focus)
    matrix = np.zeros((len(everybody), len(everybody)))
    matrix[odds.first, odds.second] = odds.probability
    weights = matrix[np.ix_(in_pool, in_pool)][np.triu_indices(len(pool), 1)]
    return weights / weights.sum()

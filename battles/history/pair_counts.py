"""How all voters judged each pair of an arena: clear choices, from the newest version of the ledger.

Loading a whole ledger costs too much for one visitor's page, so the counts are kept for an hour.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache

from battles.counting import Reason, load_columns
from battles.models import Evidence
from battles.outcomes import Outcome

KEEP_SECONDS = 3600

Pair = tuple[int, int]
"""Two contender ids, the smaller first."""


@dataclass(frozen=True)
class PairChoices:
    """Clear choices per pair: how many voters preferred the first and the second contender.

    until: the votes recorded until then are in it.
    """

    choices: dict[Pair, tuple[int, int]]
    until: dt.datetime


def load_pair_choices(arena_id: int) -> PairChoices | None:
    """The counted clear choices of an arena, at most an hour old; None before its first board."""
    key = f"pair-choices:1:{arena_id}"
    known = cache.get(key)
    if known is not None:
        return known
    version = Evidence.objects.filter(arena=arena_id).order_by("-pk").first()
    if version is None:
        return None
    counted = PairChoices(_count(version), version.created_at)
    cache.set(key, counted, KEEP_SECONDS)
    return counted


def _count(version: Evidence) -> dict[Pair, tuple[int, int]]:
    votes = load_columns(version.segments, columns=("contender_a", "contender_b", "outcome", "reason"))
    is_clear = (votes.reason == int(Reason.COUNTED)) & np.isin(votes.outcome, [Outcome.A, Outcome.B])
    a, b = votes.contender_a[is_clear].astype(np.int64), votes.contender_b[is_clear].astype(np.int64)
    first_won = (votes.outcome[is_clear] == int(Outcome.A)) == (a < b)
    packed = (np.minimum(a, b) << 32) | np.maximum(a, b)
    pairs, index = np.unique(packed, return_inverse=True)
    wins = np.bincount(index, weights=first_won, minlength=len(pairs)).astype(int)
    votes_of_pair = np.bincount(index, minlength=len(pairs))
    return {
        (int(pair >> 32), int(pair & 0xFFFFFFFF)): (int(won), int(number - won))
        for pair, won, number in zip(pairs, wins, votes_of_pair, strict=True)
    }

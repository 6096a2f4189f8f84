"""Some battles' votes as an evidence holds them, without reading all of it."""

from collections.abc import Iterable, Iterator

import numpy as np

from battles.counting.ledger.arrays import VoteArrays, concatenate, unpack
from battles.models import Evidence, Segment, Vote

BATCH = 2_000


def load_votes_of_battles(evidence: Evidence, battle_ids: Iterable[int]) -> VoteArrays:
    """The votes of these battles as they stood in the evidence; a battle that it does not hold is left out.

    Reads the segments of the battles' own days only.
    """
    wanted = np.unique(np.fromiter(battle_ids, dtype=np.int64))
    parts = []
    for data in _segments(evidence, wanted):
        votes = unpack(data)
        held = np.isin(votes.battle, wanted)
        if held.any():
            parts.append(votes.where(held))
    return concatenate(parts)


def _segments(evidence: Evidence, battle_ids: np.ndarray) -> Iterator[bytes]:
    days = set()
    for start in range(0, len(battle_ids), BATCH):
        # By key and nothing else: asked for distinct days, SQLite would walk through all votes instead.
        votes = Vote.objects.filter(pk__in=battle_ids[start : start + BATCH].tolist())
        days.update(day for arena, day in votes.values_list("arena_id", "day") if arena == evidence.arena_id)
    # By id, for a day's segment of another evidence would be of another time.
    held = Segment.objects.filter(pk__in=evidence.segments).order_by("pk")
    chosen = [pk for pk, day in held.values_list("pk", "day") if day in days]
    for start in range(0, len(chosen), BATCH):
        some = Segment.objects.filter(pk__in=chosen[start : start + BATCH]).values_list("data", flat=True)
        yield from some.iterator(chunk_size=50)

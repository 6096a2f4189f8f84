"""Some battles' votes as a ledger version contains them, without reading all of it."""

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np

from battles.counting.ledger.arrays import VoteArrays, concatenate
from battles.counting.ledger.packing import unpack
from battles.models import Evidence, Segment, Vote

BATCH = 2_000


def load_votes_of_battles(version: Evidence, battle_ids: Iterable[int]) -> VoteArrays:
    """The votes of these battles in a ledger version; battles that it does not contain are left out.

    Reads only the segments of the battles' own days.
    """
    wanted = np.unique(np.fromiter(battle_ids, dtype=np.int64))
    parts = []
    for data in _segments(version, wanted):
        votes = unpack(data)
        is_wanted = np.isin(votes.battle, wanted)
        if is_wanted.any():
            parts.append(votes.where(is_wanted))
    return concatenate(parts)


def _segments(version: Evidence, battle_ids: np.ndarray) -> Iterator[bytes]:
    days: set[dt.date | None] = set()
    for start in range(0, len(battle_ids), BATCH):
        # Filter by key only: for distinct days SQLite would scan all votes instead.
        votes = Vote.objects.filter(pk__in=battle_ids[start : start + BATCH].tolist())
        days.update(day for arena, day in votes.values_list("arena_id", "day") if arena == version.arena_id)
    # By id: another version may have another segment for the same day.
    segments = Segment.objects.filter(pk__in=version.segments).order_by("pk")
    selected = [pk for pk, day in segments.values_list("pk", "day") if day in days]
    for start in range(0, len(selected), BATCH):
        batch = Segment.objects.filter(pk__in=selected[start : start + BATCH]).values_list("data", flat=True)
        yield from batch.iterator(chunk_size=50)

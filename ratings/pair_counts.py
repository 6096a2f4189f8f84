"""A board's counts per pair, stored with the rebuild that made them, so that no page loads the votes."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from battles.models import Arena
from ratings.core.tally import Tally
from ratings.models import Board, PairCounts, Rebuild

KEPT = 2
"""Published rebuilds whose counts stay: the newest, and the one before it for a page under way."""


@dataclass(frozen=True, eq=False)
class StoredCounts:
    """`contenders` (M,): ids, ascending; the tally's models are indices into it."""

    contenders: NDArray[np.int64]
    tally: Tally


def pack(contenders: NDArray[np.int64], counts: Tally) -> bytes:
    """The counts as a compressed numpy archive."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        contenders=contenders.astype("<i8"),
        first=counts.first.astype("<i4"),
        second=counts.second.astype("<i4"),
        counts=counts.counts.astype("<i4"),
    )
    return buffer.getvalue()


def unpack(data: bytes) -> StoredCounts:
    """What `pack` made."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        contenders, counts = held["contenders"], held["counts"].astype(np.int64)
        first, second = held["first"].astype(np.intp), held["second"].astype(np.intp)
    return StoredCounts(contenders, Tally(len(contenders), first, second, counts))


def store_counts(run: Rebuild, board: Board, contenders: NDArray[np.int64], counts: Tally) -> None:
    """Keep one board's counts of one rebuild."""
    PairCounts.objects.create(rebuild=run, board=board, data=pack(contenders, counts))


def stored_counts(rebuild: Rebuild, category: str) -> StoredCounts | None:
    """The counts of one category as a rebuild published them; None where they were not kept."""
    held = PairCounts.objects.filter(rebuild=rebuild, board__category=category).first()
    return unpack(bytes(held.data)) if held else None


def forget_old_counts(arena: Arena) -> None:
    """Drop the counts of rebuilds that are no longer shown. They can be made again from the evidence."""
    kept = Rebuild.objects.published(arena).values_list("pk", flat=True)[:KEPT]
    PairCounts.objects.filter(board__arena=arena, rebuild_id__lt=min(kept)).delete()

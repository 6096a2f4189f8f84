"""A board's counts by pair, stored with the rebuild that made them, so that pages do not load the votes."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef
from numpy.typing import NDArray

from battles.models import Arena
from ratings.core.outcome_counts import OutcomeCounts
from ratings.models import PairCounts, Rebuild, Snapshot

REBUILDS_WITH_COUNTS = 2
"""Published rebuilds that keep their counts: the newest, and the previous one for pages being rendered."""


@dataclass(frozen=True, eq=False)
class StoredCounts:
    """`contenders` (M,): ascending ids. The models of `outcomes` are indices into it."""

    contenders: NDArray[np.int64]
    outcomes: OutcomeCounts


def pack(contenders: NDArray[np.int64], counts: OutcomeCounts) -> bytes:
    """The counts as a numpy archive, with fast compression because it is short-lived."""
    arrays = {
        "contenders": contenders.astype("<i8"),
        "first": counts.first.astype("<i4"),
        "second": counts.second.astype("<i4"),
        "counts": counts.counts.astype("<i4"),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return buffer.getvalue()


def unpack(data: bytes) -> StoredCounts:
    """Inverse of `pack`."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        contenders, counts = archive["contenders"], archive["counts"].astype(np.int64)
        first, second = archive["first"].astype(np.intp), archive["second"].astype(np.intp)
    return StoredCounts(contenders, OutcomeCounts(len(contenders), first, second, counts))


def store_counts(run: Rebuild, counts: Mapping[int, tuple[NDArray[np.int64], OutcomeCounts]]) -> None:
    """Store a rebuild's counts: contenders and counts by the board's id."""
    PairCounts.objects.bulk_create(
        [PairCounts(rebuild=run, board_id=board, data=pack(*counted)) for board, counted in counts.items()]
    )


def stored_counts(snapshot: Snapshot) -> StoredCounts | None:
    """The counts behind a snapshot, for any method; None where they were not stored."""
    row = PairCounts.objects.filter(rebuild=snapshot.rebuild_id, board=snapshot.board_id).first()
    return unpack(bytes(row.data)) if row else None


def delete_old_counts(arena: Arena) -> None:
    """Delete the counts of boards that are no longer shown. They can be computed again from the evidence."""
    newest = Rebuild.objects.published(arena).values_list("shown", flat=True)[:REBUILDS_WITH_COUNTS]
    shown = Snapshot.objects.filter(pk__in={pk for ids in newest for pk in ids})
    kept = shown.filter(rebuild=OuterRef("rebuild"), board=OuterRef("board"))
    of_published = Rebuild.objects.filter(arena=arena, published_at__isnull=False)
    PairCounts.objects.filter(~Exists(kept), rebuild__in=of_published).delete()

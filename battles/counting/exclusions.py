"""Set battles and voters aside, and lift that again: the functions that moderation and arenasite call.

Every row names its source (`source_id`, the column `case`). A lift ends only the exclusions of one source,
so overlapping decisions cannot free each other's votes. Each change marks the days of the votes it touches
dirty in the same transaction.

A decision and the end of a ballot's grace may touch the same vote in two open transactions. Each would miss
the other's row, and no mark would be left for the ledger. So both lock what they judge: battles in ascending
order, then voters in ascending order. PostgreSQL locks rows; SQLite has one writer at a time anyway.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.database.bulk_inserts import bulk_rows
from battles.database.joined_transactions import joined_transaction
from battles.models import Battle, Exclusion, ExclusionLift, Vote, Voter, VoterBlock, VoterBlockLift

BATCH = 2_000


def lock_battles(battle_ids: Iterable[int]) -> None:
    """Lock these battles until the transaction ends, in ascending order, against a vote and a decision."""
    _lock(Battle, battle_ids)


def lock_voters(voter_ids: Iterable[int]) -> None:
    """Lock these voters until the transaction ends, in ascending order, against a vote and a decision."""
    _lock(Voter, voter_ids)


def _lock(model: type[Model], ids: Iterable[int]) -> None:
    """Lock rows in one statement. The ids are one array: an import locks 20,000 voters at once, and as many
    parameters would take longer to write and to read than the locks.
    """
    distinct = sorted(set(ids))
    if not distinct or not connection.features.has_select_for_update:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE",  # noqa: S608
            [distinct],
        )


@joined_transaction()
def exclude_battles(
    battle_ids: Iterable[int], *, reason: Exclusion.Reason, source_id: str, is_new_source: bool = False
) -> int:
    """Set battles aside for one source. A battle that this source has set aside before is not changed.

    `is_new_source`: the source was made in this transaction, so it has set no battle aside before. Returns
    the number of battles newly set aside.
    """
    wanted = sorted(set(battle_ids))
    lock_battles(wanted)
    known: set[int] = set()
    if not is_new_source:
        known.update(Exclusion.objects.filter(case=source_id).values_list("battle_id", flat=True))
    new, now = [pk for pk in wanted if pk not in known], timezone.now()
    bulk_rows().insert(
        Exclusion,
        ("battle_id", "reason", "case", "created_at"),
        ((pk, int(reason), source_id, now) for pk in new),
    )
    _mark_battles_dirty(new)
    return len(new)


@joined_transaction()
def lift_exclusions(
    source_id: str, *, by: str, battle_ids: Iterable[int] | None = None, are_locked: bool = False
) -> list[int]:
    """End the exclusions of one source: all of them, or only those of some battles.

    `by` is the source of the lift. `are_locked`: this transaction has locked the source and its battles.
    Returns the ids of the battles that this source no longer excludes.
    """
    if not are_locked:
        lock_battles(battle for _, battle in _standing_exclusions(source_id, battle_ids))
    exclusions = _standing_exclusions(source_id, battle_ids)
    if not exclusions:
        return []
    now = timezone.now()
    bulk_rows().insert(
        ExclusionLift,
        ("exclusion_id", "case", "created_at"),
        ((exclusion, by, now) for exclusion, _ in exclusions),
    )
    lifted = [battle for _, battle in exclusions]
    _mark_battles_dirty(lifted)
    return lifted


def _standing_exclusions(source_id: str, battle_ids: Iterable[int] | None) -> list[tuple[int, int]]:
    """(exclusion, battle) ids of one source's exclusions that no lift has ended."""
    rows = Exclusion.objects.standing().filter(case=source_id).order_by("pk").values_list("pk", "battle_id")
    if battle_ids is None:
        return list(rows)
    wanted = sorted(set(battle_ids))
    return [
        pair
        for start in range(0, len(wanted), BATCH)
        for pair in rows.filter(battle_id__in=wanted[start : start + BATCH])
    ]


class NewBlock(NamedTuple):
    """The votes of a voter that one source blocks: recorded from starts_at until ends_at (None: no end)."""

    voter_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    source_id: str


@joined_transaction()
def block_voters(blocks: Sequence[NewBlock]) -> list[VoterBlock]:
    """Stop counting the votes of these blocks."""
    lock_voters(block.voter_id for block in blocks)
    stored = VoterBlock.objects.bulk_create(
        VoterBlock(voter_id=voter, starts_at=starts_at, ends_at=ends_at, case=source)
        for voter, starts_at, ends_at, source in blocks
    )
    _mark_voters_dirty(block.voter_id for block in blocks)
    return stored


def block_voter(
    voter: Voter, *, starts_at: dt.datetime, ends_at: dt.datetime | None = None, source_id: str
) -> VoterBlock:
    """As block_voters, for one."""
    return block_voters([NewBlock(voter.pk, starts_at, ends_at, source_id)])[0]


@joined_transaction()
def unblock_voter(source_id: str, *, by: str, are_locked: bool = False) -> int:
    """End the blocks of one source; `by` is the source of the lift. Returns the number of blocks ended.

    `are_locked`: this transaction has locked the source and its voters.
    """
    standing = VoterBlock.objects.standing().filter(case=source_id)
    if not are_locked:
        lock_voters(standing.values_list("voter_id", flat=True))
    blocks = list(standing.all())
    VoterBlockLift.objects.bulk_create([VoterBlockLift(block=block, case=by) for block in blocks])
    _mark_voters_dirty(block.voter_id for block in blocks)
    return len(blocks)


def _mark_battles_dirty(battle_ids: list[int]) -> None:
    for start in range(0, len(battle_ids), BATCH):
        votes = Vote.objects.filter(pk__in=battle_ids[start : start + BATCH])
        mark_days_dirty(votes.values_list("arena_id", "day").distinct())


def _mark_voters_dirty(voter_ids: Iterable[int]) -> None:
    ids = sorted(set(voter_ids))
    for start in range(0, len(ids), BATCH):
        votes = Vote.objects.filter(battle__voter__in=ids[start : start + BATCH])
        mark_days_dirty(votes.values_list("arena_id", "day").distinct())

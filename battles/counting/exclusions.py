"""The door through which the floors above set battles and voters aside, and lift that again.

Every row names its source (the column `case`), such as "decision:12". A lift ends only what the same source
did, so overlapping sources cannot free each other's votes. Each change marks the affected days dirty in the
same transaction.
"""

from collections.abc import Iterable

from django.db import transaction

from battles.counting.ledger.dirty_days import mark_days
from battles.models import Exclusion, ExclusionLift, Vote, Voter, VoterBlock, VoterBlockLift

BATCH = 2_000


@transaction.atomic
def exclude_battles(battle_ids: Iterable[int], *, reason: Exclusion.Reason, source_id: str) -> int:
    """Set battles aside for one source; a battle that this source already excludes stays as it is.

    Returns how many battles were newly set aside.
    """
    wanted = sorted(set(battle_ids))
    held = set(Exclusion.objects.filter(case=source_id).values_list("battle_id", flat=True))
    rows = [Exclusion(battle_id=pk, reason=reason, case=source_id) for pk in wanted if pk not in held]
    Exclusion.objects.bulk_create(rows, batch_size=BATCH)
    _mark_battles([row.battle_id for row in rows])
    return len(rows)


@transaction.atomic
def lift_exclusions(source_id: str, *, by: str, battle_ids: Iterable[int] | None = None) -> list[int]:
    """End the exclusions of one source, all of them or only those of some battles.

    `by` is the source that lifts. Returns the ids of the battles that this source no longer excludes.
    """
    standing = _standing(source_id, battle_ids)
    ExclusionLift.objects.bulk_create(
        [ExclusionLift(exclusion_id=exclusion, case=by) for exclusion, _ in standing], batch_size=BATCH
    )
    freed = [battle for _, battle in standing]
    _mark_battles(freed)
    return freed


def _standing(source_id: str, battle_ids: Iterable[int] | None) -> list[tuple[int, int]]:
    """(exclusion, battle) ids of the exclusions of one source that are not lifted."""
    rows = Exclusion.objects.standing().filter(case=source_id).order_by("pk").values_list("pk", "battle_id")
    if battle_ids is None:
        return list(rows)
    wanted = sorted(set(battle_ids))
    return [
        pair
        for start in range(0, len(wanted), BATCH)
        for pair in rows.filter(battle_id__in=wanted[start : start + BATCH])
    ]


@transaction.atomic
def block_voter(voter: Voter, *, starts_at, ends_at=None, source_id: str) -> VoterBlock:
    """Stop counting a voter's votes recorded from starts_at until ends_at (None: without end)."""
    block = VoterBlock.objects.create(voter=voter, starts_at=starts_at, ends_at=ends_at, case=source_id)
    _mark_voter(voter.pk)
    return block


@transaction.atomic
def unblock_voter(source_id: str, *, by: str) -> int:
    """End the blocks of one source. Returns how many ended."""
    standing = list(VoterBlock.objects.standing().filter(case=source_id))
    VoterBlockLift.objects.bulk_create([VoterBlockLift(block=block, case=by) for block in standing])
    for block in standing:
        _mark_voter(block.voter_id)
    return len(standing)


def _mark_battles(battle_ids: list[int]) -> None:
    for start in range(0, len(battle_ids), BATCH):
        votes = Vote.objects.filter(pk__in=battle_ids[start : start + BATCH])
        mark_days(votes.values_list("arena_id", "day").distinct())


def _mark_voter(voter_id: int) -> None:
    mark_days(Vote.objects.filter(battle__voter_id=voter_id).values_list("arena_id", "day").distinct())

"""The effect of a decision on votes, computed before it is taken.

It applies the rules of battles.counting.eligibility to the state after the decision. A vote stops counting
only if it counts now, and starts counting only if no other reason excludes it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from battles.counting import only_counted, recorded_between
from battles.models import Exclusion, Vote, Voter, VoterBlock
from moderation.decisions.blocks import get_active_blocks
from moderation.models import Decision

BATCH = 2_000


@dataclass(frozen=True)
class BattleChange:
    """Ids of the battles whose votes would stop and would start counting."""

    stops: frozenset[int] = frozenset()
    starts: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.stops or self.starts)

    def __len__(self) -> int:
        return len(self.stops) + len(self.starts)


MovesTopTen = Callable[[BattleChange], bool]
"""The function that the setting MODERATION_IMPACT names: would the change move a top-ten rank of a board?

It may take about a second and stores nothing.
"""


def of_set_aside(battle_ids: Iterable[int]) -> BattleChange:
    """Setting these battles aside."""
    return BattleChange(stops=counted_among(battle_ids))


def of_restore(battle_ids: Iterable[int], *, decisions: Iterable[Decision]) -> BattleChange:
    """Restoring these battles from these decisions."""
    sources = [decision.source_id for decision in decisions]
    excluded = set(Exclusion.objects.standing().filter(case__in=sources).values_list("battle_id", flat=True))
    return BattleChange(starts=counted_among(excluded.intersection(battle_ids), without_sources=sources))


def of_undo(decisions: Iterable[Decision]) -> BattleChange:
    """Undoing all of these decisions."""
    sources = [decision.source_id for decision in decisions]
    battle_ids = set(
        Exclusion.objects.standing().filter(case__in=sources).values_list("battle_id", flat=True)
    )
    for block in VoterBlock.objects.standing().filter(case__in=sources):
        covered = Vote.objects.filter(
            recorded_between(block.starts_at, block.ends_at), battle__voter=block.voter_id
        )
        battle_ids.update(covered.values_list("pk", flat=True))
    return BattleChange(starts=counted_among(battle_ids, without_sources=sources))


def of_block(
    voter_ids: Iterable[int], *, starts_at: dt.datetime | None, ends_at: dt.datetime | None
) -> BattleChange:
    """Blocking these voters between these times (None: from the first vote; no end)."""
    within = recorded_between(F("battle__voter__created_at") if starts_at is None else starts_at, ends_at)
    stops: set[int] = set()
    for some in _batches(voter_ids):
        votes = Vote.objects.filter(within, battle__voter__in=some)
        stops.update(only_counted(votes).values_list("pk", flat=True))
    return BattleChange(stops=frozenset(stops))


def of_unblock(voter_ids: Iterable[int], *, now: dt.datetime) -> BattleChange:
    """Undoing every block of these voters that is in force now."""
    return of_undo(get_active_blocks(Voter.objects.filter(pk__in=list(voter_ids)), now=now))


def counted_among(battle_ids: Iterable[int], *, without_sources: Collection[str] = ()) -> frozenset[int]:
    """The battles among these whose vote counts, or would count without these sources."""
    vote_ids: set[int] = set()
    for some in _batches(battle_ids):
        votes = only_counted(Vote.objects.filter(pk__in=some), without_sources=without_sources)
        vote_ids.update(votes.values_list("pk", flat=True))
    return frozenset(vote_ids)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """The distinct ids in ascending order, in batches for one query each."""
    distinct = sorted(set(ids))
    return (distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH))


@cache
def _asked(path: str) -> MovesTopTen:
    return import_string(path)


def moves_top_ten(change: BattleChange) -> bool:
    """Whether the change would move a top-ten rank of a board; False without MODERATION_IMPACT."""
    path = settings.MODERATION_IMPACT
    return bool(change) and bool(path) and _asked(path)(change)


def needs_second_person(change: BattleChange, *, covered: int = 0) -> bool:
    """Whether a decision with this effect needs a second member of staff.

    - It covers more battles or voters, or changes more votes, than MODERATION_MANY_BATTLES.
    - Or it would move a top-ten rank of a board.
    """
    many = settings.MODERATION_MANY_BATTLES
    return covered > many or len(change) > many or moves_top_ten(change)

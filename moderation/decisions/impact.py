"""The effect of a decision on votes, computed before it is taken.

It applies the rules of battles.counting.eligibility to the state after the decision. A vote stops counting
only if it counts now, and starts counting only if no other reason excludes it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from battles.counting import counted_votes, recorded_between
from battles.models import Vote, VoterBlock
from moderation.decisions.board_settings import Settings, combine, needs_two_persons

BATCH = 2_000


@dataclass(frozen=True)
class BattleChange:
    """Ids of the battles whose votes would stop and would start counting, and settings that would change.

    Its length is the number of votes.
    """

    stops: frozenset[int] = frozenset()
    starts: frozenset[int] = frozenset()
    settings: Settings = ()

    def __bool__(self) -> bool:
        return bool(self.stops or self.starts or self.settings)

    def __len__(self) -> int:
        return len(self.stops) + len(self.starts)

    def __add__(self, later: "BattleChange") -> "BattleChange":
        """This change and then another one, in sum: what one stops and the other starts cancels out."""
        return BattleChange(
            stops=(self.stops - later.starts) | (later.stops - self.starts),
            starts=(self.starts - later.stops) | (later.starts - self.stops),
            settings=combine(self.settings, later.settings),
        )


NOTHING = BattleChange()

MovesRanks = Callable[[BattleChange, BattleChange], bool]
"""The function that the setting MODERATION_IMPACT names: does a change move ranks of a public board?

Its arguments are the change and what was changed before; the ranks are compared with those without either.
It may take about a second and stores nothing.
"""


def counted_among(battle_ids: Iterable[int], *, without_sources: Collection[str] = ()) -> frozenset[int]:
    """The battles among these whose vote counts, or would count without these sources."""
    parts = (counted_votes(some, without_sources=without_sources) for some in batches(battle_ids))
    return frozenset().union(*parts)


def votes_in_blocks(blocks: Iterable[VoterBlock]) -> set[int]:
    """The ids of the votes that these blocks cover, whether they count or not."""
    vote_ids: set[int] = set()
    for block in blocks:
        votes = Vote.objects.filter(
            recorded_between(block.starts_at, block.ends_at), battle__voter=block.voter_id
        )
        vote_ids.update(votes.values_list("pk", flat=True))
    return vote_ids


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """The distinct ids in ascending order, in batches for one query each."""
    distinct = sorted(set(ids))
    return (distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH))


@cache
def _load_impact(path: str) -> MovesRanks:
    return import_string(path)


def moves_ranks(change: BattleChange, past: BattleChange = NOTHING) -> bool:
    """Whether the change and the past one in sum move ranks; False without MODERATION_IMPACT."""
    path = settings.MODERATION_IMPACT
    return bool(change or past) and bool(path) and _load_impact(path)(change, past)


def needs_second_person(
    change: BattleChange, *, past: BattleChange = NOTHING, covered: int = 0, is_by_rule: bool = False
) -> bool:
    """Whether a decision with this effect needs a second member of staff.

    `past` is what its actor has changed alone in the last days (see moderation.decisions.recent).

    - It covers more battles or voters than MODERATION_MANY_BATTLES.
    - Or it changes more votes than that, alone or in sum with the past changes.
    - Or it changes settings beyond what one person may change alone (board_settings.needs_two_persons).
    - Or in sum with the past changes it moves ranks of a public board. A decision over battles without a vote
      changes nothing yet; then the past changes alone are judged, whose votes may have come since.
    - Never where MODERATION_ONE_PERSON_REASON says why one person decides alone on this site; the reason is
      on the transparency page. A rule that decides alone is no person: its high impact waits there too.
    """
    if settings.MODERATION_ONE_PERSON_REASON and not is_by_rule:
        return False
    many = settings.MODERATION_MANY_BATTLES
    if covered > many or len(change) > many or ((change or covered) and len(past + change) > many):
        return True
    if change.settings and needs_two_persons((past + change).settings):
        return True
    return bool(change or covered) and moves_ranks(change, past)

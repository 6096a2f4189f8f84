"""What a decision did move: the boards as they were published after it, beside the same boards without it.

- The votes are those that the decision alone stopped or started: what another case holds is not among them.
- The state is the first published one that feels it, so votes of later never mix in; and both sides hold
  the votes that came together with it, so those do not either.
- Until there is such a state the boards are still to follow, and the newest ones foretell.
- An undone decision has left no trace if the boards have the seeds of before: a seed is the digest of a
  board's own counts, so the same seed means the same digits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from arenasite.effects.boards import rated
from arenasite.effects.counts import Counts, Felt
from arenasite.effects.preview import ArenaEffect, by_arena, effect_in, in_order
from battles.counting import recorded_within
from battles.models import Arena, Exclusion, ExclusionLift, Vote, VoterBlock, VoterBlockLift
from moderation.decisions import BattleChange, counted_among
from moderation.models import Decision
from ratings.models import Rebuild
from ratings.published import STANDARD, Published

LOOKED_AT = 5
"""Published states after a decision that are tried: one under way while it was taken does not feel it yet."""


@dataclass(frozen=True)
class Returned:
    """Whether the boards of after an undo have the digits of before the decision.

    same, other: how many boards have the seed of before, and how many have another because of votes that
    came meanwhile. evidence: its digest if all votes, counted or not, are those of before.
    """

    before: Rebuild
    after: Rebuild
    same: int
    other: int

    @property
    def evidence(self) -> str:
        return self.after.evidence.digest if self.before.evidence_id == self.after.evidence_id else ""


@dataclass(frozen=True)
class Look:
    """What a decision did in one arena, worked out when it is asked for.

    published: the first state that feels the decision; None while the boards are still to follow.
    """

    arena: Arena
    change: BattleChange
    published: Published | None
    returned: Returned | None

    @cached_property
    def effect(self) -> ArenaEffect:
        """Before and after the decision, on every board that it touched; foretold where none shows it yet."""
        if self.published is None:
            return effect_in(self.arena, self.change)
        counts = Counts(self.published)
        felt = felt_by(counts, self.change)
        changes = [replace(each, before=each.after, after=each.before) for each in counts.changes(felt)]
        return ArenaEffect(self.arena, self.published, felt, in_order(rated(self.arena, changes)))


def look_back(decision: Decision) -> list[Look]:
    """What the decision did, arena by arena."""
    parts = by_arena(change_of(decision))
    arenas = Arena.objects.filter(pk__in=parts).select_related("anchor").order_by("position", "slug")
    return [_look(decision, arena, parts[arena.pk]) for arena in arenas]


def change_of(decision: Decision) -> BattleChange:
    """The votes that a decision alone stopped, standing or not, and those that it gave back."""
    held = set(Exclusion.objects.filter(case=decision.case).values_list("battle_id", flat=True))
    blocks = VoterBlock.objects.filter(case=decision.case)
    freed = set(
        ExclusionLift.objects.filter(case=decision.case).values_list("exclusion__battle_id", flat=True)
    )
    lifted = VoterBlock.objects.filter(
        pk__in=VoterBlockLift.objects.filter(case=decision.case).values("block")
    )
    return BattleChange(
        stops=counted_among(held | _votes_in(blocks), without_cases=[decision.case]),
        starts=counted_among(freed | _votes_in(lifted)),
    )


def _votes_in(blocks: Iterable[VoterBlock]) -> set[int]:
    found: set[int] = set()
    for block in blocks:
        votes = Vote.objects.filter(
            recorded_within(block.starts_at, block.ends_at), battle__voter=block.voter_id
        )
        found.update(votes.values_list("pk", flat=True))
    return found


def felt_by(counts: Counts, change: BattleChange) -> Felt:
    """What a state made after a decision feels of it, told backwards: what undoing it would change there."""
    return counts.felt(BattleChange(stops=change.starts, starts=change.stops))


def _look(decision: Decision, arena: Arena, change: BattleChange) -> Look:
    returned = _returned(decision, arena)
    for rebuild in _published(arena).filter(started_at__gt=decision.decided_at).order_by("pk")[:LOOKED_AT]:
        shown = Published(arena, rebuild)
        if felt_by(Counts(shown), change):
            return Look(arena, change, shown, returned)
    return Look(arena, change, None, returned)


def _returned(decision: Decision, arena: Arena) -> Returned | None:
    """Whether the undo brought the boards back; None while nobody can tell."""
    if not decision.is_undone:
        return None
    before = _published(arena).filter(published_at__lte=decision.decided_at).first()
    later = _published(arena).filter(started_at__gt=decision.undone_by.decided_at)
    after = later.order_by("pk").first()
    if before is None or after is None:
        return None
    seeds, now = _seeds(Published(arena, before)), _seeds(Published(arena, after))
    same = sum(seeds[category] == now[category] for category in seeds.keys() & now.keys())
    return Returned(before, after, same=same, other=len(now) - same)


def _seeds(shown: Published) -> dict[str, str]:
    return dict(shown.snapshots().filter(method=STANDARD).values_list("board__category", "seed"))


def _published(arena: Arena) -> QuerySet[Rebuild]:
    return Rebuild.objects.published(arena).select_related("evidence")

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

from arenasite.effects.boards import rate_changes
from arenasite.effects.preview import ArenaEffect, get_arena_effect, sort_boards, split_by_arena
from arenasite.effects.published_counts import AffectedVotes, PublishedCounts
from battles.counting import recorded_between
from battles.models import Arena, Exclusion, ExclusionLift, Vote, VoterBlock, VoterBlockLift
from moderation.decisions import BattleChange, counted_among
from moderation.models import Decision
from ratings.models import Rebuild
from ratings.published import STANDARD, Published

MAX_REBUILDS_TRIED = 5
"""Published states after a decision that are tried: one under way while it was taken does not feel it yet."""


@dataclass(frozen=True)
class Restoration:
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
class Retrospect:
    """What a decision did in one arena, worked out when it is asked for.

    published: the first state that feels the decision; None while the boards are still to follow.
    """

    arena: Arena
    change: BattleChange
    published: Published | None
    restoration: Restoration | None

    @cached_property
    def effect(self) -> ArenaEffect:
        """Before and after the decision, on every board that it touched; foretold where none shows it yet."""
        if self.published is None:
            return get_arena_effect(self.arena, self.change)
        counts = PublishedCounts(self.published)
        affected = affected_by(counts, self.change)
        changes = [replace(each, before=each.after, after=each.before) for each in counts.changes(affected)]
        return ArenaEffect(
            self.arena, self.published, affected, sort_boards(rate_changes(self.arena, changes))
        )


def get_retrospects(decision: Decision) -> list[Retrospect]:
    """What the decision did, arena by arena."""
    parts = split_by_arena(get_change(decision))
    arenas = Arena.objects.filter(pk__in=parts).select_related("anchor").order_by("position", "slug")
    return [_build_retrospect(decision, arena, parts[arena.pk]) for arena in arenas]


def get_change(decision: Decision) -> BattleChange:
    """The votes that a decision alone stopped, standing or not, and those that it gave back."""
    held = set(Exclusion.objects.filter(case=decision.source_id).values_list("battle_id", flat=True))
    blocks = VoterBlock.objects.filter(case=decision.source_id)
    freed = set(
        ExclusionLift.objects.filter(case=decision.source_id).values_list("exclusion__battle_id", flat=True)
    )
    lifted = VoterBlock.objects.filter(
        pk__in=VoterBlockLift.objects.filter(case=decision.source_id).values("block")
    )
    return BattleChange(
        stops=counted_among(held | _votes_in(blocks), without_sources=[decision.source_id]),
        starts=counted_among(freed | _votes_in(lifted)),
    )


def _votes_in(blocks: Iterable[VoterBlock]) -> set[int]:
    found: set[int] = set()
    for block in blocks:
        votes = Vote.objects.filter(
            recorded_between(block.starts_at, block.ends_at), battle__voter=block.voter_id
        )
        found.update(votes.values_list("pk", flat=True))
    return found


def affected_by(counts: PublishedCounts, change: BattleChange) -> AffectedVotes:
    """What a state made after a decision feels of it, told backwards: what undoing it would change there."""
    return counts.affected(BattleChange(stops=change.starts, starts=change.stops))


def _build_retrospect(decision: Decision, arena: Arena, change: BattleChange) -> Retrospect:
    restoration = _build_restoration(decision, arena)
    for rebuild in (
        _published(arena).filter(started_at__gt=decision.decided_at).order_by("pk")[:MAX_REBUILDS_TRIED]
    ):
        shown = Published(arena, rebuild)
        if affected_by(PublishedCounts(shown), change):
            return Retrospect(arena, change, shown, restoration)
    return Retrospect(arena, change, None, restoration)


def _build_restoration(decision: Decision, arena: Arena) -> Restoration | None:
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
    return Restoration(before, after, same=same, other=len(now) - same)


def _seeds(shown: Published) -> dict[str, str]:
    return dict(shown.snapshots().filter(method=STANDARD).values_list("board__category", "seed"))


def _published(arena: Arena) -> QuerySet[Rebuild]:
    return Rebuild.objects.published(arena).select_related("evidence")

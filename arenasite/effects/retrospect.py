"""The effect of a past decision: the boards published after it, compared with the same boards without it.

- Only votes that this decision alone stopped or started; votes with another exclusion are left out.
- The boards are the first published ones that include the decision. Both sides include the votes that came
  at the same time, so only the decision makes a difference.
- Until such boards are published, the newest ones give a preview.
- After an undo the boards are restored if they have their old seeds: a seed is the digest of a board's
  counts, so the same seed means the same digits.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from arenasite.effects.boards import rate_changes
from arenasite.effects.preview import ArenaEffect, get_arena_effect, sort_boards, split_by_arena
from arenasite.effects.published_counts import AffectedVotes, PublishedCounts
from battles.models import Arena, Exclusion, ExclusionLift, VoterBlock, VoterBlockLift
from moderation.decisions import BattleChange, counted_among, votes_in_blocks
from moderation.models import Decision
from ratings.models import Rebuild
from ratings.published import STANDARD, Published

MAX_REBUILDS_TRIED = 5
"""Rebuilds after a decision that are tried: a rebuild that ran during the decision may not include it."""


@dataclass(frozen=True)
class Restoration:
    """Whether the boards after an undo have the same digits as before the decision.

    same, other: how many boards have their old seed, and how many have another one because of newer votes.
    evidence: the digest of the evidence if all votes, counted or not, are the same; else empty.
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
    """A decision's effect in one arena, computed on demand.

    published: the first boards that include the decision; None before they are published.
    """

    arena: Arena
    change: BattleChange
    published: Published | None
    restoration: Restoration | None

    @cached_property
    def effect(self) -> ArenaEffect:
        """The effect on every affected board; a preview if no published board includes the decision."""
        if self.published is None:
            return get_arena_effect(self.arena, self.change)
        counts = PublishedCounts(self.published)
        affected = affected_by(counts, self.change)
        changes = [replace(each, before=each.after, after=each.before) for each in counts.changes(affected)]
        return ArenaEffect(
            self.arena, self.published, affected, sort_boards(rate_changes(self.arena, changes))
        )


def get_retrospects(decision: Decision) -> list[Retrospect]:
    """The decision's effect, one per arena."""
    parts = split_by_arena(get_change(decision))
    arenas = Arena.objects.filter(pk__in=parts).select_related("anchor").order_by("position", "slug")
    return [_build_retrospect(decision, arena, parts[arena.pk]) for arena in arenas]


def get_change(decision: Decision) -> BattleChange:
    """The votes that a decision alone stopped (undone or not), and those that it restored."""
    source = decision.source_id
    excluded = set(Exclusion.objects.filter(case=source).values_list("battle_id", flat=True))
    blocks = VoterBlock.objects.filter(case=source)
    restored = set(ExclusionLift.objects.filter(case=source).values_list("exclusion__battle_id", flat=True))
    lifted_blocks = VoterBlock.objects.filter(
        pk__in=VoterBlockLift.objects.filter(case=source).values("block")
    )
    return BattleChange(
        stops=counted_among(excluded | votes_in_blocks(blocks), without_sources=[source]),
        starts=counted_among(restored | votes_in_blocks(lifted_blocks)),
    )


def affected_by(counts: PublishedCounts, change: BattleChange) -> AffectedVotes:
    """The votes of a decision in boards that include it, reversed: what undoing it would change there."""
    return counts.affected(BattleChange(stops=change.starts, starts=change.stops))


def _build_retrospect(decision: Decision, arena: Arena, change: BattleChange) -> Retrospect:
    restoration = _build_restoration(decision, arena)
    for rebuild in (
        _published(arena).filter(started_at__gt=decision.decided_at).order_by("pk")[:MAX_REBUILDS_TRIED]
    ):
        boards = Published(arena, rebuild)
        if affected_by(PublishedCounts(boards), change):
            return Retrospect(arena, change, boards, restoration)
    return Retrospect(arena, change, None, restoration)


def _build_restoration(decision: Decision, arena: Arena) -> Restoration | None:
    """Whether the undo restored the boards; None before the next rebuild is published."""
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


def _seeds(boards: Published) -> dict[str, str]:
    return dict(boards.snapshots().filter(method=STANDARD).values_list("board__category", "seed"))


def _published(arena: Arena) -> QuerySet[Rebuild]:
    return Rebuild.objects.published(arena).select_related("evidence")

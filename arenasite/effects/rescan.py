"""The effect of a rescan on counts and boards, computed on arrays; nothing is stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from arenasite.effects.boards import BoardChange, BoardEffect, rate_changes
from battles.annotations import Change
from battles.counting import (
    STYLE_COLUMNS,
    Reason,
    VoteArrays,
    annotate_reason,
    concatenate,
    consistent_read,
    read_votes_of_day,
    unpack,
)
from battles.models import Arena, DirtyDay, LedgerDay, Vote
from battles.tags import Tag
from ratings.categories import CATEGORIES
from ratings.rebuild import select, to_outcome_counts

CHUNK = 2_000
FACT_BITS = (1 << 16) - 1
"""The bits that reasons depend on; the other bits select boards (see battles.tags)."""


@dataclass
class RescanChanges:
    """Changes so far: battles scanned, and per detector and bit the battles that gain or lose it.

    affected: per arena, battle id → tags and style counts after the rescan, if either changes.
    """

    scanned: Counter[str] = field(default_factory=Counter)
    gained: dict[str, Counter[str]] = field(default_factory=dict)
    lost: dict[str, Counter[str]] = field(default_factory=dict)
    affected: dict[int, dict[int, tuple[int, tuple[int, ...] | None]]] = field(default_factory=dict)

    def add(self, changes: Sequence[Change]) -> None:
        """Add a batch."""
        for change in changes:
            for detector, gained, lost in change.tags_by_detector():
                self.scanned[detector] += 1
                self.gained.setdefault(detector, Counter()).update(get_names(gained))
                self.lost.setdefault(detector, Counter()).update(get_names(lost))
            if change.affects_counting:
                style = change.style and tuple(change.style[name] for name in STYLE_COLUMNS)
                self.affected.setdefault(change.battle.arena_id, {})[change.battle.pk] = (change.tags, style)


def get_names(bits: int) -> list[str]:
    """The names of the bits that are set."""
    return [str(tag.name).lower() for tag in Tag if tag & bits]


@dataclass(frozen=True)
class ArenaEffect:
    """The effect in one arena: votes that stop and start counting, by reason, and the boards."""

    arena: Arena
    stopping: Counter[Reason]
    starting: Counter[Reason]
    boards: list[BoardEffect]


def get_effects(changes: RescanChanges) -> list[ArenaEffect]:
    """The effect in each affected arena."""
    arenas = Arena.objects.filter(pk__in=changes.affected).order_by("slug")
    return [_effect(arena, changes.affected[arena.pk]) for arena in arenas]


def _effect(arena: Arena, affected: Mapping[int, tuple[int, tuple[int, ...] | None]]) -> ArenaEffect:
    before = votes_now(arena)
    after = votes_after(before, affected)
    stopping, starting = before.is_counted & ~after.is_counted, after.is_counted & ~before.is_counted
    return ArenaEffect(
        arena,
        stopping=Counter(Reason(int(reason)) for reason in after.reason[stopping]),
        starting=Counter(Reason(int(reason)) for reason in before.reason[starting]),
        boards=_boards(arena, before, after),
    )


def votes_now(arena: Arena) -> VoteArrays:
    """The arena's votes now: clean days from the ledger, dirty days from the database."""
    with consistent_read():
        dirty = set(DirtyDay.objects.filter(arena=arena).values_list("day", flat=True))
        segments = LedgerDay.objects.filter(arena=arena).values_list("day", "segment__data")
        days = {day: unpack(data) for day, data in segments.iterator() if day not in dirty}
        days |= {day: read_votes_of_day(arena.pk, day) for day in dirty}
    timeless = days.pop(None, None)
    parts = [days[day] for day in sorted(day for day in days if day is not None)]
    return concatenate(parts if timeless is None else [timeless, *parts])


def votes_after(votes: VoteArrays, affected: Mapping[int, tuple[int, tuple[int, ...] | None]]) -> VoteArrays:
    """The same votes with the tags, reasons and styles after the rescan."""
    rows = np.flatnonzero(np.isin(votes.battle, np.fromiter(affected, dtype=np.int64, count=len(affected))))
    tags, reason, style = votes.tags.copy(), votes.reason.copy(), votes.style.copy()
    for row in rows:
        bits, counts = affected[int(votes.battle[row])]
        tags[row] = bits
        if counts is not None:
            style[row] = counts
    changed = rows[((votes.tags[rows] ^ tags[rows]) & FACT_BITS) != 0]
    reason[changed] = _reasons(votes.battle[changed], tags[changed] & FACT_BITS)
    return replace(votes, tags=tags, reason=reason, style=style)


def _reasons(battles: NDArray[np.int64], bits: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The reason of each battle's vote with these bits, by the rules of battles.counting.eligibility."""
    reasons = np.zeros(len(battles), dtype=np.uint8)
    for value in np.unique(bits):
        rows = np.flatnonzero(bits == value)
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            votes = Vote.objects.filter(pk__in=[int(pk) for pk in battles[some]])
            reason_of = dict(annotate_reason(votes, tags=int(value)).values_list("battle_id", "reason"))
            reasons[some] = [reason_of[int(pk)] for pk in battles[some]]
    return reasons


def _boards(arena: Arena, before: VoteArrays, after: VoteArrays) -> list[BoardEffect]:
    """The boards whose counted votes change."""
    changes = []
    for category in CATEGORIES:
        counted = [category.contains(votes) & votes.is_counted for votes in (before, after)]
        if not np.array_equal(*counted):
            old, new = (select(votes, category) for votes in (before, after))
            changes.append(
                BoardChange(category, old.contenders, to_outcome_counts(old), to_outcome_counts(new))
            )
    return rate_changes(arena, changes)

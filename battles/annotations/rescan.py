"""Detectors again over stored texts: what their current versions find, and making it the battles' facts."""

import functools
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from battles.annotations.store import (
    arena_names,
    build_annotations,
    build_texts,
    current_facts,
    missing_imported_labels,
    stored_styles,
)
from battles.counting.ledger.arrays import STYLE_COLUMNS
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.detectors.categories import Fact
from battles.detectors.identity import ModelNames
from battles.detectors.run import IMPORTED, VERSIONS, battle_style, battle_tags
from battles.detectors.workers import Detectors, Job, PendingFacts
from battles.models import Annotation, Arena, Battle, BattleStyle, Prompt, Vote

BATCH_BATTLES = 500
BATCHES_IN_FLIGHT = 2


@dataclass(frozen=True)
class Change:
    """What the current versions say of one battle, beside what was current before.

    before: the newest fact of each detector. found: the new ones, after the battle's own declaration where
    that was not noted yet. style_before: the stored counts, if any. last: the battle's newest annotation
    as it was read, 0 where it had none.
    """

    battle: Battle
    before: dict[str, Fact]
    found: tuple[Fact, ...]
    style_before: dict[str, int] | None
    last: int

    @functools.cached_property
    def _after(self) -> dict[str, Fact]:
        return self.before | {fact.detector: fact for fact in self.found}

    @functools.cached_property
    def tags(self) -> int:
        """The battle's bits with everything found."""
        return int(battle_tags(self._after.values(), events=self.battle.tags))

    @property
    def style(self) -> dict[str, int] | None:
        """Its style counts with everything found."""
        return battle_style(self._after.values()) or self.style_before

    def finding(self, facts: Sequence[Fact]) -> "Change":
        """The same battle with these facts found, after its own declaration where that is not noted yet."""
        declared = missing_imported_labels(self.battle, self.before, self.style_before)
        return replace(self, found=(*declared, *facts))

    @property
    def affects_counting(self) -> bool:
        """Whether anything that counting reads would change."""
        return self.tags != self.battle.tags or self.style != self.style_before

    def bits_by_detector(self) -> Iterator[tuple[str, int, int]]:
        """For each detector that ran: its name, the bits it adds and those it takes away."""
        for fact in self.found:
            if fact.detector != IMPORTED:
                without = self._after | {fact.detector: self.before.get(fact.detector)}
                others = int(battle_tags(filter(None, without.values()), events=self.battle.tags))
                yield fact.detector, self.tags & ~others, others & ~self.tags


def unchanged(battles: Sequence[Battle]) -> list[Change]:
    """What is current of these battles, with nothing found yet."""
    ids = [battle.pk for battle in battles]
    newest = Annotation.objects.filter(battle_id__in=ids).order_by().values_list("battle_id")
    last = dict(newest.annotate(Max("pk")))
    facts, styles = current_facts(ids), stored_styles(ids)
    return [Change(b, facts.get(b.pk, {}), (), styles.get(b.pk), last.get(b.pk, 0)) for b in battles]


def battles_with_texts(arena: Arena | None = None) -> QuerySet[Battle]:
    """The battles that hold texts and are not being answered; of one arena, or of all."""
    battles = Battle.objects.filter(Exists(Prompt.objects.filter(battle=OuterRef("pk"))))
    battles = battles.exclude(state=Battle.State.RUNNING)
    return battles if arena is None else battles.filter(arena=arena)


class Rescan:
    """One look at all battles with texts; `looked_at` of them are done.

    A battle is scanned by those of the named detectors whose newest annotation on it is of another
    version than the current one, or missing.
    """

    def __init__(self, names: Sequence[str], detectors: Detectors, *, arena: Arena | None = None) -> None:
        self._names = frozenset(names)
        self._detectors = detectors
        self._battles = battles_with_texts(arena)
        self._models: dict[int, tuple[ModelNames, ...]] = {}
        self.looked_at = 0

    def count(self) -> int:
        """How many battles there are to look at."""
        return self._battles.count()

    def changes(self) -> Iterator[list[Change]]:
        """What was found in one batch of battles after another; few batches are in memory at once."""
        waiting: deque[_Scanned] = deque()
        for page in self._pages():
            waiting.append(self._begin(page))
            if len(waiting) > BATCHES_IN_FLIGHT:
                yield self._end(waiting.popleft())
        while waiting:
            yield self._end(waiting.popleft())

    def _pages(self) -> Iterator[list[Battle]]:
        last = 0
        while True:
            after = self._battles.filter(pk__gt=last).select_related("arena").order_by("pk")
            page = list(after[:BATCH_BATTLES])
            if not page:
                return
            yield page
            last = page[-1].pk

    def _begin(self, page: list[Battle]) -> "_Scanned":
        outdated = self._outdated([battle.pk for battle in page])
        stale = [battle for battle in page if battle.pk in outdated]
        before = unchanged(stale)
        prompts: dict[int, list[Prompt]] = {battle.pk: [] for battle in stale}
        rows = Prompt.objects.filter(battle_id__in=list(prompts)).order_by("battle_id", "turn")
        for prompt in rows.prefetch_related("answers"):
            prompts[prompt.battle_id].append(prompt)
        jobs = [Job(build_texts(prompts[b.pk]), self._names_in(b.arena), outdated[b.pk]) for b in stale]
        return _Scanned(len(page), before, self._detectors.begin(jobs))

    def _outdated(self, battle_ids: list[int]) -> dict[int, frozenset[str]]:
        """The detectors to run by battle; battles with none to run are left out."""
        rows = Annotation.objects.filter(battle_id__in=battle_ids, detector__in=self._names).order_by("pk")
        newest = {
            (pk, name): version for pk, name, version in rows.values_list("battle", "detector", "version")
        }
        outdated = {
            pk: frozenset(name for name in self._names if newest.get((pk, name)) != VERSIONS[name])
            for pk in battle_ids
        }
        return {pk: names for pk, names in outdated.items() if names}

    def _names_in(self, arena: Arena) -> tuple[ModelNames, ...]:
        if arena.pk not in self._models:
            self._models[arena.pk] = arena_names(arena)
        return self._models[arena.pk]

    def _end(self, scanned: "_Scanned") -> list[Change]:
        changes = scanned.changes()
        self.looked_at += scanned.looked_at
        return changes


@dataclass(frozen=True)
class _Scanned:
    """A batch whose texts are with the detectors."""

    looked_at: int
    before: list[Change]
    underway: PendingFacts

    def changes(self) -> list[Change]:
        return [each.finding(found) for each, found in zip(self.before, self.underway.facts(), strict=True)]


def apply_changes(changes: Sequence[Change]) -> int:
    """Write what was found (see `write_changes`); returns how many battles were written."""
    return len(write_changes(changes))


@transaction.atomic
def write_changes(changes: Sequence[Change]) -> list[Change]:
    """Append what was found as annotations, rewrite tags and style, mark the days; all of it or nothing.

    A battle that changed since it was read is left for the next look. Returns what was written.
    """
    ids = [change.battle.pk for change in changes]
    locked = Battle.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    tags = dict(locked.exclude(state=Battle.State.RUNNING).values_list("pk", "tags"))
    newest = Annotation.objects.filter(battle_id__in=ids).order_by().values_list("battle_id")
    last = dict(newest.annotate(Max("pk")))
    valid = [
        change
        for change in changes
        if (tags.get(change.battle.pk), last.get(change.battle.pk, 0)) == (change.battle.tags, change.last)
    ]
    Annotation.objects.bulk_create(
        [row for change in valid for row in build_annotations(change.battle.pk, change.found)],
        batch_size=BATCH_BATTLES,
    )
    _rewrite([change for change in valid if change.affects_counting])
    return valid


def _rewrite(changes: Sequence[Change]) -> None:
    """What counting reads: the bits and the style of these battles, and the marks on their days."""
    Battle.objects.bulk_update(
        [Battle(pk=change.battle.pk, tags=change.tags) for change in changes], ["tags"], batch_size=100
    )
    BattleStyle.objects.bulk_create(
        [BattleStyle(battle_id=change.battle.pk, **change.style) for change in changes if change.style],
        batch_size=100,
        update_conflicts=True,
        unique_fields=["battle"],
        update_fields=STYLE_COLUMNS,
    )
    votes = Vote.objects.filter(pk__in=[change.battle.pk for change in changes])
    mark_days_dirty(votes.values_list("arena_id", "day").distinct())

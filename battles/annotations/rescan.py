"""Run the current versions of detectors over stored texts, and make the results the battles' facts."""

import functools
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from battles.annotations.arena_names import ArenaNames, load_arena_names
from battles.annotations.store import (
    build_annotations,
    build_texts,
    current_facts,
    missing_imported_labels,
    stored_styles,
)
from battles.counting.ledger.arrays import STYLE_COLUMNS
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.detectors.categories import Fact
from battles.detectors.run import IMPORTED, VERSIONS, battle_language, battle_style, battle_tags
from battles.detectors.workers import Detectors, Job, PendingFacts
from battles.languages import number_from_tags
from battles.models import Annotation, Arena, Battle, BattleStyle, Prompt, Vote

BATCH_BATTLES = 500
BATCHES_IN_FLIGHT = 2


@dataclass(frozen=True)
class Change:
    """The new facts of one battle, beside its current ones.

    old_facts: the newest fact of each detector. new_facts: those of the current versions; the imported labels
    come first if they were not stored yet. old_style: the stored counts, if any. last_annotation: the id of
    the battle's newest annotation when it was read, or 0.
    """

    battle: Battle
    old_facts: dict[str, Fact]
    new_facts: tuple[Fact, ...]
    old_style: dict[str, int] | None
    last_annotation: int

    @functools.cached_property
    def _facts(self) -> dict[str, Fact]:
        return self.old_facts | {fact.detector: fact for fact in self.new_facts}

    @functools.cached_property
    def tags(self) -> int:
        """The battle's tags with the new facts."""
        return int(battle_tags(self._facts.values(), events=self.battle.tags))

    @functools.cached_property
    def language(self) -> int:
        """The battle's language with the new facts, as a number of battles.languages."""
        return battle_language(self._facts.values(), declared=self.battle.language or 0)

    @property
    def style(self) -> dict[str, int] | None:
        """Its style counts with the new facts."""
        return battle_style(self._facts.values()) or self.old_style

    def with_facts(self, facts: Sequence[Fact]) -> "Change":
        """Return the same battle with these new facts, and its imported labels if they are not stored yet."""
        labels = missing_imported_labels(self.battle, self.old_facts, self.old_style)
        return replace(self, new_facts=(*labels, *facts))

    @property
    def affects_counting(self) -> bool:
        """Whether the tags, the language or the style, which counting reads, would change."""
        return (
            self.tags != self.battle.tags
            or self.language != (self.battle.language or number_from_tags(self.battle.tags))
            or self.style != self.old_style
        )

    def tags_by_detector(self) -> Iterator[tuple[str, int, int]]:
        """Yield for each detector that ran its name, the tags that it adds and those that it removes."""
        for fact in self.new_facts:
            if fact.detector != IMPORTED:
                without = self._facts | {fact.detector: self.old_facts.get(fact.detector)}
                others = int(battle_tags(filter(None, without.values()), events=self.battle.tags))
                yield fact.detector, self.tags & ~others, others & ~self.tags


def load_unchanged(battles: Sequence[Battle]) -> list[Change]:
    """Load the current facts of these battles, without new ones."""
    ids = [battle.pk for battle in battles]
    newest = Annotation.objects.filter(battle_id__in=ids).order_by().values_list("battle_id")
    last = dict(newest.annotate(Max("pk")))
    facts, styles = current_facts(ids), stored_styles(ids)
    return [Change(b, facts.get(b.pk, {}), (), styles.get(b.pk), last.get(b.pk, 0)) for b in battles]


def battles_with_texts(arena: Arena | None = None) -> QuerySet[Battle]:
    """Return the battles that have texts and are not running, of one arena or of all.

    The facts of an erased battle stay as they are: there is no text to read again.
    """
    has_prompt = Exists(Prompt.objects.filter(battle=OuterRef("pk")))
    battles = Battle.objects.filter(has_prompt, erased_at__isnull=True)
    battles = battles.exclude(state=Battle.State.RUNNING)
    return battles if arena is None else battles.filter(arena=arena)


class Rescan:
    """One pass over all battles with texts; `scanned_count` of them are done.

    Of the named detectors those run on a battle whose newest annotation there is missing or of another
    version.
    """

    def __init__(self, names: Sequence[str], detectors: Detectors, *, arena: Arena | None = None) -> None:
        self._names = frozenset(names)
        self._detectors = detectors
        self._battles = battles_with_texts(arena)
        self._arena_names: dict[int, ArenaNames] = {}
        self.scanned_count = 0

    def count(self) -> int:
        """Count the battles to scan."""
        return self._battles.count()

    def changes(self) -> Iterator[list[Change]]:
        """Yield the changes batch by batch; few batches are in memory at the same time."""
        pending: deque[_PendingBatch] = deque()
        for page in self._pages():
            pending.append(self._begin(page))
            if len(pending) > BATCHES_IN_FLIGHT:
                yield self._end(pending.popleft())
        while pending:
            yield self._end(pending.popleft())

    def _pages(self) -> Iterator[list[Battle]]:
        last = 0
        while True:
            after = self._battles.filter(pk__gt=last).select_related("arena").order_by("pk")
            page = list(after[:BATCH_BATTLES])
            if not page:
                return
            yield page
            last = page[-1].pk

    def _begin(self, page: list[Battle]) -> "_PendingBatch":
        outdated = self._outdated([battle.pk for battle in page])
        stale = [battle for battle in page if battle.pk in outdated]
        unchanged = load_unchanged(stale)
        prompts: dict[int, list[Prompt]] = {battle.pk: [] for battle in stale}
        rows = Prompt.objects.filter(battle_id__in=list(prompts)).order_by("battle_id", "turn")
        for prompt in rows.prefetch_related("answers"):
            prompts[prompt.battle_id].append(prompt)
        jobs = [self._build_job(battle, prompts[battle.pk], outdated[battle.pk]) for battle in stale]
        return _PendingBatch(len(page), unchanged, self._detectors.submit(jobs))

    def _outdated(self, battle_ids: list[int]) -> dict[int, frozenset[str]]:
        """Return the detectors to run by battle, without battles that need none."""
        rows = Annotation.objects.filter(battle_id__in=battle_ids, detector__in=self._names).order_by("pk")
        newest = {
            (pk, name): version for pk, name, version in rows.values_list("battle", "detector", "version")
        }
        outdated = {
            pk: frozenset(name for name in self._names if newest.get((pk, name)) != VERSIONS[name])
            for pk in battle_ids
        }
        return {pk: names for pk, names in outdated.items() if names}

    def _build_job(self, battle: Battle, prompts: list[Prompt], detectors: frozenset[str]) -> Job:
        texts = build_texts(prompts)
        if battle.arena_id not in self._arena_names:
            self._arena_names[battle.arena_id] = load_arena_names(battle.arena)
        names = self._arena_names[battle.arena_id].in_conversation(texts.conversation)
        return Job(texts, names, detectors)

    def _end(self, batch: "_PendingBatch") -> list[Change]:
        changes = batch.changes()
        self.scanned_count += batch.battle_count
        return changes


@dataclass(frozen=True)
class _PendingBatch:
    """A batch whose texts were given to the detectors."""

    battle_count: int
    unchanged: list[Change]
    pending: PendingFacts

    def changes(self) -> list[Change]:
        return [
            each.with_facts(facts) for each, facts in zip(self.unchanged, self.pending.facts(), strict=True)
        ]


def apply_changes(changes: Sequence[Change]) -> int:
    """Write changes (see `write_changes`); return the number of battles written."""
    return len(write_changes(changes))


@transaction.atomic
def write_changes(changes: Sequence[Change]) -> list[Change]:
    """Append the new facts as annotations, rewrite tags and style, mark the days, in one transaction.

    A battle that changed since it was read is left to the next pass. Returns the changes written.
    """
    ids = [change.battle.pk for change in changes]
    locked = Battle.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    tags = dict(locked.exclude(state=Battle.State.RUNNING).values_list("pk", "tags"))
    newest = Annotation.objects.filter(battle_id__in=ids).order_by().values_list("battle_id")
    last = dict(newest.annotate(Max("pk")))
    valid = [
        change
        for change in changes
        if (tags.get(change.battle.pk), last.get(change.battle.pk, 0))
        == (change.battle.tags, change.last_annotation)
    ]
    Annotation.objects.bulk_create(
        [row for change in valid for row in build_annotations(change.battle.pk, change.new_facts)],
        batch_size=BATCH_BATTLES,
    )
    _rewrite([change for change in valid if change.affects_counting])
    return valid


def _rewrite(changes: Sequence[Change]) -> None:
    """Rewrite what counting reads: tags, language and style of these battles, and the marks of their days."""
    Battle.objects.bulk_update(
        [
            Battle(pk=change.battle.pk, tags=change.tags, language=change.language or None)
            for change in changes
        ],
        ["tags", "language"],
        batch_size=100,
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

"""Find the votes that the dedup board drops: prompts to digests, digests to facts."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from battles.annotations.rescan import Change, load_unchanged, write_changes
from battles.detectors.frequency import (
    DETECTOR,
    KEPT_VOTES,
    NORMALISATION,
    excess_battles,
    find_too_frequent,
    frequency_fact,
    prompt_digest,
)
from battles.models import Arena, Battle, Prompt, PromptDigest, Vote
from battles.tags import Tag

BATCH = 2_000
CHANGES_PER_BATCH = 500

RECENT = dt.timedelta(days=2)
WHOLE_SECONDS = 24 * 3600
"""Interval after which an arena's whole past is scanned; in between only the recent days."""


def store_digests(arena: Arena, *, since: dt.date | None = None) -> int:
    """Store digests of the first prompts of voted blind battles that have none; return their number.

    since: only votes from this day on. Battles whose log declared what is dropped are skipped. Safe to
    interrupt and to run twice at the same time.
    """
    votes = Vote.objects.filter(arena=arena)
    if since is not None:
        votes = votes.filter(day__gte=since)
    stored = 0
    for battles in _pages(votes):
        rows = PromptDigest.objects.bulk_create(
            [
                PromptDigest(
                    battle_id=battle,
                    arena=arena,
                    digest=None if follows else prompt_digest(text),
                    normalisation=NORMALISATION,
                )
                for battle, text, follows in _undigested(arena, battles)
            ],
            update_conflicts=True,
            unique_fields=["battle"],
            update_fields=["digest", "normalisation"],
        )
        stored += len(rows)
    return stored


def _pages(votes: QuerySet[Vote]) -> Iterator[list[int]]:
    """Yield the battles of the votes in pages; each page costs the same."""
    last = 0
    while True:
        battles = list(votes.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not battles:
            return
        last = battles[-1]
        yield battles


def _undigested(arena: Arena, battles: Sequence[int]) -> list[tuple[int, str, int | None]]:
    """Return battle, first prompt and the battle it follows for those of the battles that need a digest.

    A battle that follows another one repeats its prompt by design, so it is no repetition: it gets none.

    They are selected by range: long lists of ids, and joins with a new table, are slow.
    """
    between = {"battle_id__gte": battles[0], "battle_id__lte": battles[-1]}
    digests = PromptDigest.objects.filter(normalisation=NORMALISATION, **between)
    missing = set(battles).difference(digests.values_list("battle_id", flat=True))
    if not missing:
        return []
    prompts = Prompt.objects.filter(
        turn=1,
        battle__arena=arena,
        battle__mode=Battle.Mode.ANONYMOUS,
        battle__erased_at__isnull=True,
        **between,
    ).annotate(declared=F("battle__tags").bitand(int(Tag.FREQUENCY_DECLARED)))
    rows = (
        prompts.filter(declared=0).order_by("battle_id").values_list("battle_id", "text", "battle__follows")
    )
    return [row for row in rows if row[0] in missing]


def battles_to_drop(arena: Arena) -> set[int]:
    """Return the battles that the rule of battles.detectors.frequency drops, among those with digests."""
    digests = PromptDigest.objects.filter(arena=arena, digest__isnull=False)
    frequent_digests = (
        digests.values("digest").annotate(votes=Count("pk")).filter(votes__gt=KEPT_VOTES).order_by()
    )
    votes = dict(frequent_digests.values_list("digest", "votes"))
    if not votes:
        return set()
    frequent = sorted(find_too_frequent(votes, distinct=digests.values("digest").distinct().count()))
    battle_ids: set[int] = set()
    for chunk in _chunks(frequent, CHANGES_PER_BATCH):
        rows = digests.filter(digest__in=chunk).order_by("digest").values_list("digest", "battle_id")
        for _digest, group in itertools.groupby(rows.iterator(), key=lambda row: row[0]):
            battle_ids |= excess_battles([battle for _, battle in group])
    return battle_ids


class Deduplication:
    """One pass over an arena's digests: battles to drop, and dropped battles to restore.

    Only a difference from the current facts is a change, so a second pass has none. A pass over recent votes
    (`since`) ends if none of them is new. `digested` counts the new digests.
    """

    def __init__(self, arena: Arena, *, since: dt.date | None = None) -> None:
        self._arena = arena
        self._since = since
        self.digested = 0

    def changes(self) -> Iterator[list[Change]]:
        """Yield the changes in batches; digests are stored, facts are not."""
        self.digested = store_digests(self._arena, since=self._since)
        if self._since is not None and not self.digested:
            return
        to_drop = battles_to_drop(self._arena)
        rows = PromptDigest.objects.filter(arena=self._arena, is_dropped=True)
        is_dropped = set(rows.values_list("battle_id", flat=True))
        for ids in _chunks(sorted(to_drop ^ is_dropped), CHANGES_PER_BATCH):
            battles = list(Battle.objects.filter(pk__in=ids).order_by("pk"))
            yield [
                change.with_facts([frequency_fact(is_dropped=change.battle.pk in to_drop)])
                for change in load_unchanged(battles)
            ]


@transaction.atomic
def apply_deduplication(changes: Sequence[Change]) -> int:
    """Write the facts, and the same state in the rows of the digests.

    A battle that changed meanwhile is left to the next pass. Returns the number of battles written.
    """
    written = write_changes(changes)
    for is_dropped in (True, False):
        PromptDigest.objects.filter(
            pk__in=[change.battle.pk for change in written if _drops(change) == is_dropped]
        ).update(is_dropped=is_dropped)
    return len(written)


def deduplicate(arenas: Iterable[Arena]) -> int:
    """Update the dedup facts of these arenas; return the number of battles that changed.

    Votes of past days, from an import for example, are found within a day.
    """
    written = 0
    for arena in arenas:
        cache_key = f"dedup:{arena.pk}"
        since = (timezone.now() - RECENT).date() if cache.get(cache_key) else None
        for changes in Deduplication(arena, since=since).changes():
            written += apply_deduplication(changes)
        if since is None:
            cache.set(cache_key, 1, timeout=WHOLE_SECONDS)
    return written


def _drops(change: Change) -> bool:
    return any(fact.detector == DETECTOR and bool(fact.value["dropped"]) for fact in change.new_facts)


def _chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))

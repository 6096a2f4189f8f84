"""Which votes the dedup board drops, brought up to date: prompts into digests, digests into facts."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from battles.annotations.rescan import Change, unchanged, write_changes
from battles.detectors.frequency import (
    DETECTOR,
    KEPT,
    NORMALISATION,
    dropped,
    find_too_frequent,
    frequency_fact,
    prompt_digest,
)
from battles.models import Arena, Battle, Prompt, PromptDigest, Vote
from battles.tags import Tag

BATCH = 2_000
CHANGES_AT_ONCE = 500

RECENT = dt.timedelta(days=2)
WHOLE_SECONDS = 24 * 3600
"""So often an arena's whole past is looked through; in between only votes of recent days can be new."""


def store_digests(arena: Arena, *, since: dt.date | None = None) -> int:
    """Digest the first prompts of voted blind battles that have no digest yet; returns how many.

    `since`: only of votes from this day on. Battles whose log says itself what is dropped are left out. Safe
    to kill and to run twice at once.
    """
    votes = Vote.objects.filter(arena=arena)
    if since is not None:
        votes = votes.filter(day__gte=since)
    noted = 0
    for battles in _pages(votes):
        rows = PromptDigest.objects.bulk_create(
            [
                PromptDigest(
                    battle_id=battle, arena=arena, digest=prompt_digest(text), normalisation=NORMALISATION
                )
                for battle, text in _undigested(arena, battles)
            ],
            update_conflicts=True,
            unique_fields=["battle"],
            update_fields=["digest", "normalisation"],
        )
        noted += len(rows)
    return noted


def _pages(votes: QuerySet[Vote]) -> Iterator[list[int]]:
    """The battles of the votes in pieces; no piece costs more than the one before."""
    last = 0
    while True:
        battles = list(votes.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not battles:
            return
        last = battles[-1]
        yield battles


def _undigested(arena: Arena, battles: Sequence[int]) -> list[tuple[int, str]]:
    """Battle and first prompt, of those of the battles that are to have a digest and have none.

    They are looked up by range: long lists of numbers, and joins with a table that is new, are slow.
    """
    between = {"battle_id__gte": battles[0], "battle_id__lte": battles[-1]}
    noted = PromptDigest.objects.filter(normalisation=NORMALISATION, **between)
    fresh = set(battles).difference(noted.values_list("battle_id", flat=True))
    if not fresh:
        return []
    prompts = Prompt.objects.filter(
        turn=1, battle__arena=arena, battle__mode=Battle.Mode.ANONYMOUS, **between
    ).annotate(declared=F("battle__tags").bitand(int(Tag.FREQUENCY_DECLARED)))
    rows = prompts.filter(declared=0).order_by("battle_id").values_list("battle_id", "text")
    return [(battle, text) for battle, text in rows if battle in fresh]


def battles_to_drop(arena: Arena) -> set[int]:
    """The battles that the rule drops (see battles.frequency), of those whose prompts have their digests."""
    digests = PromptDigest.objects.filter(arena=arena, digest__isnull=False)
    often = digests.values("digest").annotate(votes=Count("pk")).filter(votes__gt=KEPT).order_by()
    votes = dict(often.values_list("digest", "votes"))
    if not votes:
        return set()
    frequent = sorted(find_too_frequent(votes, distinct=digests.values("digest").distinct().count()))
    found: set[int] = set()
    for some in _chunks(frequent, CHANGES_AT_ONCE):
        rows = digests.filter(digest__in=some).order_by("digest").values_list("digest", "battle_id")
        for _digest, group in itertools.groupby(rows.iterator(), key=lambda row: row[0]):
            found |= dropped([battle for _, battle in group])
    return found


class Deduplication:
    """One look at an arena's digests: the battles to drop that are not, and those dropped to free again.

    Only what differs from the facts as they are is a change, so a second look has nothing to do. A look at
    recent votes (`since`) ends where none is new. `digested` counts the prompts that were.
    """

    def __init__(self, arena: Arena, *, since: dt.date | None = None) -> None:
        self._arena = arena
        self._since = since
        self.digested = 0

    def changes(self) -> Iterator[list[Change]]:
        """The changes, a batch at a time; digests are stored, facts are not."""
        self.digested = store_digests(self._arena, since=self._since)
        if self._since is not None and not self.digested:
            return
        wanted = battles_to_drop(self._arena)
        rows = PromptDigest.objects.filter(arena=self._arena, is_dropped=True)
        held = set(rows.values_list("battle_id", flat=True))
        for ids in _chunks(sorted(wanted ^ held), CHANGES_AT_ONCE):
            battles = list(Battle.objects.filter(pk__in=ids).order_by("pk"))
            yield [
                change.finding([frequency_fact(is_dropped=change.battle.pk in wanted)])
                for change in unchanged(battles)
            ]


@transaction.atomic
def apply_deduplication(changes: Sequence[Change]) -> int:
    """Write the facts as battles.rescanning does, and what they say beside the digests.

    A battle that changed meanwhile is left for the next look. Returns how many were written.
    """
    written = write_changes(changes)
    for is_dropped in (True, False):
        PromptDigest.objects.filter(
            pk__in=[change.battle.pk for change in written if _drops(change) == is_dropped]
        ).update(is_dropped=is_dropped)
    return len(written)


def deduplicate(arenas: Iterable[Arena]) -> int:
    """Bring the dedup facts of these arenas up to date; returns how many battles changed.

    Votes of past days, as an import brings them, are found within a day.
    """
    written = 0
    for arena in arenas:
        seen = f"dedup:{arena.pk}"
        since = (timezone.now() - RECENT).date() if cache.get(seen) else None
        for changes in Deduplication(arena, since=since).changes():
            written += apply_deduplication(changes)
        if since is None:
            cache.set(seen, 1, timeout=WHOLE_SECONDS)
    return written


def _drops(change: Change) -> bool:
    return any(fact.detector == DETECTOR and bool(fact.value["dropped"]) for fact in change.found)


def _chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))

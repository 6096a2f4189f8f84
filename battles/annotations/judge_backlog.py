"""The prompts that have no verdict of the judge yet, and what the judge says of them."""

import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.cache import cache

from battles.annotations.judge_client import Judge, label_prompts
from battles.annotations.rescan import Change, apply_changes, unchanged
from battles.detectors.judging import DETECTOR, FAILURES, MAX_FAILURES
from battles.models import Annotation, Arena, Battle, Prompt
from battles.tags import JUDGED_MASK

PAGE = 2_000
BATCH = 20
"""Battles asked about before what was found is written; so many verdicts a killed run loses at most."""

MINUTE = 60
MOST_PAGES = 20
"""Pages of older battles that one look by the timetable goes through."""

MOST_AT_ONE_LOOK = 200
BUSY = "judge:busy"
BUSY_SECONDS = 900

sleep = time.sleep
"""By this name so that tests need not wait."""


class JudgeLabels:
    """One look at the voted blind battles with texts, newest first, by one judge.

    - A battle is asked about unless it has a verdict of the judge's current version, or has failed to get
      one MAX_FAILURES times (`again`: however often), or came with judged tags from its log.
    - `limit`: at most so many questions. `below`: only first prompts with smaller ids. `pages`: at most so
      many pages of battles are looked at.
    - No more are asked in a minute than the site allows; `waits` for the next one, or ends.

    Afterwards `looked_at` and `asked` count battles, `below` says where to go on, None at the end, and
    `is_in_trouble` whether it ended because the judge could not be reached.
    """

    def __init__(
        self,
        judge: Judge,
        *,
        arena: Arena | None = None,
        limit: int | None = None,
        below: int | None = None,
        pages: int | None = None,
        again: bool = False,
        waits: bool = False,
    ) -> None:
        self._judge = judge
        self._limit = limit
        self._pages_left = pages
        self._again = again
        self._waits = waits
        self._prompts = Prompt.objects.filter(
            turn=1, battle__state=Battle.State.VOTED, battle__mode=Battle.Mode.ANONYMOUS
        ).exclude(text="")
        if arena is not None:
            self._prompts = self._prompts.filter(battle__arena=arena)
        self.below = below
        self.looked_at = self.asked = 0
        self.is_in_trouble = False

    def changes(self) -> Iterator[list[Change]]:
        """What was found in one batch of battles after another."""
        for waiting in self._pages():
            while waiting:
                size = self._size(len(waiting))
                if not size:
                    return
                batch, waiting = waiting[:size], waiting[size:]
                changes = self._ask(batch)
                if changes:
                    yield changes
                if self.is_in_trouble:
                    return

    def _pages(self) -> Iterator[list[int]]:
        """The battles to ask about, a page of battles at a time."""
        while self._pages_left is None or self._pages_left > 0:
            older = self._prompts if self.below is None else self._prompts.filter(pk__lt=self.below)
            rows = list(older.order_by("-pk").values_list("pk", "battle_id", "battle__tags")[:PAGE])
            if not rows:
                self.below = None
                return
            self.looked_at += len(rows)
            yield self._without_verdict({battle: tags for _pk, battle, tags in rows})
            self.below = rows[-1][0]
            if self._pages_left is not None:
                self._pages_left -= 1

    def _without_verdict(self, tags: dict[int, int]) -> list[int]:
        judged: dict[int, str] = {}
        failed: dict[int, int] = {}
        rows = Annotation.objects.filter(battle_id__in=list(tags), detector__in=[DETECTOR, FAILURES])
        for battle, detector, version in rows.order_by("pk").values_list("battle_id", "detector", "version"):
            if detector == DETECTOR:
                judged[battle] = version
            elif version == self._judge.version:
                failed[battle] = failed.get(battle, 0) + 1
        return [
            battle
            for battle, bits in tags.items()
            if judged.get(battle) != self._judge.version
            and (battle in judged or not bits & JUDGED_MASK)
            and (self._again or failed.get(battle, 0) < MAX_FAILURES)
        ]

    def _size(self, wanted: int) -> int:
        """How many may be asked about next; 0 at the end."""
        size = min(wanted, BATCH)
        if self._limit is not None:
            size = min(size, self._limit - self.asked)
        if size <= 0:
            return 0
        allowed = allowance(size)
        while not allowed and self._waits:
            sleep(MINUTE - time.time() % MINUTE)
            allowed = allowance(size)
        return allowed

    def _ask(self, battle_ids: list[int]) -> list[Change]:
        self.asked += len(battle_ids)
        prompts: dict[int, list[str]] = {pk: [] for pk in battle_ids}
        rows = Prompt.objects.filter(battle_id__in=battle_ids).order_by("battle_id", "turn")
        for battle, text in rows.values_list("battle_id", "text"):
            prompts[battle].append(text)
        before = unchanged(list(Battle.objects.filter(pk__in=battle_ids).order_by("pk")))
        facts = label_prompts(self._judge, [prompts[change.battle.pk] for change in before])
        self.is_in_trouble = None in facts
        return [
            change.finding([fact]) for change, fact in zip(before, facts, strict=True) if fact is not None
        ]


def allowance(wanted: int) -> int:
    """How many of so many questions may be put in this minute; counted for all processes of a cache."""
    limit = settings.JUDGE_PER_MINUTE
    if not limit:
        return wanted
    key = f"judge:{int(time.time() // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        used = cache.incr(key, wanted)
    except ValueError:  # evicted between the two calls
        cache.set(key, wanted, timeout=2 * MINUTE)
        used = wanted
    return max(0, wanted - max(0, used - limit))


def judge_some(judge: Judge, *, on_batch: Callable[[list[Change]], int] = apply_changes) -> int:
    """Ask about prompts without a verdict: the newest first, then older ones from where the last look ended.

    Returns how many battles were written. While another process looks, nothing; two that did look at once
    would write every verdict once all the same.
    """
    if not cache.add(BUSY, 1, timeout=BUSY_SECONDS):
        return 0
    try:
        newest = JudgeLabels(judge, limit=MOST_AT_ONE_LOOK, pages=1)
        written = sum(on_batch(changes) for changes in newest.changes())
        if newest.below is None or newest.is_in_trouble:
            return written
        place = f"judge:below:{judge.version}"
        older = JudgeLabels(
            judge,
            limit=MOST_AT_ONE_LOOK - newest.asked,
            pages=MOST_PAGES,
            below=cache.get(place, newest.below),
        )
        written += sum(on_batch(changes) for changes in older.changes())
        cache.set(place, older.below or newest.below, timeout=None)
        return written
    finally:
        cache.delete(BUSY)

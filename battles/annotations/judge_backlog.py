"""Find the prompts that have no labels of the judge yet, and label them."""

import contextlib
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.cache import cache

from battles.annotations.judge_client import Judge, label_prompts
from battles.annotations.rescan import Change, apply_changes, load_unchanged
from battles.detectors.judging import DETECTOR, FAILURES, MAX_FAILURES
from battles.leases import LeaseTaken, hold, job_lease
from battles.models import Annotation, Arena, Battle, Prompt
from battles.rate_limits import Counter, Limit, RateLimited, count
from battles.tags import JUDGED_MASK

PAGE = 2_000
BATCH = 20
"""Battles labelled before the labels are written: a killed run loses at most so many."""

MINUTE = 60
WAIT_SECONDS = 5.0
MAX_PAGES = 20
"""Pages of older battles that one scheduled run reads."""

MAX_LABELLED_PER_RUN = 200
LEASE = "judge"

sleep = time.sleep
"""A module attribute, so that tests can replace it."""


class JudgeLabels:
    """One pass over the voted blind battles with texts, newest first, by one judge.

    - A battle is labelled unless it has labels of the judge's current version, has failed MAX_FAILURES times
      (`again` ignores failures), or was imported with judged tags.
    - limit: the maximum of questions. below: only first prompts with smaller ids. pages: the maximum of
      pages of battles.
    - No more questions are asked in a minute than the site allows; `waits` for the next minute, or ends.

    Afterwards `scanned_count` and `asked_count` count battles, `below` is where to continue (None at the
    end), and `is_unreachable` is true if the pass ended because the judge could not be reached.
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
        self.scanned_count = self.asked_count = 0
        self.is_unreachable = False

    def changes(self) -> Iterator[list[Change]]:
        """Yield the changes, one batch of battles at a time."""
        for battle_ids in self._pages():
            while battle_ids:
                size = self._batch_size(len(battle_ids))
                if not size:
                    return
                batch, battle_ids = battle_ids[:size], battle_ids[size:]
                changes = self._ask(batch)
                if changes:
                    yield changes
                if self.is_unreachable:
                    return

    def _pages(self) -> Iterator[list[int]]:
        """Yield the battles to label, a page of battles at a time."""
        while self._pages_left is None or self._pages_left > 0:
            older = self._prompts if self.below is None else self._prompts.filter(pk__lt=self.below)
            rows = list(older.order_by("-pk").values_list("pk", "battle_id", "battle__tags")[:PAGE])
            if not rows:
                self.below = None
                return
            self.scanned_count += len(rows)
            yield self._without_labels({battle: tags for _pk, battle, tags in rows})
            self.below = rows[-1][0]
            if self._pages_left is not None:
                self._pages_left -= 1

    def _without_labels(self, tags: dict[int, int]) -> list[int]:
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

    def _batch_size(self, wanted: int) -> int:
        """Return how many battles may be labelled next; 0 at the end."""
        size = min(wanted, BATCH)
        if self._limit is not None:
            size = min(size, self._limit - self.asked_count)
        if size <= 0:
            return 0
        allowed = reserve_questions(size)
        while not allowed and self._waits:
            sleep(WAIT_SECONDS)
            allowed = reserve_questions(size)
        return allowed

    def _ask(self, battle_ids: list[int]) -> list[Change]:
        self.asked_count += len(battle_ids)
        prompts: dict[int, list[str]] = {pk: [] for pk in battle_ids}
        rows = Prompt.objects.filter(battle_id__in=battle_ids).order_by("battle_id", "turn")
        for battle, text in rows.values_list("battle_id", "text"):
            prompts[battle].append(text)
        unchanged = load_unchanged(list(Battle.objects.filter(pk__in=battle_ids).order_by("pk")))
        facts = label_prompts(self._judge, [prompts[change.battle.pk] for change in unchanged])
        self.is_unreachable = None in facts
        return [
            change.with_facts([fact])
            for change, fact in zip(unchanged, facts, strict=True)
            if fact is not None
        ]


def reserve_questions(wanted: int) -> int:
    """Return how many of the wanted questions the last minute allows; counted for all processes."""
    limit = settings.JUDGE_PER_MINUTE
    if not limit:
        return wanted
    counter = Counter("judge", Limit(limit, MINUTE))
    for allowed in range(wanted):
        try:
            count([counter])
        except RateLimited:
            return allowed
    return wanted


def judge_some(judge: Judge, *, on_batch: Callable[[list[Change]], int] = apply_changes) -> int:
    """Label prompts without labels: the newest first, then older ones from where the last run ended.

    Returns the number of battles written. Does nothing while another process runs it; two runs at the same
    time would still write each battle's labels once.
    """
    with contextlib.suppress(LeaseTaken), hold(job_lease(LEASE)):
        newest = JudgeLabels(judge, limit=MAX_LABELLED_PER_RUN, pages=1)
        written = sum(on_batch(changes) for changes in newest.changes())
        if newest.below is None or newest.is_unreachable:
            return written
        cursor_key = f"judge:below:{judge.version}"
        older = JudgeLabels(
            judge,
            limit=MAX_LABELLED_PER_RUN - newest.asked_count,
            pages=MAX_PAGES,
            below=cache.get(cursor_key, newest.below),
        )
        written += sum(on_batch(changes) for changes in older.changes())
        cache.set(cursor_key, older.below or newest.below, timeout=None)
        return written
    return 0

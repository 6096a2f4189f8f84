"""The job that erases traces and texts when the retention policy says so, and finishes asked erasures.

It goes through the battles of each arena in the order in which they were opened, and remembers how far it has
come, so a run costs what is new. A run ends after its budget of time; the next one continues. Imported and
simulated battles have no traces, and their texts belong to a published log: they are passed over.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from battles.erasure.erase import (
    ErasureRequest,
    erase_battles,
    erase_traces,
    erase_voter_traces,
    finish_erasures,
)
from battles.models import Arena, Battle, Erasure, RetentionCursor, RetentionPolicy, Voter
from battles.visitors import destroy_old_keys

BATCH = 500
BUDGET_SECONDS = 20.0
BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

HasTime = Callable[[], bool]


def apply_retention(
    *, now: dt.datetime, budget: float = BUDGET_SECONDS, clock: Callable[[], float] = time.monotonic
) -> int:
    """Erase what is too old. Returns the number of battles, voters and keys that changed."""
    policy = RetentionPolicy.objects.in_effect(now=now)
    request = ErasureRequest(Erasure.Cause.RETENTION, policy=policy)
    ends = clock() + budget

    def has_time() -> bool:
        return clock() < ends

    before = now - dt.timedelta(days=policy.trace_days)
    number = finish_erasures(now=now, has_time=has_time)
    number += _erase_voter_traces(before, has_time)
    number += _erase_battle_traces(before, has_time, request, now)
    if policy.text_days is not None:
        number += _erase_texts(now - dt.timedelta(days=policy.text_days), has_time, request, now)
    keys = destroy_old_keys(now=now, days=policy.trace_days)
    request.record(Erasure.Kind.KEYS, keys, now)
    return number + keys


def _erase_voter_traces(before: dt.datetime, has_time: HasTime) -> int:
    """Voters have an index by hash only: the few with a trace are read through it."""
    number = 0
    old = Voter.objects.filter(address_hash__gt="", created_at__lt=before)
    while has_time():
        ids = list(old.order_by("address_hash").values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        with transaction.atomic():
            number += erase_voter_traces(ids)
    return number


def _erase_battle_traces(
    before: dt.datetime, has_time: HasTime, request: ErasureRequest, now: dt.datetime
) -> int:
    number = 0
    for ids in _pages("traces", Battle.objects.exclude(address_hash=""), before, has_time):
        with transaction.atomic():
            changed = erase_traces(ids)
            request.record(Erasure.Kind.TRACES, changed, now)
        number += changed
    return number


def _erase_texts(before: dt.datetime, has_time: HasTime, request: ErasureRequest, now: dt.datetime) -> int:
    battles = Battle.objects.filter(erased_at__isnull=True)
    pages = _pages("texts", battles, before, has_time)
    return sum(erase_battles(ids, request=request, now=now) for ids in pages)


def _pages(
    name: str, battles: QuerySet[Battle], before: dt.datetime, has_time: HasTime
) -> Iterator[list[int]]:
    """Yield the ids of an arena's old live battles that are left, page by page, for every arena.

    The caller changes each page so that it is not among `battles` any more; then the cursor passes it.
    """
    for arena in Arena.objects.order_by("pk"):
        cursor, _is_new = RetentionCursor.objects.get_or_create(
            name=f"{name} {arena.pk}", defaults={"passed": BEGINNING}
        )
        while has_time():
            left = battles.filter(
                arena=arena, origin=Battle.Origin.LIVE, opened_at__gte=cursor.passed, opened_at__lt=before
            )
            page = list(left.order_by("opened_at").values_list("pk", "opened_at")[:BATCH])
            if not page:
                break
            yield [pk for pk, _at in page]
            cursor.passed = page[-1][1]
            cursor.save(update_fields=["passed"])

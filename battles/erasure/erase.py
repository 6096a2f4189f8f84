"""Erase the texts and traces of battles; the vote, its facts and its place in the boards stay.

- A ballot that waits for the end of its grace becomes the vote first: the visitor has cast it.
- A running battle is stopped and closed; a late end of its turn is refused by its fencing number.
- An answered battle without a ballot is closed and takes no vote.
- Texts are erased in every place of the registry (battles.texts). Places outside the database are walked
  before and after the transaction, so that nothing written meanwhile is left.
- An erased voter's row stays, without traces and under a new key: no cookie leads to it any more.

Doing it twice changes nothing.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from battles import services
from battles.annotations.live import annotate_battle
from battles.counting.exclusions import lock_battles, lock_voters
from battles.generation.claims import get_newest_turn
from battles.generation.runner import RUNNER
from battles.models import AddressTrace, Answer, Battle, Erasure, ErasureOrder, RetentionPolicy, Voter
from battles.texts import erase_texts

logger = logging.getLogger(__name__)

BATCH = 200
MAX_AT_ONCE = 1_000
"""Battles that a visitor's request erases itself; the job erases the others."""

OPEN = (Battle.State.RUNNING, Battle.State.ANSWERED)


@dataclass(frozen=True)
class ErasureRequest:
    """Why something is erased: the cause, for staff also who and the reason, for the job its policy."""

    cause: Erasure.Cause
    actor: AbstractBaseUser | None = None
    reason: str = ""
    policy: RetentionPolicy | None = None

    def record(self, kind: Erasure.Kind, number: int, now: dt.datetime) -> None:
        """Store how many were erased; nothing if none were."""
        if number:
            policy = self.policy if self.policy is not None and self.policy.pk else None
            Erasure.objects.create(
                cause=self.cause,
                kind=kind,
                number=number,
                actor=self.actor,
                reason=self.reason,
                policy=policy,
                erased_at=now,
            )


BY_VISITOR = ErasureRequest(Erasure.Cause.VISITOR)


def erase_battles(battle_ids: Iterable[int], *, request: ErasureRequest, now: dt.datetime) -> int:
    """Erase the texts and traces of these battles. Returns how many were not erased before."""
    ids = sorted(set(battle_ids))
    return sum(_erase_batch(ids[start : start + BATCH], request, now) for start in range(0, len(ids), BATCH))


def erase_voter(voter: Voter, *, request: ErasureRequest, now: dt.datetime, limit: int = MAX_AT_ONCE) -> int:
    """Erase what is held of a voter, `limit` battles at once. Returns how many battles were erased.

    The voter gets a new key first, so that its browser opens no battle meanwhile. What is left, or was left
    by a process that died, is erased by the retention job (`finish_erasures`).
    """
    erase_texts([], [voter.pk], outside=False)  # by the key that the voter has still
    voter.key = uuid.uuid4()
    voter.address_hash = ""
    voter.erasure_asked_at = now
    with transaction.atomic():
        voter.save(update_fields=["key", "address_hash", "erasure_asked_at"])
        asked = {"cause": request.cause, "reason": request.reason, "actor": request.actor}
        ErasureOrder.objects.update_or_create(voter=voter, defaults=asked)
    return _continue_erasure(voter, request, now, limit)


def finish_erasures(*, now: dt.datetime, has_time: Callable[[], bool]) -> int:
    """Continue the erasures of voters that are not finished, for the cause for which each was asked.

    Returns how many battles were erased.
    """
    number = 0
    waiting = Voter.objects.filter(erasure_asked_at__isnull=False).select_related("erasure_order__actor")
    for voter in waiting.order_by("erasure_asked_at")[:BATCH]:
        request = _read_order(voter)
        while has_time() and voter.erasure_asked_at is not None:
            number += _continue_erasure(voter, request, now, BATCH)
    return number


def _read_order(voter: Voter) -> ErasureRequest:
    """Why this erasure was asked; an earlier version of the site kept that of visitors' own only."""
    order: ErasureOrder | None = getattr(voter, "erasure_order", None)
    if order is None:
        return BY_VISITOR
    return ErasureRequest(Erasure.Cause(order.cause), actor=order.actor, reason=order.reason)


def _continue_erasure(voter: Voter, request: ErasureRequest, now: dt.datetime, limit: int) -> int:
    ids = list_battle_ids(voter)
    number = erase_battles(ids[:limit], request=request, now=now)
    if len(ids) <= limit:
        erase_texts([], [voter.pk], outside=True)
        with transaction.atomic():
            erase_texts([], [voter.pk], outside=False)
            voter.erasure_asked_at = None
            voter.save(update_fields=["erasure_asked_at"])
            ErasureOrder.objects.filter(voter=voter).delete()
    return number


def list_battle_ids(voter: Voter) -> list[int]:
    """The battles of a voter that have texts or traces."""
    battles = Battle.objects.filter(voter=voter, erased_at__isnull=True)
    return list(battles.order_by("pk").values_list("pk", flat=True))


def _erase_batch(ids: Sequence[int], request: ErasureRequest, now: dt.datetime) -> int:
    for battle in Battle.objects.filter(pk__in=ids, erased_at__isnull=True).select_related("arena"):
        _finish(battle, now)
    erase_texts(ids, outside=True)
    with transaction.atomic():
        lock_battles(ids)
        changed = _close_and_mark(ids, now)
        erase_texts(ids, outside=False)
        request.record(Erasure.Kind.TEXTS, changed, now)
    erase_texts(ids, outside=True)
    return changed


def _finish(battle: Battle, now: dt.datetime) -> None:
    """Stop a running turn, let a cast ballot become the vote, and read what the detectors have not read."""
    if battle.state == Battle.State.RUNNING:
        RUNNER.request_stop(get_newest_turn(battle))
    elif battle.state == Battle.State.ANSWERED and battle.settles_at is not None:
        services.reveal(battle, now=now)
    elif battle.unread_since is not None:
        try:
            annotate_battle(battle.pk)
        except Exception:
            logger.exception("battle %s is erased before a detector has read it", battle.pk)


def _close_and_mark(ids: Sequence[int], now: dt.datetime) -> int:
    """Close the open ones of these locked battles, and mark all as erased. Returns how many are new."""
    battles = Battle.objects.filter(pk__in=ids)
    open_ids = list(battles.filter(state__in=OPEN).values_list("pk", flat=True))
    Battle.objects.filter(pk__in=open_ids).update(
        state=Battle.State.INTERRUPTED,
        settles_at=None,
        generator=None,
        fence=Coalesce(F("fence"), Value(0)) + 1,
    )
    running = Answer.objects.filter(prompt__battle_id__in=open_ids, state=Answer.State.RUNNING)
    running.update(state=Answer.State.INTERRUPTED)
    erase_traces(ids)
    fresh = battles.filter(erased_at__isnull=True)
    return fresh.update(erased_at=now, unread_since=None)


def erase_traces(battle_ids: Sequence[int]) -> int:
    """Erase the address codes of battles, and nothing else. Returns how many had one."""
    AddressTrace.objects.filter(pk__in=battle_ids).delete()
    traced = Battle.objects.filter(pk__in=battle_ids).exclude(address_hash="")
    return traced.update(address_hash="", address_hash_before=None)


def erase_voter_traces(voter_ids: Sequence[int]) -> int:
    """Erase the address codes of voters, and nothing else. Returns how many had one."""
    lock_voters(voter_ids)
    return Voter.objects.filter(pk__in=voter_ids).exclude(address_hash="").update(address_hash="")

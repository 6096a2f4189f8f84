"""Makes deliveries of new events and sends those that are due. Safe to run twice, also at the same time.

- An event becomes one delivery for each receiver that wants it, in one transaction; a paused receiver's wait.
- A delivery is claimed before it is sent. A process that dies meanwhile leaves it due again after CLAIM.
- A receiver gets its messages one after another, the oldest first; after a failure the rest waits for the
  next run. It fails by any answer but 2xx, by no answer, and by an address that is not allowed.
- Attempts follow BACKOFF; then every day. After DEAD_AFTER without a success, or after 410, the receiver is
  paused: doctor and the admin say so. Nothing is dropped; a member of staff resumes it.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Iterable

import aiohttp
from django.db import transaction
from django.utils import timezone

from arenasite.webhooks.bodies import build_messages
from arenasite.webhooks.models import Delivery, Receiver
from arenasite.webhooks.signatures import SecretUnusable, read_secrets, sign
from battles.models import OutboxEvent
from battles.providers import close_all, session

BATCH = 200
CLAIM = dt.timedelta(minutes=5)
TIMEOUT_SECONDS = 10
DEAD_AFTER = dt.timedelta(days=3)
KEPT = dt.timedelta(days=30)
GONE = 410
LOGGED_ATTEMPTS = 20
BACKOFF = [dt.timedelta(seconds=n) for n in (5, 30, 300, 1800, 3600, 7200, 18_000, 36_000, 50_400)]
DAILY = dt.timedelta(days=1)


def send_webhooks(now: dt.datetime | None = None) -> int:
    """Handle new events and send what is due. Returns the number of messages delivered."""
    moment = now or timezone.now()
    handle_events(now=moment)
    delivered = sum(_send_all(receiver, now=moment) for receiver in _list_active())
    delete_old(now=moment)
    return delivered


def handle_events(*, now: dt.datetime) -> int:
    """Make deliveries of the events that have none yet. Returns the number of events."""
    number = 0
    for event in OutboxEvent.objects.filter(handled_at__isnull=True).order_by("pk")[:BATCH]:
        with transaction.atomic():
            if OutboxEvent.objects.filter(pk=event.pk, handled_at__isnull=True).update(handled_at=now):
                _make_deliveries(event, now=now)
                number += 1
    return number


def _make_deliveries(event: OutboxEvent, *, now: dt.datetime) -> None:
    receivers = [each for each in Receiver.objects.filter(is_enabled=True) if event.kind in each.kinds]
    if not receivers:
        return
    arenas = dict(Receiver.objects.filter(arena__isnull=False).values_list("pk", "arena__slug"))
    Delivery.objects.bulk_create(
        [
            Delivery(
                receiver=receiver,
                key=message.key,
                kind=event.kind,
                body=message.body,
                created_at=now,
                next_at=now,
            )
            for message in build_messages(event)
            for receiver in receivers
            if arenas.get(receiver.pk, message.arena) == message.arena
        ],
        ignore_conflicts=True,
    )


def _list_active() -> Iterable[Receiver]:
    return Receiver.objects.filter(is_enabled=True, paused_at__isnull=True).order_by("pk")


def _send_all(receiver: Receiver, *, now: dt.datetime) -> int:
    """Send a receiver's due messages until one fails. Returns how many were delivered."""
    delivered = 0
    due = receiver.deliveries.filter(delivered_at__isnull=True, next_at__lte=now)
    for delivery in due.order_by("pk")[:BATCH]:
        claimed = due.filter(pk=delivery.pk).update(next_at=now + CLAIM)
        if not claimed:
            return delivered
        status, error, milliseconds = _attempt(receiver, delivery, now=now)
        if not _note_attempt(receiver, delivery, status, error, milliseconds, now=now):
            return delivered
        delivered += 1
    return delivered


def _attempt(receiver: Receiver, delivery: Delivery, *, now: dt.datetime) -> tuple[int, str, int]:
    """Send once. Returns the status (0 without an answer), the error, and milliseconds."""
    started = time.monotonic()
    try:
        secrets = read_secrets(receiver.secrets)
        timestamp = int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "arena-webhooks/1",
            "webhook-id": delivery.key,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(secrets, key=delivery.key, timestamp=timestamp, body=delivery.body),
        }
        status, error = asyncio.run(_post(receiver.url, headers, delivery.body.encode())), ""
    except SecretUnusable as problem:
        status, error = 0, str(problem)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as problem:
        cause = problem.__cause__ or problem  # aiohttp does not repeat why the socket could not be opened
        status, error = 0, f"{type(cause).__name__}: {cause}"[:300]
    return status, error, round((time.monotonic() - started) * 1000)


async def _post(url: str, headers: dict[str, str], body: bytes) -> int:
    """Post without following redirects; the session refuses private addresses when it connects."""
    try:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with session().post(
            url, data=body, headers=headers, allow_redirects=False, timeout=timeout
        ) as answer:
            return answer.status
    finally:
        await close_all()


def _note_attempt(
    receiver: Receiver, delivery: Delivery, status: int, error: str, milliseconds: int, *, now: dt.datetime
) -> bool:
    """Store an attempt and what follows from it; whether it was a success."""
    succeeded = 200 <= status < 300
    line = {"at": now.isoformat(), "status": status, "error": error, "ms": milliseconds}
    wait = BACKOFF[delivery.attempts] if delivery.attempts < len(BACKOFF) else DAILY
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=delivery.attempts + 1,
        log=[*delivery.log, line][-LOGGED_ATTEMPTS:],
        delivered_at=now if succeeded else None,
        next_at=now if succeeded else now + wait,
    )
    if succeeded:
        receiver.failing_since = None
    else:
        receiver.failing_since = receiver.failing_since or now
        if status == GONE or now - receiver.failing_since >= DEAD_AFTER:
            receiver.paused_at = now
            receiver.pause_reason = f"{status or 'no answer'} {error}".strip()[:300]
    receiver.save(update_fields=["failing_since", "paused_at", "pause_reason"])
    return succeeded


def resume(receivers: Iterable[Receiver], *, now: dt.datetime) -> None:
    """Send again to paused receivers, everything that waited first."""
    for receiver in receivers:
        receiver.paused_at, receiver.failing_since, receiver.pause_reason = None, None, ""
        receiver.save(update_fields=["failing_since", "paused_at", "pause_reason"])
        receiver.deliveries.filter(delivered_at__isnull=True).update(next_at=now, attempts=0)


def delete_old(*, now: dt.datetime) -> None:
    """Delete handled events and delivered messages that are older than KEPT."""
    OutboxEvent.objects.filter(handled_at__lt=now - KEPT).delete()
    Delivery.objects.filter(delivered_at__lt=now - KEPT).delete()

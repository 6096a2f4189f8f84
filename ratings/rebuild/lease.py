"""At most one rebuild for each arena at a time: a row with a fencing number, an expiry time and a sign of
life.

- Taking the lease raises its number by one. Every transaction that stores something under the lease begins by
  renewing it (`fenced`): the update locks the row, and fails where the number is not the newest. A process
  that slept past its lease therefore stores nothing.
- A holder at work renews the lease every few seconds from a second thread (`heartbeat`). If it is killed, the
  lease is free within 30 seconds.
- Parts of a run that wait in a queue have no process that could renew: the lease lasts three minutes.
- All times are the database's.
"""

import contextlib
import datetime as dt
import logging
import os
import socket
import threading
from collections.abc import Iterator

from django.db import DatabaseError, connections, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from battles.models import Arena
from ratings.models import ALIVE_SECONDS, Lease

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 8.0
QUEUED_SECONDS = 180
MAX_HEARTBEATS = 450
"""An hour: a holder that hangs longer is no sign of life."""


class LeaseTaken(Exception):
    """Another process has this arena's lease; the message says which, and since when."""


@contextlib.contextmanager
def hold_lease(arena: Arena, *, take_over: bool = False) -> Iterator[str]:
    """Hold the arena's lease inside the block. Raises LeaseTaken at once instead of waiting."""
    holder = take_lease(arena, take_over=take_over)
    try:
        with heartbeat(arena, holder):
            yield holder
    finally:
        release_lease(arena, holder)


def take_lease(arena: Arena, *, take_over: bool = False) -> str:
    """Take the arena's lease; return the holder's name, which ends with the fencing number.

    take_over: take it from another holder too; that one then stores nothing more. Raises LeaseTaken.
    """
    lease, _created = Lease.objects.get_or_create(arena=arena, defaults={"expires_at": timezone.now()})
    number = lease.number + 1
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{number}"
    unchanged = Lease.objects.filter(arena=arena, number=lease.number)
    if not take_over:
        unchanged = unchanged.filter(Q(holder="") | Q(expires_at__lt=Now()))
    if not unchanged.update(
        holder=holder, number=number, taken_at=Now(), queued=0, expires_at=_in_seconds(ALIVE_SECONDS)
    ):
        raise LeaseTaken(describe_lease(arena))
    return holder


def renew_lease(arena: Arena, holder: str) -> None:
    """Show a sign of life; inside a transaction also lock the lease until it ends.

    Raises LeaseTaken if another process took the lease meanwhile. While parts wait in a queue the lease keeps
    its longer time.
    """
    own = Lease.objects.filter(arena=arena, holder=holder)
    if not own.update(expires_at=Greatest("expires_at", _in_seconds(ALIVE_SECONDS))):
        raise LeaseTaken(describe_lease(arena))


@contextlib.contextmanager
def fenced(arena: Arena, holder: str) -> Iterator[None]:
    """A transaction that stores something under the lease. Raises LeaseTaken, and then stores nothing."""
    with transaction.atomic():
        renew_lease(arena, holder)
        yield


def queue_parts(arena: Arena, holder: str, number: int) -> None:
    """Keep the lease for parts of a run that wait in a queue. Raises LeaseTaken."""
    own = Lease.objects.filter(arena=arena, holder=holder)
    if not own.update(queued=number, expires_at=_in_seconds(QUEUED_SECONDS)):
        raise LeaseTaken(describe_lease(arena))


def start_part(arena: Arena, holder: str) -> None:
    """Take one part from the queue: from now on a heartbeat keeps the lease. Raises LeaseTaken."""
    own = Lease.objects.filter(arena=arena, holder=holder)
    if not own.update(queued=Greatest(F("queued") - 1, 0), expires_at=_in_seconds(ALIVE_SECONDS)):
        raise LeaseTaken(describe_lease(arena))


def end_part(arena: Arena, holder: str) -> None:
    """Keep the lease for the parts that still wait, if there are any."""
    waiting = Lease.objects.filter(arena=arena, holder=holder, queued__gt=0)
    waiting.update(expires_at=_in_seconds(QUEUED_SECONDS))


def release_lease(arena: Arena, holder: str) -> None:
    """Release the lease if this holder still has it."""
    Lease.objects.filter(arena=arena, holder=holder).update(holder="", queued=0)


@contextlib.contextmanager
def heartbeat(arena: Arena, holder: str) -> Iterator[None]:
    """Renew the lease from a thread while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(arena, holder, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(arena: Arena, holder: str, stop: threading.Event) -> None:
    try:
        for _ in range(MAX_HEARTBEATS):
            if stop.wait(HEARTBEAT_SECONDS):
                return
            try:
                renew_lease(arena, holder)
            except LeaseTaken:
                return
            except DatabaseError as error:
                logger.warning("the lease of %s could not be renewed: %s", arena.slug, error)
                connections.close_all()
    finally:
        connections.close_all()


def describe_lease(arena: Arena) -> str:
    """Who holds the arena's lease and since when, for a message."""
    lease = Lease.objects.filter(arena=arena).first()
    if lease is None or not lease.holder:
        return f"the lease of {arena.slug} is free"
    since = f" since {lease.taken_at:%Y-%m-%d %H:%M:%S} UTC" if lease.taken_at else ""
    waiting = f", {lease.queued} parts in the queue" if lease.queued else ""
    return (
        f"{lease.holder} rebuilds {arena.slug}{since}{waiting}; without a sign of life the lease is free at "
        f"{lease.expires_at:%H:%M:%S} UTC"
    )


def _in_seconds(seconds: float) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + dt.timedelta(seconds=seconds), output_field=DateTimeField())

"""At most one rebuild for each arena at a time: a row taken by a conditional update, with an expiry time."""

import contextlib
import datetime as dt
import os
import socket
import uuid
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from battles.models import Arena
from ratings.models import Lease

LEASE = dt.timedelta(minutes=10)


class LeaseTaken(Exception):
    """Another process has this arena's lease."""


@contextlib.contextmanager
def hold_lease(arena: Arena) -> Iterator[str]:
    """Hold the arena's lease inside the block. Raises LeaseTaken at once instead of waiting."""
    holder = take_lease(arena)
    try:
        yield holder
    finally:
        release_lease(arena, holder)


def take_lease(arena: Arena) -> str:
    """Take the arena's lease for ten minutes; return the holder's name, which renews and releases it.

    Raises LeaseTaken. The lease of a killed holder expires.
    """
    holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    now = timezone.now()
    Lease.objects.get_or_create(arena=arena, defaults={"expires_at": now})
    free = Q(holder="") | Q(expires_at__lt=now)
    if not Lease.objects.filter(free, arena=arena).update(holder=holder, expires_at=now + LEASE):
        raise LeaseTaken(arena.slug)
    return holder


def renew_lease(arena: Arena, holder: str) -> None:
    """Hold the lease for another ten minutes. Raises LeaseTaken if it expired and another process took it."""
    mine = Lease.objects.filter(arena=arena, holder=holder)
    if not mine.update(expires_at=timezone.now() + LEASE):
        raise LeaseTaken(arena.slug)


def release_lease(arena: Arena, holder: str) -> None:
    """Release the lease if this holder still has it."""
    Lease.objects.filter(arena=arena, holder=holder).update(holder="")


def is_held(arena: Arena, holder: str) -> bool:
    """Whether this holder's lease has not expired."""
    return Lease.objects.filter(arena=arena, holder=holder, expires_at__gte=timezone.now()).exists()

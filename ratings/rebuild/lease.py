"""At most one rebuild for each arena at a time: the arena's lease (see battles.leases).

A rebuild by several workers has parts. They are named in the lease's row until a process starts them. The
process that opened the run rates parts that no other has started, so each waiting part has an owner that
gives signs of life, and each started part has its own.
"""

import contextlib
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from battles import leases
from battles.leases import LeaseTaken
from battles.models import Arena
from ratings.models import Lease

__all__ = ["LeaseTaken"]


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

    take_over: take it from another holder too; that one then stores nothing more. Raises LeaseTaken, whose
    message says who has it.
    """
    Lease.objects.get_or_create(arena=arena, defaults={"expires_at": timezone.now()})
    with _described(arena):
        return leases.take(_lease(arena), take_over=take_over, waiting=[])


def renew_lease(arena: Arena, holder: str) -> None:
    """Show a sign of life; inside a transaction also lock the lease until it ends.

    Raises LeaseTaken if another process took the lease meanwhile.
    """
    with _described(arena):
        leases.renew(_lease(arena), holder)


@contextlib.contextmanager
def fenced(arena: Arena, holder: str) -> Iterator[None]:
    """A transaction that stores something under the lease. Raises LeaseTaken, and then stores nothing."""
    with leases.fenced(_lease(arena), holder):
        yield


def queue_parts(arena: Arena, holder: str, number: int) -> None:
    """Name the parts of a run, from 0, that no process has started. Raises LeaseTaken."""
    with _described(arena):
        leases.renew(_lease(arena), holder, waiting=list(range(number)))


def start_part(arena: Arena, holder: str, part: int) -> bool:
    """Start one part; whether no other process has started it. Raises LeaseTaken."""
    with _described(arena), fenced(arena, holder):
        waiting = _lease(arena).values_list("waiting", flat=True).get()
        if part not in waiting:
            return False
        _lease(arena).update(waiting=[each for each in waiting if each != part])
        return True


def release_lease(arena: Arena, holder: str) -> None:
    """Release the lease if this holder still has it."""
    leases.release(_lease(arena), holder)


def heartbeat(arena: Arena, holder: str) -> contextlib.AbstractContextManager[None]:
    """Renew the lease from a thread while the block runs."""
    return leases.heartbeat(_lease(arena), holder)


def describe_lease(arena: Arena) -> str:
    """Who holds the arena's lease and since when, for a message."""
    lease = Lease.objects.filter(arena=arena).first()
    if lease is None or not lease.holder:
        return f"the lease of {arena.slug} is free"
    since = f" since {lease.taken_at:%Y-%m-%d %H:%M:%S} UTC" if lease.taken_at else ""
    waiting = f", {len(lease.waiting)} parts wait" if lease.waiting else ""
    return (
        f"{lease.holder} rebuilds {arena.slug}{since}{waiting}; without a sign of life the lease is free at "
        f"{lease.expires_at:%H:%M:%S} UTC"
    )


def _lease(arena: Arena) -> QuerySet[Lease]:
    return Lease.objects.filter(arena=arena)


@contextlib.contextmanager
def _described(arena: Arena) -> Iterator[None]:
    """Give LeaseTaken a message that says who has the lease."""
    try:
        yield
    except LeaseTaken as error:
        raise LeaseTaken(describe_lease(arena)) from error

"""The one lock between processes: a row with a fencing number, an expiry time and a sign of life.

- Taking a lease raises its number by one. Every transaction that stores something under the lease begins by
  renewing it (`fenced`): the update locks the row, and fails where the number is not the newest. A process
  that slept past its lease therefore stores nothing.
- A holder at work renews the lease every few seconds from a second thread (`heartbeat`). If it is killed, the
  lease is free within ALIVE_SECONDS.
- Releasing frees it only for the holder that still has it.
- All times are the database's.

`lease` is always a queryset of exactly one row: `job_lease(name)`, or one of a table with LeaseRow's columns.
"""

import contextlib
import datetime as dt
import logging
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from battles.models import JobLease

logger = logging.getLogger(__name__)

ALIVE_SECONDS = 30
"""A lease without a sign of life is free after this time."""
HEARTBEAT_SECONDS = 8.0
MAX_HEARTBEATS = 450
"""An hour: a holder that hangs longer is no sign of life."""


class LeaseTaken(Exception):
    """Another process has the lease."""


def job_lease(name: str) -> QuerySet:
    """The lease of a job."""
    JobLease.objects.get_or_create(name=name, defaults={"expires_at": timezone.now()})
    return JobLease.objects.filter(pk=name)


@contextlib.contextmanager
def hold(lease: QuerySet, *, take_over: bool = False) -> Iterator[str]:
    """Hold the lease inside the block. Raises LeaseTaken at once instead of waiting."""
    holder = take(lease, take_over=take_over)
    try:
        with heartbeat(lease, holder):
            yield holder
    finally:
        release(lease, holder)


def take(lease: QuerySet, *, take_over: bool = False, **values: Any) -> str:
    """Take the lease; return the holder's name, which ends with the fencing number.

    take_over: take it from another holder too; that one then stores nothing more. values: other columns of
    the row to set. Raises LeaseTaken.
    """
    number = lease.values_list("number", flat=True).get() + 1
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{number}"
    unchanged = lease.filter(number=number - 1)
    if not take_over:
        unchanged = unchanged.filter(Q(holder="") | Q(expires_at__lt=Now()))
    if not unchanged.update(
        holder=holder, number=number, taken_at=Now(), expires_at=_in_seconds(ALIVE_SECONDS), **values
    ):
        raise LeaseTaken
    return holder


def is_free(lease: QuerySet) -> bool:
    """Whether it can be taken now: a read, cheaper than the attempt."""
    return lease.filter(Q(holder="") | Q(expires_at__lt=Now())).exists()


def renew(lease: QuerySet, holder: str, **values: Any) -> None:
    """Show a sign of life; inside a transaction also lock the lease until it ends.

    values: other columns of the row to set. Raises LeaseTaken if another process took the lease meanwhile.
    """
    if not lease.filter(holder=holder).update(expires_at=_in_seconds(ALIVE_SECONDS), **values):
        raise LeaseTaken


@contextlib.contextmanager
def fenced(lease: QuerySet, holder: str) -> Iterator[None]:
    """A transaction that stores something under the lease. Raises LeaseTaken, and then stores nothing."""
    with transaction.atomic():
        renew(lease, holder)
        yield


def release(lease: QuerySet, holder: str) -> None:
    """Release the lease if this holder still has it."""
    lease.filter(holder=holder).update(holder="")


@contextlib.contextmanager
def heartbeat(lease: QuerySet, holder: str) -> Iterator[None]:
    """Renew the lease from a thread while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(lease, holder, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(lease: QuerySet, holder: str, stop: threading.Event) -> None:
    try:
        for _ in range(MAX_HEARTBEATS):
            if stop.wait(HEARTBEAT_SECONDS):
                return
            try:
                renew(lease, holder)
            except LeaseTaken:
                return
            except DatabaseError as error:
                logger.warning("a lease could not be renewed: %s", error)
                connections.close_all()
    finally:
        connections.close_all()


def _in_seconds(seconds: float) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + dt.timedelta(seconds=seconds), output_field=DateTimeField())

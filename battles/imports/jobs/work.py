"""Check and import the files of jobs, in a process of the background.

A job whose process was killed is taken by the next one. It reads the file again from the start: votes that
are stored already are known by their keys, and go on belonging to the same ImportBatch.
"""

import datetime as dt
import logging
import time

from django.db import DatabaseError
from django.utils import timezone

from battles.imports.arenas import ArenaRefused
from battles.imports.importer import Importer
from battles.imports.jobs.options import build_options
from battles.imports.jobs.results import describe_check, describe_report
from battles.imports.jobs.spool import FileRefused, delete_upload, find_path
from battles.imports.readers.entries import UnknownColumns, UnreadableFile
from battles.leases import LeaseTaken, hold, is_free, renew
from battles.models import ImportBatch, ImportJob

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 1.0
KEPT_DAYS = 7
"""A file that waits for an answer of staff is deleted after so many days."""

State = ImportJob.State


class Cancelled(Exception):
    """Staff cancelled the job while it was under way."""


def run_due() -> int:
    """Work on every job that is due and that no other process has. Returns how many."""
    cancel_forgotten(timezone.now())
    done = 0
    for pk in (
        ImportJob.objects.filter(state__in=(State.CHECKING, State.STORING))
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        lease = ImportJob.objects.filter(pk=pk)
        if not is_free(lease):
            continue
        try:
            with hold(lease) as holder:
                _run(lease, holder)
                done += 1
        except (LeaseTaken, Cancelled):
            continue
    return done


def cancel_forgotten(now: dt.datetime) -> int:
    """Cancel jobs that waited for an answer for KEPT_DAYS and delete their files. Returns how many."""
    forgotten = ImportJob.objects.filter(
        state=State.CHECKED, changed_at__lt=now - dt.timedelta(days=KEPT_DAYS)
    )
    number = 0
    for job in forgotten:
        delete_upload(job)
        number += ImportJob.objects.filter(pk=job.pk, state=State.CHECKED).update(
            state=State.CANCELLED, changed_at=now
        )
    return number


def _run(lease, holder: str) -> None:
    """Do what the job's state says. Its outcome is stored only while its state and the lease are the same."""
    job = lease.get()
    if not job.is_under_way:
        return
    try:
        values = _check(job, holder) if job.state == State.CHECKING else _store(job, holder)
    except (ArenaRefused, UnreadableFile, FileRefused, OSError, UnicodeError) as error:
        values = {"state": State.FAILED, "problem": str(error)[:500]}
    except (LeaseTaken, Cancelled, DatabaseError):
        raise  # another process goes on
    except Exception:
        logger.exception("the file of import job %s could not be read", job.pk)
        values = {"state": State.FAILED, "problem": "An error of the program; the log has it."}
    changed = lease.filter(holder=holder, state=job.state).update(changed_at=timezone.now(), **values)
    if changed and values["state"] in (State.DONE, State.FAILED):
        delete_upload(job)


def _check(job: ImportJob, holder: str) -> dict:
    importer = Importer(find_path(job), build_options(job))
    try:
        found = importer.dry_run(_Progress(job, holder, importer))
    except UnknownColumns as error:  # staff can map them
        return {
            "state": State.CHECKED,
            "problem": str(error)[:500],
            "result": describe_report(importer.report),
        }
    return {"state": State.CHECKED, "problem": "", "result": describe_check(found)}


def _store(job: ImportJob, holder: str) -> dict:
    stored_before = job.batch.votes if job.batch is not None else 0
    importer = Importer(
        find_path(job), build_options(job), batch=job.batch, on_stored=_Link(job, holder).note
    )
    report = importer.run(_Progress(job, holder, importer))
    report.imported += stored_before
    report.repeated -= stored_before  # read once more, by the run that went on
    return {"state": State.DONE, "problem": "", "result": describe_report(report)}


class _Link:
    """Notes the ImportBatch in the transaction that stores its first votes. Raises LeaseTaken."""

    def __init__(self, job: ImportJob, holder: str) -> None:
        self._job = job
        self._holder = holder

    def note(self, batch: ImportBatch) -> None:
        renew(ImportJob.objects.filter(pk=self._job.pk), self._holder, batch=batch)


class _Progress:
    """Stores how far the file was read, once a second, and renews the lease. Raises Cancelled."""

    def __init__(self, job: ImportJob, holder: str, importer: Importer) -> None:
        self._job = job
        self._holder = holder
        self._importer = importer
        self._due = 0.0

    def __call__(self, position: int, size: int) -> None:
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + PROGRESS_SECONDS
        lease = ImportJob.objects.filter(pk=self._job.pk)
        if not lease.filter(state=self._job.state).exists():
            raise Cancelled
        renew(lease, self._holder, position=position, size=size, records=self._importer.report.read)

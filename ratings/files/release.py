"""Make the files of every finished day once, and thin old ones. Safe to run twice, also at the same time.

- A day's files are made after its end (UTC), from what the arena showed then; bytes are stored, so that they
  are the same for ever, whatever version of a program serves them.
- Of months that ended more than ARENA_DATA_DAYS ago only the last release remains.
"""

import datetime as dt
import gzip
import hashlib

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from battles.models import Arena
from ratings.files.content import SCHEMA_VERSION, File, build_files
from ratings.history.board_on_day import published_on
from ratings.models import DataRelease, Rebuild, ReleaseFile

MAX_DAYS = 30
"""Days released in one run, so that a long history does not hold up other jobs."""


def release_arena(arena: Arena, *, now: dt.datetime | None = None, max_days: int = MAX_DAYS) -> int:
    """Make the files of finished days that have none, newest first; return the number of days."""
    today = (now or timezone.now()).astimezone(dt.UTC).date()
    known = set(DataRelease.objects.filter(arena=arena).values_list("day", flat=True))
    finished = [day for day in Rebuild.objects.last_of_days(arena) if day < today and day not in known]
    due = sorted(finished, reverse=True)[:max_days]
    for day in due:
        release_day(arena, day)
    thin_releases(arena, today=today)
    return len(due)


def release_day(arena: Arena, day: dt.date) -> DataRelease:
    """Store the files of one day, or the reason why there are none."""
    then = published_on(arena, day)
    files = list(build_files(then, day, license_name=settings.DATA_LICENSE)) if then else []
    is_empty = not any(file.snapshot for file in files)
    has_boards = then is not None and bool(then.rebuild.shown)
    gone = DataRelease.Gone.NO_SNAPSHOTS if has_boards and not then.snapshots().exists() else ""
    with transaction.atomic():
        release, is_new = DataRelease.objects.get_or_create(
            arena=arena,
            day=day,
            defaults={
                "made_at": timezone.now(),
                "schema_version": SCHEMA_VERSION,
                "license": settings.DATA_LICENSE,
                "gone": gone,
            },
        )
        if is_new and not is_empty:
            ReleaseFile.objects.bulk_create([_to_row(release, file) for file in files], batch_size=50)
    return release


def _to_row(release: DataRelease, file: File) -> ReleaseFile:
    packed = gzip.compress(file.body, 6, mtime=0)
    is_packed = len(packed) < len(file.body)
    return ReleaseFile(
        release=release,
        name=file.name,
        sha256=hashlib.sha256(file.body).hexdigest(),
        size=len(file.body),
        rows=file.rows,
        snapshot=file.snapshot,
        is_packed=is_packed,
        body=packed if is_packed else file.body,
    )


def read_body(file: ReleaseFile) -> bytes:
    """Return the bytes of a file."""
    body = bytes(file.body)
    return gzip.decompress(body) if file.is_packed else body


def thin_releases(arena: Arena, *, today: dt.date) -> int:
    """Delete the files of old releases that are not the last of their month; return the number of days."""
    if not settings.DATA_DAYS:
        return 0
    before = (today - dt.timedelta(days=settings.DATA_DAYS)).replace(day=1)
    kept = DataRelease.objects.filter(arena=arena, gone="").order_by("day")
    last = {(day.year, day.month): day for day in kept.values_list("day", flat=True)}
    old = kept.filter(day__lt=before).exclude(day__in=last.values())
    pks = list(old.values_list("pk", flat=True))
    with transaction.atomic():
        ReleaseFile.objects.filter(release__in=pks).delete()
        return DataRelease.objects.filter(pk__in=pks).update(gone=DataRelease.Gone.THINNED)


def find_kept(release: DataRelease) -> DataRelease | None:
    """Return the next release of the arena that has files: for a thinned day, the last of its month."""
    with_files = DataRelease.objects.filter(arena=release.arena, gone="")
    return with_files.filter(day__gt=release.day).order_by("day").first()

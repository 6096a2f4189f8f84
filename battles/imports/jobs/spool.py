"""Files to import: uploads on disk, and the files of the directory that ARENA_IMPORT_DIR names.

Uploads never enter the database. A file is deleted when its job ends.
"""

import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from battles.models import ImportJob

MAX_FILES_LISTED = 500
SUFFIXES = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".gz", ".txt")


class FileRefused(ValueError):
    """The file is too large, or not one that may be read; the message is for staff."""


def store_upload(chunks: Iterable[bytes]) -> str:
    """Write an upload to the spool, a chunk at a time. Returns its name there. Raises FileRefused."""
    settings.IMPORT_SPOOL.mkdir(parents=True, exist_ok=True)
    name, size = uuid.uuid4().hex, 0
    path = settings.IMPORT_SPOOL / name
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.IMPORT_UPLOAD_BYTES:
                    raise FileRefused(_("The file is too large. ARENA_IMPORT_DIR takes larger ones."))
                file.write(chunk)
        if not size:
            raise FileRefused(_("The file is empty."))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name


def list_files() -> list[str]:
    """The files below IMPORT_DIR that may be chosen, by their path in it; the first few hundred."""
    if not settings.IMPORT_DIR:
        return []
    root, names = Path(settings.IMPORT_DIR), []
    for path in sorted(root.rglob("*")):
        if path.name.lower().endswith(SUFFIXES) and path.is_file() and _is_below(path, root):
            names.append(str(path.relative_to(root)))
            if len(names) == MAX_FILES_LISTED:
                break
    return names


def find_path(job: ImportJob) -> Path:
    """Where the job's file is. Raises FileRefused if it is gone, or outside of what may be read."""
    root = settings.IMPORT_SPOOL if job.is_upload else Path(settings.IMPORT_DIR or "/nonexistent")
    path = root / job.path
    if not _is_below(path, root):
        raise FileRefused(_("This path leads out of the directory that may be read."))
    if not path.is_file():
        raise FileRefused(
            _("The file is not there. Web and background processes must share the data directory.")
        )
    return path


def delete_upload(job: ImportJob) -> None:
    """Delete the job's upload; a file of IMPORT_DIR stays."""
    if job.is_upload:
        (settings.IMPORT_SPOOL / job.path).unlink(missing_ok=True)


def _is_below(path: Path, root: Path) -> bool:
    """Whether the file is really in the directory, links followed."""
    return path.resolve().is_relative_to(root.resolve())

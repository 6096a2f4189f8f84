"""Collects the static files of the demo, which starts far more often than a file changes."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import django
import servestatic
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_static_files() -> bool:
    """Collect the static files, unless the last collection read the same ones; whether it was done.

    Files are the same if their paths, sizes and times of change are. A collection that was interrupted, or
    whose result was deleted, is done again.
    """
    root = Path(settings.STATIC_ROOT)
    stamp, manifest = root.with_name(f"{root.name}.digest"), root / "staticfiles.json"
    digest = _digest()
    if manifest.exists() and stamp.exists() and stamp.read_text() == digest:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)
    return True


def _digest() -> str:
    """A hash over everything that decides what is collected."""
    digest = hashlib.sha256(repr((django.VERSION, servestatic.__version__, settings.STORAGES)).encode())
    for name, path in sorted(_sources()):
        status = path.stat()
        digest.update(repr((name, str(path), status.st_size, status.st_mtime_ns)).encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))

"""A folder with an arena's votes and what was published of them: everything that recomputing needs."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from battles.exports import FORMATS, Pseudonyms, Screen, exported_names, write_votes
from battles.models import Arena
from ratings.rebuild import list_exported_boards

SCHEMA_VERSION = "1.0"
BLOCK = 2**20


def write_folder(
    arena: Arena,
    folder: Path,
    *,
    file_format: str,
    pseudonyms: Pseudonyms,
    round_seconds: int,
    screen: Screen | None = None,
    on_progress: Callable[[int], None],
) -> dict[str, Any]:
    """Write votes and then manifest.json; return the manifest. Raises OSError.

    The votes are those behind the published boards, all with their reasons; before a rebuild, those of now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    evidence, boards = list_exported_boards(arena)
    path = folder / f"votes.{FORMATS[file_format].ending}"
    with replaced(path) as file:
        counts = write_votes(
            arena,
            file,
            file_format=file_format,
            uncounted=True,
            pseudonyms=pseudonyms,
            round_seconds=round_seconds,
            evidence=evidence,
            screen=screen,
            on_progress=on_progress,
        )
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "arena": arena.slug,
        "made_at": timezone.now().isoformat(),
        "license": settings.DATA_LICENSE,
        "evidence": evidence.digest if evidence else None,
        "times_rounded_to_seconds": round_seconds,
        "votes": {
            "file": path.name,
            "format": file_format,
            "rows": counts.written,
            "by_reason": dict(sorted(counts.by_reason.items())),
            **({"conversations": dict(sorted(counts.conversations.items()))} if screen else {}),
            "bytes": path.stat().st_size,
            "sha256": _digest(path),
        },
        "contenders": {name: pk for pk, name in exported_names(arena).items()},
        "boards": boards,
    }
    with replaced(folder / "manifest.json") as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Open a file that replaces `path` only when complete; on error the old file is not changed."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:
                    yield packed
            else:
                yield raw
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)

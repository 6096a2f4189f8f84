"""Ends of turns in the data directory, while the database does not accept them.

One JSON file per end, readable by this user only, complete or absent. A file is deleted when its end is
stored or refused. Processes that share the directory may store the same file.
"""

import contextlib
import dataclasses
import json
import logging
import os
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

from battles.generation.storage.turn_end import AnswerEnd, StoreResult, TurnEnd, store_end
from battles.models import Battle

logger = logging.getLogger(__name__)

FOLDER = "spool"
LEFTOVER_SECONDS = 600


def save_end(end: TurnEnd) -> None:
    """Write an end to the spool. Raises OSError."""
    path = _path(end)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{uuid.uuid4().hex}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(dataclasses.asdict(end), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def delete_end(end: TurnEnd) -> None:
    """Remove an end from the spool, if it is there."""
    _path(end).unlink(missing_ok=True)


def store_spooled() -> int:
    """Store every end in the spool. Returns how many were stored.

    Stops quietly at the first that the database does not accept; the sweep calls it again.
    """
    stored = 0
    for path in get_folder().glob("*.tmp"):  # left by a process that died while it wrote
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                path.unlink()
    for path in sorted(get_folder().glob("*.json")):
        try:
            end = _read(path)
        except FileNotFoundError:
            continue  # another process has stored it
        except (ValueError, KeyError, TypeError):
            logger.exception("%s is not the end of a turn; it is kept as .bad", path.name)
            path.rename(path.with_suffix(".bad"))
            continue
        try:
            result = store_end(end)
        except (OperationalError, InterfaceError):
            return stored
        except Battle.DoesNotExist:
            result = StoreResult.REFUSED
        except Exception:
            logger.exception("%s cannot be stored; it is kept as .bad", path.name)
            path.rename(path.with_suffix(".bad"))
            continue
        path.unlink(missing_ok=True)
        stored += result == StoreResult.STORED
    return stored


def list_files() -> list[Path]:
    """Every file of the spool, unreadable and unfinished ones too. A name starts with the battle's id."""
    return [path for path in get_folder().glob("*") if path.is_file()]


def get_folder() -> Path:
    """The folder of ends and of shown texts; it may not exist yet."""
    return Path(settings.DATA_DIR) / FOLDER


def _path(end: TurnEnd) -> Path:
    battle, turn, attempt = end.key
    # The end of the first side and that of the turn are two files: they may be written in any order.
    return get_folder() / f"{battle}.{turn}.{attempt}.{end.fence}.{len(end.answers)}.json"


def _read(path: Path) -> TurnEnd:
    fields = json.loads(path.read_text())
    names = {field.name for field in dataclasses.fields(AnswerEnd)}  # another release may know more
    answers = tuple(
        AnswerEnd(**{name: value for name, value in answer.items() if name in names})
        for answer in fields["answers"]
    )
    battle, turn, attempt = fields["key"]
    return TurnEnd(
        (battle, turn, attempt), fields["fence"], answers, fields["is_final"], fields.get("is_apart", False)
    )

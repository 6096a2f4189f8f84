"""What readers have seen of running turns, in the data directory: a killed process does not lose it.

- One file per running turn in the folder of the spool, readable by this user only. About once a second its
  process appends what is new; at the turn's end it deletes the file.
- The sweep that finds a dead process stores its files as interrupted ends, under the turn's fencing number.
- Nothing is forced to the disk: the operating system keeps what a killed process has written. A loss of
  power may cost the last half minute.
"""

import contextlib
import json
import logging
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from battles.generation.background import in_background
from battles.generation.event_log import TurnKey
from battles.generation.storage.spool import get_folder
from battles.generation.storage.turn_end import AnswerEnd, TurnEnd, store_end
from battles.models import Answer, Battle

logger = logging.getLogger(__name__)

SUFFIX = ".shown"
LEFTOVER_SECONDS = 86_400
"""A file that no process has written to for so long belongs to none."""


@dataclass(frozen=True)
class ShownTurn:
    """A running turn: the shown text of each of its answers so far, by the answer's id."""

    key: TurnKey
    fence: int
    texts: dict[int, str]


class ShownTexts:
    """The files of one process, used in its event loop."""

    def __init__(self, process: uuid.UUID):
        self._process = process
        self._lengths: dict[TurnKey, dict[int, int]] = {}
        """How many characters of each answer were collected."""

    async def save(self, turns: Iterable[ShownTurn]) -> None:
        """Append what is new. What cannot be written is tried again as a whole at the next call."""
        pieces = self._collect(turns)
        if not pieces:
            return
        try:
            await in_background(_append, pieces)
        except OSError as error:
            logger.warning("the shown texts of %d turns cannot be kept: %s", len(pieces), error)
            for piece in pieces:
                self._lengths.pop(piece.key, None)
                with contextlib.suppress(OSError):
                    piece.delete_file()
            return
        for piece in pieces:
            if piece.key not in self._lengths:  # it has ended meanwhile
                piece.delete_file()

    def _collect(self, turns: Iterable[ShownTurn]) -> list["_Piece"]:
        """What is to be appended, by file: for each answer with new text one line."""
        folder, pieces = str(get_folder()), []
        for turn in turns:
            lengths = self._lengths.setdefault(turn.key, {})
            lines = []
            for answer_id, text in turn.texts.items():
                if piece := text[lengths.get(answer_id, 0) :]:
                    lengths[answer_id] = len(text)
                    lines.append(json.dumps([answer_id, piece]) + "\n")
            if lines:
                path = f"{folder}/{_build_name(turn.key, turn.fence, self._process)}"
                pieces.append(_Piece(turn.key, path, "".join(lines).encode()))
        return pieces

    def delete(self, key: TurnKey, fence: int) -> None:
        """Delete the file of a turn that has ended."""
        if self._lengths.pop(key, None):
            (get_folder() / _build_name(key, fence, self._process)).unlink(missing_ok=True)

    def close(self) -> None:
        """Delete every file of this process: it stops and has stored its turns."""
        self._lengths.clear()
        for path in list(get_folder().glob(f"*.{self._process.hex}{SUFFIX}")):
            path.unlink(missing_ok=True)


class _Piece(NamedTuple):
    """New lines of a turn's file. The path is text: a Path costs more than the lines."""

    key: TurnKey
    path: str
    content: bytes

    def delete_file(self) -> None:
        Path(self.path).unlink(missing_ok=True)


def _append(pieces: list[_Piece]) -> None:
    get_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for piece in pieces:
        descriptor = os.open(piece.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(piece.content)


def store_shown_texts(process: uuid.UUID) -> int:
    """Store what a dead process has shown, and delete its files. Returns how many turns were stored.

    Raises django.db.Error where the database does not accept it now; then the files stay.
    """
    stored = 0
    for path in sorted(get_folder().glob(f"*.{process.hex}{SUFFIX}")):
        try:
            end = _build_end(path)
            if end is not None:
                store_end(end)
                stored += 1
        except (Battle.DoesNotExist, FileNotFoundError):
            logger.info("%s belongs to no battle", path.name)
        except (ValueError, TypeError):  # one damaged file must not keep the others
            logger.exception("%s cannot be read; it is kept as .bad", path.name)
            path.rename(path.with_suffix(".bad"))
        path.unlink(missing_ok=True)
    return stored


def delete_leftovers() -> None:
    """Delete files that belong to no process: it stored its ends otherwise, or died on another machine."""
    for path in get_folder().glob(f"*{SUFFIX}"):
        try:
            if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                path.unlink()
        except FileNotFoundError:
            continue


def _build_end(path: Path) -> TurnEnd | None:
    """The end of a turn that was cut off, with those answers that have not been stored; None for none."""
    name = _read_name(path)
    battle_id, turn, attempt = name.key
    shown: dict[int, list[str]] = {}
    for answer_id, piece in _read_pieces(path):
        shown.setdefault(answer_id, []).append(piece)
    unstored = Answer.objects.filter(
        prompt__battle=battle_id,
        prompt__turn=turn,
        attempt=attempt,
        state__in=(Answer.State.RUNNING, Answer.State.INTERRUPTED),
        text="",
    )
    ends = tuple(
        AnswerEnd(
            pk, Answer.State.INTERRUPTED, _clean("".join(shown.get(pk, []))), "", "", "", 0, *[None] * 4
        )
        for pk in unstored.order_by("side").values_list("pk", flat=True)
    )
    return TurnEnd(name.key, name.fence, ends, is_final=True) if ends else None


def _clean(text: str) -> str:
    """The text as it can be stored: PostgreSQL refuses NUL, UTF-8 cannot encode a lone surrogate."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _read_pieces(path: Path) -> Iterator[tuple[int, str]]:
    """The pieces of a file, in order. A last line that was cut is left out."""
    for line in path.read_bytes().split(b"\n")[:-1]:
        answer_id, piece = json.loads(line)
        yield answer_id, piece


@dataclass(frozen=True)
class _Name:
    key: TurnKey
    fence: int


def _build_name(key: TurnKey, fence: int, process: uuid.UUID) -> str:
    battle, turn, attempt = key
    return f"{battle}.{turn}.{attempt}.{fence}.{process.hex}{SUFFIX}"


def _read_name(path: Path) -> _Name:
    battle, turn, attempt, fence, *_rest = path.name.split(".")
    return _Name((int(battle), int(turn), int(attempt)), int(fence))

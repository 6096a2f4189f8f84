"""Find conflicts of a whole log before any of it is stored, in bounded memory."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from typing import Self

from battles.imports.keys import Place, named_identity
from battles.imports.records import ImportedVote, plain_name
from battles.imports.writing import VoteWriter
from battles.models import Arena


class ConflictSearch:
    """A context manager. What it has seen is in a temporary file of its own, deleted when it closes."""

    def __init__(self, arena: Arena | None, *, source: str) -> None:
        self._writer = None if arena is None else VoteWriter(arena, source=source)
        self._seen = sqlite3.connect("")
        self._seen.execute("CREATE TABLE seen (identity BLOB PRIMARY KEY, judgement TEXT) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._seen.close()

    def conflicts(self, batch: Sequence[tuple[Place, ImportedVote]]) -> list[Place]:
        """Votes of the next batch that differ from a stored vote, or from an earlier one of the log, with the
        same id or the same voter and time.
        """
        stored = [] if self._writer is None else self._writer.conflicts(batch)
        named = [
            (hashlib.blake2b(json.dumps(name).encode(), digest_size=16).digest(), _judgement(vote), place)
            for place, vote in batch
            if (name := named_identity(vote)) is not None
        ]
        self._seen.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [each[:2] for each in named])
        first = "SELECT judgement FROM seen WHERE identity = ?"
        return stored + [
            place
            for identity, judgement, place in named
            if self._seen.execute(first, [identity]).fetchone()[0] != judgement
        ]


def _judgement(vote: ImportedVote) -> str:
    return json.dumps([plain_name(vote.model_a), plain_name(vote.model_b), int(vote.outcome)])

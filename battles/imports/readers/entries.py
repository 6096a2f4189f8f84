"""Entries: what the reader of a vote file returns for each record, good or bad; tables: several good ones."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self

RECORDS_AT_ONCE = 500
CHARACTERS_AT_ONCE = 1 << 20
"""Records are read together up to these sizes."""


class UnreadableFile(Exception):
    """No records can be found in the file; the message says why."""


class UnknownColumns(UnreadableFile):
    """The columns of a vote are not among those of the file, which are `columns`."""

    def __init__(self, message: str, columns: list[str]) -> None:
        super().__init__(message)
        self.columns = columns


class Entry(NamedTuple):
    """One record of a file, or its problem.

    `number` counts records from 1. `line` is its first line in the file, from 1. `record` is any JSON value,
    without meaning if `problem` is set. `characters`: of its text; None where the reader does not know.
    """

    number: int
    line: int
    record: Any
    problem: str | None
    characters: int | None = None


class Table(NamedTuple):
    """Good records that follow one another and have the same columns.

    `number` is that of the first record. `lines`: each record's first line. `columns`: their names, none
    twice. `rows`: each record's values, in the order of the columns.
    """

    number: int
    lines: Sequence[int]
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    def entries(self) -> Iterator[Entry]:
        """The same records, each by itself."""
        for at, (line, row) in enumerate(zip(self.lines, self.rows, strict=True)):
            yield Entry(self.number + at, line, dict(zip(self.columns, row, strict=True)), None)

    def halves(self) -> tuple[Self, Self]:
        """The same records as two tables."""
        middle = len(self.rows) // 2
        return (
            self._replace(lines=self.lines[:middle], rows=self.rows[:middle]),
            self._replace(number=self.number + middle, lines=self.lines[middle:], rows=self.rows[middle:]),
        )


def join_entries(parts: Iterable[Entry | Table]) -> Iterator[Entry | Table]:
    """The same records in order, entries that follow one another as tables where they have the same columns.

    A table has up to RECORDS_AT_ONCE records and about CHARACTERS_AT_ONCE characters. An entry that is not
    good, or of unknown size, stays by itself.
    """
    waiting: list[Entry] = []
    columns: tuple[str, ...] | None = None
    characters = 0
    for part in parts:
        names = _joinable_columns(part)
        is_full = len(waiting) >= RECORDS_AT_ONCE or characters >= CHARACTERS_AT_ONCE
        if waiting and (names != columns or is_full):
            yield _as_table(waiting)
            waiting, characters = [], 0
        if isinstance(part, Table) or names is None:
            yield part
        else:
            columns = names
            waiting.append(part)
            characters += part.characters or 0
    if waiting:
        yield _as_table(waiting)


def _joinable_columns(part: Entry | Table) -> tuple[str, ...] | None:
    """The columns of an entry that can be a row of a table."""
    if isinstance(part, Table) or part.problem is not None or part.characters is None:
        return None
    return tuple(part.record) if type(part.record) is dict and part.record else None


def _as_table(entries: Sequence[Entry]) -> Table:
    return Table(
        entries[0].number,
        [entry.line for entry in entries],
        tuple(entries[0].record),
        [tuple(entry.record.values()) for entry in entries],
    )


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return members


_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys)


def decode_json(text: str, at: int = 0) -> tuple[Any, int]:
    """Decode the JSON value at an index; returns the value and the index after it.

    Raises ValueError (of which JSONDecodeError is one) or RecursionError.
    """
    return _DECODER.raw_decode(text, at)

"""Entries: what the reader of a vote file returns for each record, good or bad."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self


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
    without meaning if `problem` is set.
    """

    number: int
    line: int
    record: Any
    problem: str | None


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


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return members


_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys)


_scan = json.JSONDecoder().scan_once


def decode_object(text: str, at: int) -> tuple[Any, int]:
    """The same as decode_json, faster for an object of plain values.

    Raises ValueError or RecursionError.
    """
    try:
        value, end = _scan(text, at)
    except StopIteration:
        return decode_json(text, at)  # it raises the error with its place
    # As many colons as members: so no key occurs twice, and no member is an object.
    if type(value) is dict and len(value) == text.count(":", at, end):
        return value, end
    return decode_json(text, at)


def decode_json(text: str, at: int = 0) -> tuple[Any, int]:
    """Decode the JSON value at an index; returns the value and the index after it.

    Raises ValueError (of which JSONDecodeError is one) or RecursionError.
    """
    return _DECODER.raw_decode(text, at)

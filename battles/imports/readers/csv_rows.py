"""Read the records of a CSV file: strict about columns, robust against a stray quote."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from battles.imports.readers.entries import (
    CHARACTERS_AT_ONCE,
    RECORDS_AT_ONCE,
    Entry,
    Table,
    UnknownColumns,
    UnreadableFile,
)
from battles.imports.records import is_shaped

MAX_FIELD = 1 << 23
"""Characters in one field: enough for a conversation, too few for the rest of a file after a stray quote."""

_DELIMITERS = ",\t;"

_STEP = re.compile(r"\.(?!\d)")
"""A dot between two parts of a path; the dot of a version ("criteria_v0.1") is part of its name."""

_ONE_LINE = frozenset({"model_a", "model_b", "left", "right", "winner"})


class CsvRows:
    """Iterate over it once for its entries. A record is a dict by column; dotted columns are nested dicts.

    If the quotes or columns of a record are wrong, only its first line is lost: the other lines that the
    reader took are read again. `columns`: usual columns for which the operator names one of the file.
    Raises UnknownColumns if the header lacks the columns of a vote.
    """

    def __init__(self, lines: Iterator[str], *, columns: Mapping[str, str] | None = None) -> None:
        self._mapped = dict(columns or {})
        self._lines = _Lines(lines)
        if csv.field_size_limit() < MAX_FIELD:
            csv.field_size_limit(MAX_FIELD)

    def __iter__(self) -> Iterator[Entry]:
        for part in self.parts():
            yield from part.entries() if isinstance(part, Table) else (part,)

    def parts(self) -> Iterator[Entry | Table]:
        """The same entries; those of lines that were parsed together as tables."""
        first = self._lines.peek()
        self._delimiter = max(_DELIMITERS, key=first.count)
        self._reader = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
        header, _, problem = self._row()
        if not header:
            raise UnreadableFile(f"The file has no header that can be read: {problem or 'it is empty'}.")
        columns = _columns([name.strip() for name in header], self._mapped)
        number = 0
        while True:
            for lines, rows in self._rows_at_once(len(columns)):
                if rows:
                    yield Table(number + 1, lines, *_nested(columns, rows))
                number += len(rows)
            row, line, problem = self._row()
            if row is None:
                return
            if not row and problem is None:
                continue
            number += 1
            if problem is None and len(row) != len(columns):
                problem = f"{len(row)} columns where the header has {len(columns)}"
                self._lines.push_back()
            elif problem is None and self._lines.are_several and _breaks_a_name(columns, row):
                problem = "a line break inside a name, as after a stray quote"
                self._lines.push_back()
            record = None if problem else _record(columns, row)
            yield Entry(number, line, record, problem, sum(map(len, row)))

    def _rows_at_once(self, width: int) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """Rows with their lines, as long as each line is a row with the header's number of columns."""
        while lines := self._lines.take():
            rows = self._parse(lines)
            if len(rows) != len(lines) or not set(map(len, rows)) <= {0, width}:
                self._lines.give_back(lines)
                return
            first = self._lines.line - len(lines) + 1
            numbers: Sequence[int] = range(first, first + len(lines))
            if not all(rows):
                numbers = [number for number, row in zip(numbers, rows, strict=True) if row]
                rows = list(filter(None, rows))
            yield numbers, rows

    def _parse(self, lines: list[str]) -> list[list[str]]:
        """The rows of these lines, fewer if a quoted field has a line break; none if a line is not CSV."""
        try:
            return list(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return []

    def _row(self) -> tuple[list[str] | None, int, str | None]:
        """The next row (None at the end), its first line, and its problem, if any."""
        line = self._lines.begin()
        try:
            return next(self._reader, None), line, None
        except csv.Error as error:
            self._lines.push_back()
            return [], line, f"not CSV: {error}"


class _Lines:
    """The file's lines; all lines of the last record except the first can be pushed back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._source = lines
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._line = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self._taken.append(line)
        self._line += 1
        return line

    @property
    def line(self) -> int:
        """The number of the last line that was taken."""
        return self._line

    def take(self) -> list[str]:
        """The next lines up to RECORDS_AT_ONCE and CHARACTERS_AT_ONCE; none while lines wait."""
        lines: list[str] = []
        if self._waiting:
            return lines
        characters = 0
        for line in islice(self._source, RECORDS_AT_ONCE):
            lines.append(line)
            characters += len(line)
            if characters > CHARACTERS_AT_ONCE:
                break
        self._line += len(lines)
        return lines

    def give_back(self, lines: list[str]) -> None:
        """Have the lines of `take` wait, to be read one by one."""
        self._waiting.extendleft(reversed(lines))
        self._line -= len(lines)

    def begin(self) -> int:
        """Begin a record; returns the number of its first line."""
        self._taken.clear()
        return self._line + 1

    @property
    def are_several(self) -> bool:
        """Whether the current record took more than one line."""
        return len(self._taken) > 1

    def peek(self) -> str:
        """The next line without consuming it; empty at the end."""
        if not self._waiting:
            self._waiting.extend(line for line in [next(self._source, "")] if line)
        return self._waiting[0] if self._waiting else ""

    def push_back(self) -> None:
        """Push back every line of this record except the first."""
        back = self._taken[1:]
        self._waiting.extendleft(reversed(back))
        self._line -= len(back)
        del self._taken[1:]


def _columns(header: list[str], mapped: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Each column's path; a dotted name is a path into nested dicts. Raises UnreadableFile."""
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UnreadableFile(f"The header names a column twice: {', '.join(map(repr, twice))}.")
    usable = {*header, *(usual for usual, name in mapped.items() if name in header)}
    for what, choices in () if is_shaped(header) else _NEEDED:
        if not any(set(choice) <= usable for choice in choices):
            shown = ", ".join(map(repr, header[:12]))
            message = f"The header names no column for {what}. It names {shown}."
            raise UnknownColumns(message, header)
    names = set(header)
    return [_path(name, names) for name in header]


def _path(name: str, names: set[str]) -> tuple[str, ...]:
    """The path of a dotted name; the name itself if a part of the path is a column too."""
    parts = tuple(_STEP.split(name))
    taken = any(".".join(parts[:length]) in names for length in range(1, len(parts)))
    return (name,) if taken else parts


_NEEDED = (
    ("the first model (model_a or left)", (("model_a",), ("left",))),
    ("the second model (model_b or right)", (("model_b",), ("right",))),
    (
        "the outcome (winner, or winner_model_a, winner_model_b and winner_tie)",
        (("winner",), ("winner_model_a", "winner_model_b", "winner_tie")),
    ),
)


def _breaks_a_name(columns: list[tuple[str, ...]], row: list[str]) -> bool:
    """Whether a column that must be one line (a name, an outcome) contains a line break."""
    return any(
        path[0] in _ONE_LINE and ("\n" in value or "\r" in value)
        for path, value in zip(columns, row, strict=True)
    )


def _record(columns: Sequence[tuple[str, ...]], row: Sequence[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for path, value in zip(columns, row, strict=True):
        inner = record
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        inner[path[-1]] = value
    return record


def _nested(
    columns: Sequence[tuple[str, ...]], rows: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], Sequence[Sequence[Any]]]:
    """The records' columns and rows; each group of dotted columns is one column of dicts (see `_record`)."""
    if all(len(path) == 1 for path in columns):
        return tuple(path[0] for path in columns), rows
    groups = _grouped(zip(columns, zip(*rows, strict=True), strict=True))
    return tuple(groups), list(zip(*groups.values(), strict=True))


def _grouped(members: Iterable[tuple[tuple[str, ...], Sequence[str]]]) -> dict[str, Sequence[Any]]:
    """The values of each column or group, by the first name of its path. A group's values are dicts.

    Rows share the dict of a group without groups if it is the same: tags repeat, and are built once.
    """
    groups: dict[str, list[tuple[tuple[str, ...], Sequence[str]]]] = {}
    for path, values in members:
        groups.setdefault(path[0], []).append((path[1:], values))
    return {name: _group_values(parts) for name, parts in groups.items()}


def _group_values(parts: Sequence[tuple[tuple[str, ...], Sequence[str]]]) -> Sequence[Any]:
    path, values = parts[0]
    if not path:
        return values
    groups = _grouped(parts)
    rows = list(zip(*groups.values(), strict=True))
    if any(len(path) > 1 for path, _ in parts):
        return [dict(zip(groups, row, strict=True)) for row in rows]
    known = {row: dict(zip(groups, row, strict=True)) for row in set(rows)}
    return [known[row] for row in rows]

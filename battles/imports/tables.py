"""Read a table of records column by column: the quick way to the votes that `read_record` would return.

Most records of a log are alike. Here a value that recurs (a name, a label, a language) is read once for a
table and looked up for each record; times are converted together. Measured on 20,000 records of CSV with
time, judge and language: 0.05 s instead of 0.13. Whatever is not plain is left to `read_record`.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import or_
from typing import Any, TypeVar

from battles.imports.fields import (
    EARLIEST,
    MILLISECONDS,
    read_label,
    read_language,
    read_name,
    read_time,
    turn_tags,
)
from battles.imports.readers.entries import Table
from battles.imports.records import VOTER_COLUMNS, ImportedVote, Reading, find_columns
from battles.imports.shapes import is_shaped
from battles.imports.values import BadRecord, read_count, read_flag, read_text
from battles.outcomes import UnknownOutcome

T = TypeVar("T")

Values = Mapping[str, Sequence[Any]]
_TEXT_OR_NONE: frozenset[type] = frozenset({str, type(None)})


class _Unusual(Exception):
    """A value that `read_record` must read."""


@lru_cache(maxsize=1_000)
def is_plain(columns: tuple[str, ...]) -> bool:
    """Whether records with these columns have nothing but a pair, a label, a time, a voter, turns, a
    language and columns that are not read.
    """
    found = find_columns(columns)
    has_more = found.flagged or found.texts or found.metadata or found.tags or found.ids or found.is_export
    return not has_more and not is_shaped(columns)


def read_table(table: Table, reading: Reading, *, columns: Mapping[str, str]) -> list[ImportedVote] | None:
    """The votes of a table with plain columns, in order, as `read_record` returns them; None if a record has
    something that only `read_record` can judge. `columns`: see ImportOptions.
    """
    values = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
    if not all(name in values for name in columns.values()):
        return None
    values |= {usual: values[name] for usual, name in columns.items()}
    if not is_plain(tuple(values)):
        return None
    try:
        return _read_votes(values, len(table.rows), reading)
    except (_Unusual, BadRecord, UnknownOutcome):
        return None


def _read_votes(values: Values, count: int, reading: Reading) -> list[ImportedVote]:
    """Raises _Unusual, BadRecord or UnknownOutcome."""
    names_a, names_b = _names(values, "model_a", "left"), _names(values, "model_b", "right")
    outcomes = _once_each(_column(values, "winner"), {str}, lambda label: read_label(label, reading.outcomes))
    turns: Sequence[int | None] = [None] * count
    tags = [0] * count
    codes: Sequence[str | None] = turns  # type: ignore[assignment]
    if "turn" in values:
        turns = _once_each(values["turn"], {int, *_TEXT_OR_NONE}, lambda turn: read_count(turn, "turn"))
        tags = _once_each(turns, {int, type(None)}, turn_tags)
    if "language" in values:
        languages = _once_each(values["language"], _TEXT_OR_NONE, read_language)
        codes, bits = zip(*languages, strict=True)
        tags = list(map(or_, tags, bits))
    anonymous = [True] * count
    if "anony" in values:
        flags = _once_each(values["anony"], {bool, *_TEXT_OR_NONE}, lambda flag: read_flag(flag, "anony"))
        anonymous = [flag is not False for flag in flags]
    nothing = repeat(None)
    fields = zip(
        nothing,  # record_id
        nothing,  # item
        names_a,
        names_b,
        outcomes,
        _times(values, reading.latest) or nothing,
        _voters(values) or nothing,
        anonymous,
        tags,
        codes,
        turns,
        nothing,  # conversation
        nothing,  # style
        repeat(0),  # replaced
        repeat(()),  # facts
        repeat(()),  # faults
        strict=False,
    )
    return list(map(ImportedVote._make, fields))


def _column(values: Values, name: str) -> Sequence[Any]:
    if name not in values:
        raise _Unusual
    return values[name]


def _once_each(
    values: Sequence[Any], types: set[type] | frozenset[type], read: Callable[[Any], T]
) -> list[T]:
    """What `read` returns for each value; it is called once for values that are equal.

    Raises _Unusual for a value of another type. (Among the types given, equal values must read alike.)
    """
    if not set(map(type, values)) <= types:
        raise _Unusual
    read_values = {value: read(value) for value in set(values)}
    return [read_values[value] for value in values]


def _names(values: Values, column: str, other: str) -> list[str]:
    used = column if column in values else other
    return _once_each(_column(values, used), {str}, lambda name: read_name(name, used))


def _times(values: Values, latest: float) -> list[dt.datetime | None] | None:
    """None without a column of times."""
    columns = [values[name] for name in ("tstamp", "timestamp") if name in values]
    if len(columns) > 1:
        raise _Unusual
    return _moments(columns[0], latest) if columns else None


def _moments(column: Sequence[Any], latest: float) -> list[dt.datetime | None]:
    types = set(map(type, column))
    if types != {str} and not types <= {int, float}:
        return [read_time(value, latest) for value in column]
    try:
        seconds = list(map(float, column))
    except (ValueError, OverflowError):  # a date, or no time at all
        return [read_time(value, latest) for value in column]
    # The sum is finite only if each of them is: NaN would pass a comparison with the least and the greatest.
    is_usual = math.isfinite(sum(seconds)) and min(seconds) >= EARLIEST
    if not is_usual or max(seconds) > latest or max(seconds) >= MILLISECONDS:
        return [read_time(value, latest) for value in column]
    return list(map(dt.datetime.fromtimestamp, seconds, repeat(dt.UTC)))


def _voters(values: Values) -> list[str | None] | None:
    """Each record's first name of a voter; None without a column of voters."""
    columns = [[read_text(value, name) for value in values[name]] for name in VOTER_COLUMNS if name in values]
    if len(columns) < 2:
        return columns[0] if columns else None
    return [next((voter for voter in row if voter is not None), None) for row in zip(*columns, strict=True)]

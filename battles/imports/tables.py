"""Read a table of records column by column: the quick way to the votes that `read_record` would return.

Most records of a log are alike. Here a value that recurs (a name, a label, a language) is read once for a
table and looked up for each record; times are converted together. Measured on 20,000 records of CSV with
time, judge and language: 0.05 s instead of 0.13. Ids, tags and texts are read by the functions that
`read_record` calls. A table with a record that has no vote is left to `read_record`.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import or_
from typing import Any, TypeVar

from battles.imports.readers.entries import Table
from battles.imports.records import (
    EARLIEST,
    MILLISECONDS,
    STAY_AS_THEY_ARE,
    VOTER_COLUMNS,
    BadRecord,
    ImportedVote,
    Reading,
    find_columns,
    is_shaped,
    look_up,
    read_count,
    read_details,
    read_flag,
    read_flagged_outcome,
    read_ids,
    read_label,
    read_language,
    read_name,
    read_text,
    read_time,
    turn_tags,
)
from battles.outcomes import Outcome, UnknownOutcome

T = TypeVar("T")

Values = Mapping[str, Sequence[Any]]
_TEXT_OR_NONE: frozenset[type] = frozenset({str, type(None)})


class _Unusual(Exception):
    """A value that `read_record` must read."""


def read_table(table: Table, reading: Reading, *, columns: Mapping[str, str]) -> list[ImportedVote] | None:
    """The votes of a table, in order, as `read_record` returns them; None if a record has something that only
    `read_record` or `to_usual` can judge. `columns`: see ImportOptions.
    """
    values = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
    try:
        values |= {usual: _mapped(values, name) for usual, name in columns.items()}
        if is_shaped(values):
            return None
        return _read_votes(values, len(table.rows), reading)
    except (_Unusual, BadRecord, UnknownOutcome):
        return None


def _read_votes(values: Values, count: int, reading: Reading) -> list[ImportedVote]:
    """What makes the votes is read first: a table that is left to its records costs no reading of texts.

    Raises _Unusual, BadRecord or UnknownOutcome.
    """
    columns = find_columns(values)
    if columns.is_export and not all(reason in STAY_AS_THEY_ARE for reason in values["reason"]):
        raise _Unusual
    records = _records(values) if columns.ids or columns.flagged or columns.has_parts else []
    nothing: Sequence[Any] = [None] * count
    ids = zip(*(read_ids(record, columns.flagged) for record in records), strict=True)
    fields: list[Iterable[Any]] = [
        *(ids if columns.ids else (nothing, nothing)),
        _names(values, "model_a", "left"),
        _names(values, "model_b", "right"),
        list(map(read_flagged_outcome, records)) if columns.flagged else _outcomes(values, reading),
        _times(values, reading.latest) or nothing,
        _voters(values) or nothing,
        _anonymous(values) or [True] * count,
    ]
    if columns.has_parts:
        details = [read_details(record, columns, reading) for record in records]
        fields += zip(*details, strict=True)
    else:
        fields += _plain_details(values, count)
    return list(map(ImportedVote._make, zip(*fields, repeat(()), strict=False)))


def _records(values: Values) -> list[dict[str, Any]]:
    names = tuple(values)
    return [dict(zip(names, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _outcomes(values: Values, reading: Reading) -> list[Outcome]:
    return _once_each(_column(values, "winner"), {str}, lambda label: read_label(label, reading.outcomes))


def _anonymous(values: Values) -> list[bool] | None:
    """None without a column that says so."""
    if "anony" not in values:
        return None
    flags = _once_each(values["anony"], {bool, *_TEXT_OR_NONE}, lambda flag: read_flag(flag, "anony"))
    return [flag is not False for flag in flags]


def _plain_details(values: Values, count: int) -> list[Iterable[Any]]:
    """The details of records that have turns and a language only."""
    turns: Sequence[int | None] = [None] * count
    codes: Sequence[str | None] = [None] * count
    tags = [0] * count
    if "turn" in values:
        turns = _once_each(values["turn"], {int, *_TEXT_OR_NONE}, lambda turn: read_count(turn, "turn"))
        tags = _once_each(turns, {int, type(None)}, turn_tags)
    if "language" in values:
        languages = _once_each(values["language"], _TEXT_OR_NONE, read_language)
        codes, bits = zip(*languages, strict=True)
        tags = list(map(or_, tags, bits))
    nothing, no_faults = repeat(None), repeat(())
    return [tags, codes, turns, nothing, nothing, repeat(0), no_faults]


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


def _mapped(values: Values, name: str) -> Sequence[Any]:
    """The values of a column that the operator names, which may be a path into nested objects."""
    if name in values:
        return values[name]
    first = name.split(".")[0]
    return [look_up({first: value}, name) for value in _column(values, first)]


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

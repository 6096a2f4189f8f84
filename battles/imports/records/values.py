"""Read single values of a raw record from JSON or CSV: absent, valid or refused."""

import json
import re
import reprlib
from collections.abc import Mapping
from typing import Any

MAX_COUNT = 2**31 - 1


class BadRecord(ValueError):
    """The record is not a vote; the message says why and is safe to print on a terminal.

    `cause` groups refusals: the message, without the value where almost each record has another one.
    """

    def __init__(self, message: str, *, cause: str | None = None) -> None:
        super().__init__(message)
        self.cause = cause or message


class UnknownWinner(BadRecord):
    """The winner's label is not known; an operator can map it."""

    def __init__(self, label: object) -> None:
        super().__init__(f"unknown winner {short_repr(label)}")
        self.label = label


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60

_FLAGS = {
    **dict.fromkeys(("true", "True", "1", "1.0", "yes"), True),
    **dict.fromkeys(("false", "False", "0", "0.0", "no"), False),
    "": None,
}
_COUNT = re.compile(r"[0-9]{1,10}(?:\.0*)?", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def short_repr(value: object) -> str:
    """A short form of a value for messages, with control characters escaped."""
    return _SHORT.repr(value)


def is_absent(value: object) -> bool:
    """Whether a value is null or an empty text."""
    return value is None or value == ""


def look_up(record: Mapping[str, Any], name: str) -> Any:
    """The value of a column, None if absent; a dotted name that is no column is a path into objects."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def read_text(value: object, what: str) -> str | None:
    """A short text without surrounding white space; an integer becomes its digits. Raises BadRecord."""
    if type(value) is str:
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise BadRecord(f"{what} is not a text: {short_repr(value)}")
    return value.strip() or None


def read_flag(value: object, what: str) -> bool | None:
    """True or false, None if absent. Raises BadRecord."""
    if isinstance(value, bool) or value is None:
        return value
    if type(value) is str and value in _FLAGS:
        return _FLAGS[value]
    word = str(value).strip().lower() if isinstance(value, str | int | float) else "?"
    if word not in _FLAGS:
        raise BadRecord(f"{what} is neither true nor false: {short_repr(value)}")
    return _FLAGS[word]


def read_count(value: object, what: str) -> int | None:
    """An integer from 0 to 2³¹ - 1, None if absent. Raises BadRecord."""
    if type(value) is int and 0 <= value <= MAX_COUNT:
        return value
    if is_absent(value):
        return None
    number = value
    if isinstance(value, str) and _COUNT.fullmatch(value.strip()):
        number = float(value)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not is_number or not 0 <= number <= MAX_COUNT or number != int(number):
        raise BadRecord(f"{what} is not a count: {short_repr(value)}")
    return int(number)


def read_part(value: object, what: str) -> Mapping[str, Any] | None:
    """A nested object, or a CSV cell that contains one as JSON; None if absent. Raises BadRecord."""
    if type(value) is dict:
        return value
    if is_absent(value):
        return None
    value = read_json_cell(value, what)
    if not isinstance(value, Mapping):
        raise BadRecord(f"{what} is not an object: {short_repr(value)}")
    return value


def read_json_cell(value: object, what: str) -> object:
    """Decode a CSV cell with a JSON list or object; return other values unchanged. Raises BadRecord."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise BadRecord(f"{what} is not JSON: {short_repr(value)}") from None


def replace_unstorable(text: str) -> tuple[str, int]:
    """Replace NUL and unpaired surrogates, which PostgreSQL cannot store, by U+FFFD.

    Returns the text and the number of characters replaced.
    """
    return _UNSTORABLE.subn("\ufffd", text)

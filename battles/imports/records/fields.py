"""Read the single fields of a vote from their raw values: names, label, time, language, turns.

`records` applies them to one record, `tables` to whole columns.
"""

import datetime as dt
import math
import re
from collections.abc import Mapping
from functools import lru_cache

from battles.detectors.categories.turns import MULTI_TURN_PROMPTS
from battles.imports.records.languages import language_code
from battles.imports.records.names import plain_name
from battles.imports.records.values import BadRecord, is_absent, read_text, short_repr
from battles.outcomes import LABELS, Outcome, outcome_from_loose_label
from battles.tags import Tag, language_tag

MAX_NAME = 200
EARLIEST = 946_684_800
"""2000-01-01. A date written as a number (20240422) would be a day in 1970."""

MILLISECONDS = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read_name(value: object, column: str) -> str:
    """A model's name exactly as in the log, without surrounding white space. Raises BadRecord."""
    return _known_name(value, column) if is_short(value) else _checked_name(value, column)


def is_short(value: object) -> bool:
    """Whether it is a text that may be kept in a cache: a hostile file has cells of many megabytes."""
    return type(value) is str and len(value) <= MAX_NAME


def _checked_name(value: object, column: str) -> str:
    name = read_text(value, column)
    if name is not None and len(name) > MAX_NAME:
        raise BadRecord(f"{column} is longer than {MAX_NAME} characters: {short_repr(name)}")
    if name is None or not plain_name(name):
        raise BadRecord(f"{column} is empty")
    if _UNPRINTABLE.search(name):
        raise BadRecord(f"{column} holds characters that are no text: {short_repr(name)}")
    return name


_known_name = lru_cache(maxsize=10_000)(_checked_name)
"""Only for short texts, as `_known_language`."""


def read_label(label: object, outcomes: Mapping[str, Outcome]) -> Outcome:
    """The outcome of a winner's label: as the operator maps it, or as it is known.

    Raises BadRecord if it is absent, UnknownOutcome for any other label (it may be the winner's own name).
    """
    if type(label) is str and not outcomes and (usual := LABELS.get(label)) is not None:
        return usual
    if is_absent(label):
        raise BadRecord("no winner")
    if isinstance(label, str) and label.strip() in outcomes:
        return outcomes[label.strip()]
    return outcome_from_loose_label(label)  # type: ignore[arg-type]


def read_time(value: object, latest: float) -> dt.datetime | None:
    """Seconds (or milliseconds) since 1970, or ISO 8601; UTC if no time zone is given. Raises BadRecord."""
    if is_absent(value):
        return None
    seconds = _seconds(value)
    if seconds is None or not math.isfinite(seconds):
        raise _bad_time("the time is not a time", value)
    if seconds < EARLIEST:
        raise _bad_time("the time lies before 2000, so it may be a date or an id", value)
    if seconds > latest:
        raise _bad_time("the time lies in the future", value)
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _bad_time(cause: str, value: object) -> BadRecord:
    return BadRecord(f"{cause}: {short_repr(value)}", cause=cause)


def _seconds(value: object) -> float | None:
    """A time as seconds since 1970; None if it is not a time."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    except ValueError:
        return _iso_seconds(str(value).strip())
    return number / 1000 if number >= MILLISECONDS else number


def _iso_seconds(value: str) -> float | None:
    try:
        moment = dt.datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def read_language(value: object) -> tuple[str | None, int]:
    """The language's code, and its bit among the tags. Raises BadRecord."""
    return _known_language(value) if is_short(value) else (None, 0) if value is None else _code(value)


def _code(value: object) -> tuple[str | None, int]:
    label = read_text(value, "language")
    code = None if label is None else language_code(label)
    return code, int(language_tag(code))


_known_language = lru_cache(maxsize=1_000)(_code)


def turn_tags(turns: int | None) -> int:
    """The bits of a conversation of so many turns."""
    return int(Tag.MULTI_TURN) if turns is not None and turns >= MULTI_TURN_PROMPTS else 0

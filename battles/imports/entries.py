"""What a reader of a vote file gives: one entry a record, good or bad."""

import json
from typing import Any, NamedTuple


class UnreadableFile(Exception):
    """A file in which no record can be told apart from the next; the message says why."""


class Entry(NamedTuple):
    """One record of a file, or what is wrong in its place.

    `place` counts records from 1, `line` is where it begins in the file, from 1. `record` is what stands
    there (any JSON value) and means nothing where `problem` is set.
    """

    place: int
    line: int
    record: Any
    problem: str | None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return members


_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys)


def decode_json(text: str, at: int = 0) -> tuple[Any, int]:
    """The JSON value that begins at an index, and the index behind it.

    Raises ValueError (of which JSONDecodeError is one) or RecursionError.
    """
    return _DECODER.raw_decode(text, at)

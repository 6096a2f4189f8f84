"""Read JSON objects that follow one another without an array, each over as many lines as it likes."""

import re
from collections.abc import Iterator

from battles.imports.readers import json_array
from battles.imports.readers.entries import Entry, decode_json
from battles.imports.readers.json_array import JsonArray

_NEXT_OBJECT = re.compile(r"[\r\n]\{")


class JsonObjects(JsonArray):
    """Iterate over it once for its entries, numbered from 1. Commas between objects are passed over."""

    between_objects = re.compile(r"[ \t\r\n,]*(?=\{)")

    def __iter__(self) -> Iterator[Entry]:
        number = 0
        while self._next_character():
            for line, record, characters in self._objects_at_once():
                number += 1
                yield Entry(number, line, record, None, characters)
            character = self._next_character()
            if not character:
                return
            if character == ",":
                self._move_to(self._at + 1)
                continue
            number += 1
            line = self._line
            yield Entry(number, line, *self._element())

    def _balanced_end(self) -> int:
        """The index of the next line that begins with a brace; else the end of the buffer."""
        while True:
            found = _NEXT_OBJECT.search(self._buffer, self._at + 1)
            if found:
                return found.start()
            if self._ended or len(self._buffer) - self._at >= json_array.MAX_ELEMENT:
                return len(self._buffer)
            self._fill()


def are_objects(sample: str) -> bool:
    """Whether text that begins with a brace is objects over several lines, or several on a line.

    JSON lines are neither: each of their lines is a whole value, or, if it is broken, the next begins with
    a brace again.
    """
    lines = [line.strip() for line in sample.lstrip().splitlines()[:10]]
    first, second = (*filter(None, lines), "", "")[:2]
    try:
        return decode_json(first)[1] < len(first) and "{" in first[decode_json(first)[1] :]
    except (ValueError, RecursionError):
        return bool(second) and not second.startswith("{")

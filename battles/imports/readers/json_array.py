"""Read a JSON array element by element from a stream, skipping elements that are not JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from battles.imports.readers.entries import Entry, UnreadableFile, decode_json

CHUNK = 1 << 20
MAX_ELEMENT = 1 << 24
"""Characters that one element may span; the buffer is never much larger."""

_SPACE = re.compile(r"[ \t\r\n]*")
_MARKS = re.compile(r'\\(?:.|\Z)|["{}\[\],]', re.DOTALL)
_BRACE = re.compile(r"\{")
_LONGEST_TOKEN = 16
"""No literal, escape or exponent is longer: an error this near the end may be a token cut in two."""

_MAX_TRIES = 1_000


class JsonArray:
    """Iterate over it once for its entries, numbered from 1. `start` is text before the stream's.

    Raises UnreadableFile if it is no array.
    """

    between_objects = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=\{)")

    def __init__(self, stream: TextIO, *, start: str = "") -> None:
        self._stream = stream
        self._buffer = start
        self._at = 0
        self._line = 1
        self._ended = False

    def __iter__(self) -> Iterator[Entry]:
        if self._next_character() != "[":
            raise UnreadableFile("The file is not a JSON array: it does not begin with [.")
        self._move_to(self._at + 1)
        number, problem = 0, None
        while (character := self._next_character()) != "]":
            for line, record, characters in self._objects_at_once():
                number, problem = number + 1, None
                yield Entry(number, line, record, None, characters)
            character = self._next_character()
            if character == "]":
                return
            if not character:
                if problem is None:  # else the last element was cut
                    yield Entry(number + 1, self._line, None, "the file ends before its array does")
                return
            number += 1
            line = self._line
            value, problem, characters = self._element()
            yield Entry(number, line, value, problem, characters)
            if self._next_character() == ",":
                self._move_to(self._at + 1)

    def _objects_at_once(self) -> Iterator[tuple[int, Any, int]]:
        """The objects from here on with lines and characters, up to one that is broken or may be cut.

        An object is yielded when it is known where the next begins; `_element` reads the others.
        """
        buffer, at, line = self._buffer, self._at, self._line
        while buffer.startswith("{", at):
            try:
                value, end = decode_json(buffer, at)
            except (ValueError, RecursionError):
                break
            following = self.between_objects.match(buffer, end)
            if following is None:
                break
            start, self._at = line, following.end()
            line += buffer.count("\n", at, self._at)
            characters = end - at
            at, self._line = self._at, line
            yield start, value, characters

    def _element(self) -> tuple[object, str | None, int | None]:
        """Read the current element and move past it. Returns the value, or None and the problem, and the
        number of its characters.
        """
        while True:
            value, end, problem, may_be_cut = self._try(self._at)
            if may_be_cut and not self._ended and len(self._buffer) - self._at < MAX_ELEMENT:
                self._fill()
                continue
            if problem is not None:
                self._recover()
                return None, problem, None
            characters = end - self._at
            self._move_to(end)
            return value, None, characters

    def _try(self, at: int) -> tuple[object, int, str | None, bool]:
        """Decode at an index. Returns the value, its end, the problem, and whether more text may help."""
        try:
            value, end = decode_json(self._buffer, at)
        except json.JSONDecodeError as error:
            cut = error.msg.startswith("Unterminated") or error.pos + _LONGEST_TOKEN >= len(self._buffer)
            return None, at, f"not JSON: {error.msg}", cut
        except RecursionError:
            return None, at, "nested too deep", False
        except ValueError as error:
            return None, at, f"not JSON: {error}", False
        is_closed = isinstance(value, dict | list | str)
        return value, end, None, not is_closed and end + _LONGEST_TOKEN >= len(self._buffer)

    def _recover(self) -> None:
        """Move past a broken element: to the comma or bracket after it, or to a vote before that.

        If a vote can be decoded earlier, the quotes or brackets of the broken element do not match.
        """
        end = self._balanced_end()
        self._move_to(self._vote_before(end) or end)

    def _balanced_end(self) -> int:
        """The index of the comma or bracket that ends the broken element; else the end of the buffer."""
        at, depth, quoted = self._at, 0, False
        while True:
            for match in _MARKS.finditer(self._buffer, at):
                mark = match[0]
                at = match.end()
                if mark == "\\":
                    at = match.start()  # the escaped character is not read yet
                elif mark == '"':
                    quoted = not quoted
                elif quoted:
                    continue
                elif depth == 0 and mark in ",]":
                    return match.start()
                elif mark in "{[":
                    depth += 1
                elif mark in "}]":
                    depth = max(depth - 1, 0)
            if self._ended or len(self._buffer) - self._at >= MAX_ELEMENT:
                return len(self._buffer)
            at -= self._fill()

    def _vote_before(self, end: int) -> int | None:
        """The first index after the broken element's start where a vote can be decoded."""
        for tries, match in enumerate(_BRACE.finditer(self._buffer, self._at + 1, end)):
            start = match.start()
            value, *_ = self._try(start)
            if isinstance(value, dict) and ("winner" in value or "winner_model_a" in value):
                return start
            if tries == _MAX_TRIES:
                break
        return None

    def _next_character(self) -> str:
        """Skip white space and return the next character; empty at the end of the file."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._move_to(match.end() if match else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if self._ended:
                return ""
            self._fill()

    def _move_to(self, at: int) -> None:
        self._line += self._buffer.count("\n", self._at, at)
        self._at = at

    def _fill(self) -> int:
        """Read more, as much as the buffer has. Returns the shift of indices into the buffer."""
        moved = self._at
        rest = self._buffer[moved:]
        more = self._stream.read(max(CHUNK, len(rest)))
        self._ended = not more
        self._buffer, self._at = rest + more, 0
        return moved

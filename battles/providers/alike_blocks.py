"""Read the events of an answer that differ in their text alone, many at a time, without parsing each.

Most events of an answer are the same bytes around another piece of text. Where an event did nothing but add a
piece of text, the bytes before and after the piece are kept. A later event between the same bytes is the same
object with another text, if what is between them is one JSON string; so only the strings are parsed, all of
them at once.
"""

import re
from collections.abc import Sequence

import orjson

PLAIN = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9 ]+")
"""Texts from which a pattern is learned. Between two strings of JSON there is always punctuation, so such a
text in quotes is one whole string of the object."""

MAX_MISSES = 8
"""Patterns that fit no later event before the search for one ends: some servers send a new id with each."""


class AlikeBlocks:
    """The bytes around the text of one answer's events, as found in the events themselves."""

    def __init__(self) -> None:
        self._before = b""
        self._after = b""
        self._size = 0
        self._misses = 0

    @property
    def is_learning(self) -> bool:
        """Whether an event that adds text alone is worth a look."""
        return self._misses < MAX_MISSES

    def learn(self, block: bytes, text: str) -> None:
        """Keep the bytes around the text of an event that did nothing but add this text."""
        if b"\\" in block or not PLAIN.fullmatch(text):
            return
        string = b'"' + text.encode() + b'"'
        before, found, after = block.partition(string)
        if found and string not in after:
            self._misses += 1
            self._before, self._after = before + b'"', b'"' + after
            self._size = len(before) + len(after) + 2

    def read(self, blocks: Sequence[bytes], start: int) -> tuple[int, str]:
        """Return how many events from `start` on differ in their text alone, and the text of all of them.

        0 and no text where they have to be parsed one by one.
        """
        before, after, size = self._before, self._after, self._size
        if not before:
            return 0, ""
        pieces: list[bytes] = []
        for position in range(start, len(blocks)):
            block = blocks[position]
            if len(block) < size or not (block.startswith(before) and block.endswith(after)):
                break
            pieces.append(block[len(before) : -len(after)])
        if not pieces:
            return 0, ""
        listed = b'["' + b'","'.join(pieces) + b'"]'
        if b'\\","' in listed or listed.endswith(b'\\"]'):
            return 0, ""  # the end of a piece may be escaped: its string may be longer
        try:
            texts = orjson.loads(listed)
        except ValueError:
            return 0, ""
        if len(texts) != len(pieces):
            return 0, ""  # a piece is more than one string
        self._misses = 0
        return len(pieces), "".join(texts)

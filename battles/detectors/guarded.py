"""Regular expressions behind a cheap test for texts that every match contains.

Most texts hold few of the words that long lists of expressions need. `in` finds a word in a text about a
hundred times faster than an expression is tried at each of its characters. The needed texts are read from the
tree of Python's own parser of expressions, a private module: a version of Python without it fails at import.
"""

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MIN_LENGTH = 3
"""Characters of a text that is worth a test."""

MAX_TEXTS = 200
"""Texts of one test; a larger choice costs as much as the search."""

MAX_TESTS = 2
"""Tests of one expression."""

MAX_RARE = 8
_RARE = range(0xE000, 0xF900)
"""Private characters (masks of names): one of them is a test by itself."""

_FREQUENT = "e taoinsrhdl-,.ucmfpgbywvk"
"""Characters of texts in Latin letters, the most frequent first."""

Texts = frozenset[str]


class GuardedPattern:
    """An expression, and the tests that a text must pass to be searched."""

    def __init__(self, expression: str, flags: int = 0):
        self._search = re.compile(expression, flags).search
        tests = sorted(find_needed_texts(expression), key=lambda texts: (-min(map(len, texts)), len(texts)))
        self._tests = tuple(tuple(sorted(texts, key=len)) for texts in tests[:MAX_TESTS])

    def matches(self, text: str) -> bool:
        """Whether the expression is found in a text."""
        for texts in self._tests:
            for each in texts:
                if each in text:
                    break
            else:
                return False
        return self._search(text) is not None


class GuardedPhrases:
    """Phrases, each searched only in texts that hold its rarest character."""

    def __init__(self, phrases: Iterable[str]):
        self._by_character: dict[str, list[str]] = {}
        for phrase in phrases:
            self._by_character.setdefault(max(phrase, key=_rarity), []).append(phrase)

    def find_in(self, text: str) -> set[str]:
        """The phrases that a text contains."""
        characters = self._by_character.keys() & set(text)
        return {phrase for each in characters for phrase in self._by_character[each] if phrase in text}


def _rarity(character: str) -> tuple[bool, int]:
    """Other scripts last, then Latin letters by their frequency."""
    place = _FREQUENT.find(character)
    return character > "\x7f", place if place >= 0 else len(_FREQUENT)


def match_any(patterns: Iterable[GuardedPattern], text: str) -> bool:
    """Whether one of the expressions is found in a text."""
    return any(pattern.matches(text) for pattern in patterns)


def find_needed_texts(expression: str) -> list[Texts]:
    """Return sets of texts: every text in which the expression is found contains one of each set.

    The expression must be case-sensitive.
    """
    tree = parser.parse(expression)
    if tree.state.flags & re.IGNORECASE:
        raise ValueError("An expression that ignores case has no needed texts.")
    return [texts for texts in _of_sequence(tree) if _is_useful(texts)]


def _is_useful(texts: Texts) -> bool:
    return len(texts) <= MAX_TEXTS and all(len(text) >= MIN_LENGTH or ord(text[0]) in _RARE for text in texts)


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> list[Texts]:
    found: list[Texts] = []
    run = ""
    for kind, value in items:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found += _of_item(kind, value)
    return [*found, frozenset({run})] if run else found


def _of_item(kind: Any, value: Any) -> list[Texts]:
    if kind is op.SUBPATTERN:
        return _of_sequence(value[3])
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(value)
    if kind is op.ASSERT:
        return _of_sequence(value[1])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _of_sequence(value[2]) if value[0] else []
    if kind is op.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    return [frozenset(map(chr, _characters(value)))] if kind is op.IN and _characters(value) else []


def _of_branches(branches: list[list[Texts]]) -> list[Texts]:
    """One set for all branches: of each branch its best one."""
    useful = [[texts for texts in branch if _is_useful(texts)] for branch in branches]
    if not all(useful):
        return []
    best = (max(sets, key=lambda texts: (min(map(len, texts)), -len(texts))) for sets in useful)
    return [frozenset().union(*best)]


def _characters(value: list[tuple[Any, Any]]) -> list[int]:
    """The characters of a small set of private characters, else none."""
    if len(value) == 1 and value[0][0] is op.RANGE:
        first, last = value[0][1]
        return list(range(first, last + 1)) if first in _RARE and last - first < MAX_RARE else []
    codes = [each for kind, each in value if kind is op.LITERAL]
    return codes if len(codes) == len(value) and all(code in _RARE for code in codes) else []

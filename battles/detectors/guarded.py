"""Regular expressions behind a cheap test for texts that every match contains.

Most texts hold few of the words that long lists of expressions need. `in` finds a word in a text about a
hundred times faster than an expression is tried at each of its characters. The needed texts are read from the
tree of Python's own parser of expressions, a private module: in a version of Python without it no expression
has a test, and each is tried.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

try:
    from re import _constants as op  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:
    parser = None

T = TypeVar("T")

MIN_LENGTH = 3
"""Characters of a text in Latin letters that is worth a test; in other scripts one is enough."""

MAX_TEXTS = 200
"""Texts of one test; a larger choice costs as much as the search."""

MAX_PARTS = 2_000
"""Parts of words for one expression."""

MAX_TESTS = 2
"""Tests of one expression."""

MAX_STARTS = 30
"""Places of a text at which a match is tried; with more of them the text is searched."""

MAX_RARE = 8
_WORD = re.compile(r"\S+")
_LATIN_LETTERS = "\u024f"
"""The last of them."""

_RARE = range(0xE000, 0xF900)
"""Private characters (masks of names): one of them is a test by itself."""

Texts = frozenset[str]
_IsUseful = Callable[[Texts], bool]


class GuardedPattern:
    """An expression, and the tests that a text must pass to be searched.

    parts: parts of words (see word_traits.py) of which every text has one in which the expression is found;
    empty if there are none.
    """

    def __init__(self, expression: str, flags: int = 0):
        compiled = re.compile(expression, flags)
        self._search, self._match = compiled.search, compiled.match
        self._starts = tuple(find_starts(expression))
        needed = find_needed_texts(expression)
        tests = sorted(needed, key=lambda texts: (-min(map(len, texts)), len(texts)))
        self._tests = tuple(tuple(sorted(texts, key=len)) for texts in tests[:MAX_TESTS])
        self.parts = choose_parts(_read_needed(expression, _has_parts))

    def matches(self, text: str) -> bool:
        """Whether the expression is found in a text."""
        for texts in self._tests:
            for each in texts:
                if each in text:
                    break
            else:
                return False
        return self._matches_at_starts(text) if self._starts else self._search(text) is not None

    def _matches_at_starts(self, text: str) -> bool:
        """Try a match only where it can begin. Python's search tries it at each character."""
        tried = 0
        for start in self._starts:
            place = text.find(start)
            while place >= 0:
                if self._match(text, place):
                    return True
                tried += 1
                if tried > MAX_STARTS:
                    return self._search(text) is not None
                place = text.find(start, place + 1)
        return False


class ByParts(Generic[T]):
    """Things that a text can have only if its words have one of their parts (see word_traits.py)."""

    def __init__(self, things: Iterable[tuple[T, Texts]]):
        """things: each with its parts; without any, a text can always have it."""
        self._always: list[T] = []
        self._by_part: dict[str, list[T]] = {}
        for thing, parts in things:
            for part in parts:
                self._by_part.setdefault(part, []).append(thing)
            if not parts:
                self._always.append(thing)

    @property
    def parts(self) -> Iterable[str]:
        """All parts."""
        return self._by_part.keys()

    def list_possible(self, parts: set[str]) -> Iterator[T]:
        """Yield what a text with these parts can have; a thing with several of them more than once."""
        yield from self._always
        for part in self._by_part.keys() & parts:
            yield from self._by_part[part]


class GuardedChoice:
    """Expressions of which one is to be found; those are tried that the words of a text allow."""

    def __init__(self, expressions: Iterable[str]):
        self._by_parts = ByParts((pattern, pattern.parts) for pattern in map(GuardedPattern, expressions))

    @property
    def parts(self) -> Iterable[str]:
        """All parts of words that an expression needs."""
        return self._by_parts.parts

    def matches(self, text: str, parts: set[str]) -> bool:
        """Whether one is found in a text. parts: those of its words, or of the words of a text around it."""
        return match_any(set(self._by_parts.list_possible(parts)), text)


class GuardedIgnoringCase:
    """An expression in lower case that is searched in upper and lower case."""

    def __init__(self, expression: str):
        self._guarded = GuardedPattern(expression)
        self._search = re.compile(expression, re.IGNORECASE).search

    def matches(self, text: str) -> bool:
        """Whether the expression is found in a text."""
        return self._guarded.matches(text.lower()) if text.isascii() else self._search(text) is not None


@lru_cache(maxsize=4096)
def get_part(text: str) -> str:
    """Return the longest part of a word in a text, with a blank where the word ends; "" if it has none."""
    parts = (
        f"{' ' * (word.start() > 0)}{word.group()}{' ' * (word.end() < len(text))}"
        for word in _WORD.finditer(text)
    )
    return max(parts, key=len, default="")


def choose_parts(needed: Iterable[Texts]) -> Texts:
    """Return parts of words of which each text has one that has one of each set; empty if there are none."""
    choices = [frozenset(map(get_part, texts)) for texts in needed]
    usable = [parts for parts in choices if all(parts)]
    return max(usable, key=lambda parts: (min(map(len, parts)), -len(parts)), default=frozenset())


def match_any(patterns: Iterable[GuardedPattern], text: str) -> bool:
    """Whether one of the expressions is found in a text."""
    return any(pattern.matches(text) for pattern in patterns)


def find_needed_texts(expression: str) -> list[Texts]:
    """Return sets of texts: every text in which the expression is found contains one of each set.

    The expression must be case-sensitive.
    """
    return _read_needed(expression, _is_useful)


def _read_needed(expression: str, is_useful: _IsUseful) -> list[Texts]:
    return [texts for texts in _of_sequence(_parse(expression), is_useful) if is_useful(texts)]


@lru_cache(maxsize=1)
def _parse(expression: str) -> Sequence[tuple[Any, Any]]:
    """Return the tree of a case-sensitive expression; an empty one without Python's parser."""
    if parser is None:
        return ()
    tree = parser.parse(expression)
    if tree.state.flags & re.IGNORECASE:
        raise ValueError("An expression that ignores case has no needed texts.")
    return tuple(tree)


def _has_parts(texts: Texts) -> bool:
    """Check for texts whose parts are looked up, which takes no more time for many of them."""
    return len(texts) <= MAX_PARTS and all(
        len(part) >= MIN_LENGTH or part.strip() > _LATIN_LETTERS for part in map(get_part, texts)
    )


def _is_useful(texts: Texts) -> bool:
    return len(texts) <= MAX_TEXTS and all(len(text) >= MIN_LENGTH or text > _LATIN_LETTERS for text in texts)


def _of_sequence(items: Sequence[tuple[Any, Any]], is_useful: _IsUseful) -> list[Texts]:
    found: list[Texts] = []
    run = ""
    for kind, value in items:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found += _of_item(kind, value, is_useful)
    return [*found, frozenset({run})] if run else found


def _of_item(kind: Any, value: Any, is_useful: _IsUseful) -> list[Texts]:
    if kind is op.SUBPATTERN:
        return _of_sequence(value[3], is_useful)
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(value, is_useful)
    if kind is op.ASSERT:
        return _of_sequence(value[1], is_useful)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _of_sequence(value[2], is_useful) if value[0] else []
    if kind is op.BRANCH:
        return _of_branches([_of_sequence(branch, is_useful) for branch in value[1]], is_useful)
    return [frozenset(map(chr, _characters(value)))] if kind is op.IN and _characters(value) else []


def find_starts(expression: str) -> Texts:
    """Return texts of which every match of a case-sensitive expression begins with one; empty if unknown."""
    starts = _starts_of(_parse(expression))
    return starts if len(starts) <= MAX_TEXTS and all(len(start) > 1 for start in starts) else frozenset()


def _starts_of(items: Sequence[tuple[Any, Any]]) -> Texts:
    run = ""
    for kind, value in items:
        if kind is op.LITERAL:
            run += chr(value)
        elif run:
            break
        elif kind is op.SUBPATTERN:
            return _starts_of(value[3])
        elif kind is op.BRANCH:
            branches = [_starts_of(branch) for branch in value[1]]
            return frozenset().union(*branches) if all(branches) else frozenset()
        elif kind not in (op.AT, op.ASSERT_NOT):
            break
    return frozenset({run}) if run else frozenset()


def _of_branches(branches: list[list[Texts]], is_useful: _IsUseful) -> list[Texts]:
    """One set for all branches: of each branch its best one."""
    useful = [[texts for texts in branch if is_useful(texts)] for branch in branches]
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

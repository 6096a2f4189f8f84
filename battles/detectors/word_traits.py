"""What the words of a text have in them, remembered word by word.

Most words of a text were in other texts before. An expression whose matches hold no white space is found in a
text exactly if it is found in one of its words, and so is a part of a word. So an ordinary text needs a look
at its few new words only. What is found for a text never depends on what was read before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

MAX_WORDS = 40_000
"""Words that are remembered; when they are more, all are forgotten."""

MAX_LENGTH = 24
"""Characters of a word that is remembered. Longer ones, and those with digits, are rarely seen again."""

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_KEY = 3
"""The first letters in a row by which parts are looked up."""

Words = list[str]


@dataclass(frozen=True)
class Expression:
    """An expression for one word, without white space.

    needed: a text that every match contains. confirms: a further test of a word that has the expression.
    """

    pattern: re.Pattern[str]
    needed: str = ""
    confirms: Callable[[str], bool] | None = None

    def is_possible(self, text: str) -> bool:
        """Whether a word of a text may have it."""
        return self.needed in text and self.pattern.search(text) is not None

    def is_in(self, word: str) -> bool:
        """Whether a word has it."""
        return self.is_possible(word) and (self.confirms is None or self.confirms(word))


@dataclass
class Traits:
    """What a text has in its words.

    - parts: those of the known parts that a word contains, as written or in lower case.
    - tokens: those of the known tokens that are in a word.
    - words: by name of an expression the words that have it.
    """

    parts: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    words: dict[str, set[str]] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether a word has one of these expressions."""
        return any(name in self.words for name in names)

    def has_pair(self, name: str, text_words: Words) -> bool:
        """Whether two words in a row, of the words of the text in order, have the expression."""
        if name not in self.words:
            return False
        return b"\1\1" in bytes(map(self.words[name].__contains__, text_words))


@dataclass(frozen=True)
class _Word:
    """The traits of one word."""

    parts: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class WordTraits:
    """The traits that one detector looks for, and the words whose traits it knows. Safe to share by threads.

    - parts: texts without white space.
    - list_tokens, tokens: how to list the tokens of a text (no token has white space, or depends on the words
      around its own), and those that are looked for.
    - expressions: by name.
    """

    def __init__(
        self,
        *,
        parts: Iterable[str] = (),
        list_tokens: Callable[[str], Iterable[str]] | None = None,
        tokens: frozenset[str] = frozenset(),
        expressions: Mapping[str, Expression] | None = None,
    ) -> None:
        self._parts_by_key = _index_parts(parts)
        self._list_tokens, self._tokens = list_tokens, tokens
        self._expressions = dict(expressions or {})
        self._plain: set[str] = set()
        self._known: dict[str, _Word] = {}

    def read(self, words: Iterable[str]) -> Traits:
        """Return the traits of a text with these words (`text.split()`)."""
        traits = Traits()
        unknown: Words = []
        for word in set(words).difference(self._plain):
            known = self._known.get(word)
            if known is None:
                unknown.append(word)
            else:
                _add(traits, word, known)
        if unknown:
            for word, read in self._read_unknown(unknown):
                _add(traits, word, read)
        return traits

    def _read_unknown(self, unknown: Words) -> Iterator[tuple[str, _Word]]:
        """Yield the words that have traits; what none of them has is looked for only once."""
        whole = " ".join(unknown)
        parts = self._find_parts(whole)
        tokens = self._find_tokens(whole)
        names = [name for name, each in self._expressions.items() if each.is_possible(whole)]
        if len(self._plain) + len(self._known) > MAX_WORDS:
            self._plain, self._known = set(), {}
        if not (parts or tokens or names):
            self._plain.update(filter(_may_last, unknown))
            return
        for word in unknown:
            lowered = word.lower()
            read = _Word(
                tuple([part for part in parts if part in word or part in lowered]),
                tuple(self._find_tokens(word)) if tokens else (),
                tuple([name for name in names if self._expressions[name].is_in(word)]),
            )
            is_plain = not (read.parts or read.tokens or read.names)
            if _may_last(word):
                if is_plain:
                    self._plain.add(word)
                else:
                    self._known[word] = read
            if not is_plain:
                yield word, read

    def _find_parts(self, text: str) -> list[str]:
        lowered = text.lower()
        keys = {""}
        for letters in _LETTERS.findall(lowered):
            keys.update([letters[start : start + _KEY] for start in range(len(letters) - _KEY + 1)])
        possible = self._parts_by_key.keys() & keys
        return [
            part for key in possible for part in self._parts_by_key[key] if part in lowered or part in text
        ]

    def _find_tokens(self, text: str) -> frozenset[str]:
        return (
            frozenset() if self._list_tokens is None else self._tokens.intersection(self._list_tokens(text))
        )


def _add(traits: Traits, word: str, read: _Word) -> None:
    traits.parts.update(read.parts)
    traits.tokens.update(read.tokens)
    for name in read.names:
        traits.words.setdefault(name, set()).add(word)


def _may_last(word: str) -> bool:
    return len(word) <= MAX_LENGTH and _DIGIT.search(word) is None


def _index_parts(parts: Iterable[str]) -> dict[str, list[str]]:
    """Return the parts by their first letters in a row, in lower case; "" for those with too few."""
    by_key: dict[str, list[str]] = {}
    for part in sorted(set(parts)):
        if part.split() != [part]:
            raise ValueError(f"A part is not empty and has no white space: {part!r}")
        letters = _LETTERS.search(part.lower())
        by_key.setdefault(letters.group()[:_KEY] if letters else "", []).append(part)
    return by_key

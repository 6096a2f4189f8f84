"""What the words of a text have in them, remembered word by word.

Most words of a text were in other texts before. An expression whose matches hold no white space is found in a
text exactly if it is found in one of its words, and so is a part of a word. So an ordinary text needs a look
at its few new words only. What is found for a text never depends on what was read before it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

MAX_WORDS = 40_000
"""Words that are remembered; when they are more, all are forgotten."""

MAX_NEW = 2_000
"""New words of a text that are remembered; of a text with more of them, which is no ordinary one, none is."""

MAX_LENGTH = 24
"""Characters of a word that is remembered. Longer ones, and those with digits, are rarely seen again."""

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_KEY = 3
"""The first letters in a row by which parts are looked up."""

_ASCII, _OTHER = "", "*"
"""The keys of parts without so many letters in a row."""

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


class _Kind:
    """Words with the same traits."""

    __slots__ = ("names", "parts", "tokens")

    def __init__(self, parts: tuple[str, ...], tokens: tuple[str, ...], names: tuple[str, ...]) -> None:
        self.parts, self.tokens, self.names = parts, tokens, names


class WordTraits:
    """The traits that one detector looks for, and the words whose traits it knows. Safe to share by threads.

    - parts: of words, with a blank before or behind where the word begins or ends.
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
        self._forget()

    def _forget(self) -> None:
        self._plain: set[str] = set()
        self._known: dict[str, _Kind] = {}
        self._kinds: dict[tuple[tuple[str, ...], ...], _Kind] = {}

    def read(self, words: Iterable[str]) -> Traits:
        """Return the traits of a text with these words (`text.split()`)."""
        traits = Traits()
        known = self._known
        others = set(words).difference(self._plain)
        unknown = others.difference(known)
        named: set[str] = set()
        for kind in set(map(known.get, others)):
            if kind is not None:
                traits.parts.update(kind.parts)
                traits.tokens.update(kind.tokens)
                named.update(kind.names)
        if named:
            for word in others - unknown:
                _name(traits, word, known[word].names)
        if unknown:
            self._read_unknown(list(unknown), traits)
        return traits

    def _read_unknown(self, unknown: Words, traits: Traits) -> None:
        """Add the traits of words, and remember them. What none of them has is looked for only once."""
        whole = f" {' '.join(unknown)} "
        parts = self._find_parts(whole)
        tokens = self._find_tokens(whole)
        names = [name for name, each in self._expressions.items() if each.is_possible(whole)]
        traits.parts.update(parts)
        traits.tokens.update(tokens)
        if len(self._plain) + len(self._known) > MAX_WORDS:
            self._forget()
        may_last = _may_last if len(unknown) <= MAX_NEW else _never
        if not (parts or tokens or names):
            self._plain.update(filter(may_last, unknown))
            return
        for word in unknown:
            own_names = [name for name in names if self._expressions[name].is_in(word)]
            _name(traits, word, own_names)
            if may_last(word):
                bounded, lowered = f" {word} ", f" {word.lower()} "
                own_parts = [part for part in parts if part in bounded or part in lowered]
                own_tokens = self._find_tokens(word) if tokens else ()
                self._remember(word, (tuple(own_parts), tuple(own_tokens), tuple(own_names)))

    def _remember(self, word: str, traits: tuple[tuple[str, ...], ...]) -> None:
        if any(traits):
            self._known[word] = self._kinds.setdefault(traits, _Kind(*traits))
        else:
            self._plain.add(word)

    def _find_parts(self, text: str) -> list[str]:
        lowered = text.lower()
        keys = {_ASCII} if text.isascii() else {_ASCII, _OTHER}
        for letters in _LETTERS.findall(lowered):
            keys.update([letters[start : start + _KEY] for start in range(len(letters) - _KEY + 1)])
        parts = [part for key in self._parts_by_key.keys() & keys for part in self._parts_by_key[key]]
        if text == lowered:
            return [part for part in parts if part in text]
        return [part for part in parts if part in lowered or part in text]

    def _find_tokens(self, text: str) -> frozenset[str]:
        return (
            frozenset() if self._list_tokens is None else self._tokens.intersection(self._list_tokens(text))
        )


def _name(traits: Traits, word: str, names: Iterable[str]) -> None:
    for name in names:
        traits.words.setdefault(name, set()).add(word)


def _may_last(word: str) -> bool:
    return len(word) <= MAX_LENGTH and _DIGIT.search(word) is None


def _never(_word: str) -> bool:
    return False


def _index_parts(parts: Iterable[str]) -> dict[str, list[str]]:
    """Return the parts by key: their first letters in a row in lower case, or the kind of the others."""
    by_key: dict[str, list[str]] = {}
    for part in sorted(set(parts)):
        if part.split() != [part.removeprefix(" ").removesuffix(" ")]:
            raise ValueError(f"A part has no white space but a blank before and behind: {part!r}")
        letters = _LETTERS.search(part.lower())
        other = _ASCII if part.isascii() else _OTHER
        by_key.setdefault(letters.group()[:_KEY] if letters else other, []).append(part)
    return by_key

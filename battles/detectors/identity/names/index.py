"""Find known names in a folded text."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from battles.detectors.identity.names.known_names import (
    KnownName,
    Mention,
    ModelNames,
    NameClass,
    arena_spellings,
    lexicon_spellings,
)
from battles.detectors.identity.names.odd_words import EXPRESSIONS, Words
from battles.detectors.identity.names.spellings import Script, spelling_key, spelling_words, whole_words
from battles.detectors.word_traits import WordTraits

_VERSION = re.compile(r"\d")
_WORD = re.compile(r"([a-z]+|\d+)[a-z0-9]*|[а-яёіїєґ]+")
_HEAD = re.compile(r"[a-z]+|\d+")
_SPELT_OUT = re.compile(r"(?<![^\W_])(?:[a-z0-9][ .\-_*]){3,}[a-z0-9](?![^\W_])")
_CYRILLIC = re.compile("[а-яёіїєґ]+")
_CYRILLIC_HEAD = 3
_MIN_WORD = 3
"""Latin letters of a word that is rare enough as a part of other words."""
PLAIN_WORD = re.compile(r"[a-z]{4,}")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LETTERS_AND_DIGITS = _LETTERS | frozenset("0123456789")


@dataclass(frozen=True)
class NameIndex:
    """All known names, compiled once; immutable and safe to share between threads."""

    names: dict[str, KnownName] = field(hash=False, repr=False)
    heads: frozenset[str] = field(repr=False)
    words: re.Pattern[str] = field(repr=False)
    scripts: tuple[Script, ...] = field(repr=False)
    parts: dict[str, frozenset[str]] = field(hash=False, repr=False)
    """By head the longest other word of each name that begins so; by "" those of names without a head. One of
    them is in a text that has the name; "" among them: a name has no such word."""

    @classmethod
    def build(cls, models: Iterable[ModelNames] = ()) -> "NameIndex":
        """Build the index of the arena's names and the lexicon.

        If both know a spelling, the arena's name and maker are reported, with the lexicon's class. Of two
        models with the same spelling the first wins.
        """
        spellings = dict(lexicon_spellings())
        keys = {spelling_key(spelling): known for spelling, known in spellings.items()}
        arena_names: dict[str, KnownName] = {}
        for model in models:
            for spelling, known in arena_spellings(model):
                key = spelling_key(spelling)
                kind = keys[key].kind if key in keys else known.kind
                arena_names.setdefault(key, replace(known, kind=kind))
                spellings[spelling] = known
        parts: dict[str, set[str]] = {}
        for spelling in spellings:
            for head in tuple(_heads(spelling)) or ("",):
                parts.setdefault(head, set()).add(_longest_word(spelling, head))
        words, scripts = whole_words(spellings)
        return cls(
            {**keys, **arena_names},
            frozenset(parts) - {""},
            words,
            scripts,
            {head: frozenset(longest) for head, longest in parts.items()},
        )

    @cached_property
    def reversed_names(self) -> dict[str, KnownName]:
        """The names written backwards, without separators."""
        return {key[::-1]: known for key, known in self._plain_names() if key[::-1] not in self.names}

    @cached_property
    def rotated_names(self) -> dict[str, KnownName]:
        """The names in rot13, without separators."""
        rotated = ((codecs.encode(key, "rot13"), known) for key, known in self._plain_names())
        return {key: known for key, known in rotated if key not in self.names}

    @cached_property
    def turned_names(self) -> frozenset[str]:
        """The keys of both, to check for them quickly."""
        return frozenset((*self.reversed_names, *self.rotated_names))

    def _plain_names(self) -> Iterator[tuple[str, KnownName]]:
        return ((key, known) for key, known in self.names.items() if key.isascii())

    @cached_property
    def _word_traits(self) -> WordTraits:
        return WordTraits(
            parts=frozenset().union(*self.parts.values()) - {""},
            list_tokens=_list_heads,
            tokens=self.heads | self.turned_names,
            expressions=EXPRESSIONS,
        )

    def read_words(self, text: str) -> Words:
        """Read the words of a folded text, for the searches of names in it."""
        words = text.split()
        return Words(words, self._word_traits.read(words))

    def find_mentions(self, text: str, words: Words | None = None) -> list[Mention]:
        """Find every known name in a folded text, from left to right, without overlaps.

        words: of the text, if they were read before.
        """
        words = words or self.read_words(text)
        parts = words.traits.parts
        heads = {head for head in words.traits.tokens & self.heads if self._is_possible(head, parts)}
        mentions = [self._build_mention(match) for match in self._match_words(text, heads)]
        if words.has_letters:
            mentions += self._match_spelt_out(text)
        if not text.isascii() and self._is_possible("", parts):
            mentions += [
                self._build_mention(match) for script in self.scripts for match in script.matches(text)
            ]
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return list(_without_overlaps(mentions))

    def _is_possible(self, head: str, parts: set[str]) -> bool:
        """Check whether the words of a text have what a name with this head needs."""
        needed = self.parts.get(head, frozenset())
        return "" in needed or not needed.isdisjoint(parts)

    def _match_words(self, text: str, heads: set[str]) -> Iterator[re.Match[str]]:
        """Try names only where a word begins like a name."""
        reached = 0
        for start in _find_heads(text, heads):
            if start >= reached:
                match = self.words.match(text, start)
                if match:
                    reached = match.end()
                    yield match

    def _match_spelt_out(self, text: str) -> Iterator[Mention]:
        """Match names written letter by letter: "C h a t G P T"."""
        for match in _SPELT_OUT.finditer(text):
            known = self.names.get(spelling_key(match.group()))
            if known:
                yield Mention(known, match.start(), match.end())

    def _build_mention(self, match: re.Match[str]) -> Mention:
        group = match.lastgroup or ""
        known = self.names[spelling_key(match.group(group))]
        if known.kind is NameClass.WORD and _VERSION.search(match.string, match.end(group), match.end()):
            known = replace(known, kind=NameClass.MODEL)
        return Mention(known, match.start(group), match.end())


def _without_overlaps(mentions: list[Mention]) -> Iterator[Mention]:
    reached = 0
    for mention in mentions:
        if mention.start >= reached:
            reached = mention.end
            yield mention


def _longest_word(spelling: str, head: str) -> str:
    """Return the longest word of a spelling other than its head, "" if it is too short."""
    words = [word for each in spelling_words(spelling) for word in each.split() if word != head]
    longest = max(words, key=len, default="")
    return "" if longest.isascii() and len(longest) < _MIN_WORD else longest


def _list_heads(text: str) -> list[str]:
    """Return the heads of a folded text's words, and the words of plain letters."""
    heads: list[str] = _WORD.findall(text) + PLAIN_WORD.findall(text)
    if not text.isascii():
        heads += [word[:_CYRILLIC_HEAD] for word in _CYRILLIC.findall(text)]
    return heads


def _find_heads(text: str, heads: set[str]) -> Iterable[int]:
    """Return where words with these heads begin, in order."""
    if not heads:
        return ()
    if not text.isascii():
        words = _WORD.finditer(text)
        return (word.start() for word in words if (word.group(1) or word.group()[:_CYRILLIC_HEAD]) in heads)
    return sorted(start for head in heads for start in _find_head(text, head))


def _find_head(text: str, head: str) -> Iterator[int]:
    """Yield where words of an ASCII text begin with a head; behind it is none of its kind."""
    start = text.find(head)
    while start >= 0:
        end = start + len(head)
        behind = text[end : end + 1]
        is_longer = behind.isdigit() if head[0].isdigit() else behind in _LETTERS
        if not is_longer and text[start - 1 : start] not in _LETTERS_AND_DIGITS:
            yield start
        start = text.find(head, end)


def _heads(spelling: str) -> Iterator[str]:
    """Return how a word with this spelling can begin: its first word, or several written together."""
    cyrillic = _CYRILLIC.match(spelling)
    if cyrillic:
        yield cyrillic.group()[:_CYRILLIC_HEAD]
        return
    written = ""
    for word in spelling_words(spelling):
        written += word
        head = _HEAD.match(written)
        if head:
            yield head.group()

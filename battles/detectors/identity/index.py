"""Find known names in a folded text."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from battles.detectors.identity.names import (
    KnownName,
    Mention,
    ModelNames,
    NameClass,
    arena_spellings,
    lexicon_spellings,
)
from battles.detectors.identity.spellings import Script, spelling_key, spelling_words, whole_words

_VERSION = re.compile(r"\d")
_WORD = re.compile(r"([a-z]+|\d+)[a-z0-9]*|[а-яёіїєґ]+")
_HEAD = re.compile(r"[a-z]+|\d+")
_SPELT_OUT = re.compile(r"(?<![^\W_])(?:[a-z0-9][ .\-_*]){3,}[a-z0-9](?![^\W_])")
_CYRILLIC = re.compile("[а-яёіїєґ]+")
_CYRILLIC_HEAD = 3


@dataclass(frozen=True)
class NameIndex:
    """All known names, compiled once; immutable and safe to share between threads."""

    names: dict[str, KnownName] = field(hash=False, repr=False)
    heads: frozenset[str] = field(repr=False)
    words: re.Pattern[str] = field(repr=False)
    scripts: tuple[Script, ...] = field(repr=False)

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
        heads = frozenset(head for spelling in spellings for head in _heads(spelling))
        words, scripts = whole_words(spellings)
        return cls({**keys, **arena_names}, heads, words, scripts)

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

    def find_mentions(self, text: str) -> list[Mention]:
        """Find every known name in a folded text, from left to right, without overlaps."""
        mentions = [self._build_mention(match) for match in self._match_words(text)]
        mentions += self._match_spelt_out(text)
        if not text.isascii():
            mentions += [
                self._build_mention(match) for script in self.scripts for match in script.matches(text)
            ]
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return list(_without_overlaps(mentions))

    def _match_words(self, text: str) -> Iterator[re.Match[str]]:
        """Try names only where a word begins like a name: most texts need no more than this check."""
        heads, reached = self.heads, 0
        for word in _WORD.finditer(text):
            head = word.group(1) or word.group()[:_CYRILLIC_HEAD]
            if head in heads and word.start() >= reached:
                match = self.words.match(text, word.start())
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

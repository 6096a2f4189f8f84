"""Which names are looked for, and where they stand in a folded text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache

from battles.identity.folding import fold
from battles.identity.lexicon import ENTRIES, Role
from battles.identity.spellings import (
    ARABIC_CLITIC,
    CYRILLIC_ENDING,
    TAIL,
    alternation,
    spelling_key,
    spelling_words,
)


class NameClass(IntEnum):
    """How much a name proves by itself."""

    MODEL = 0
    """A model's name that is nothing else ("GPT-4")."""
    MAKER = 1
    """A maker known for language models alone ("Anthropic")."""
    COMPANY = 2
    """A maker everybody speaks of for other reasons ("Google")."""
    WORD = 3
    """A model's name that is also a word or a person's name ("Gemini", "Claude", "Pi")."""


@dataclass(frozen=True)
class ModelNames:
    """The names one model of the arena goes by. Empty strings are allowed where something is unknown."""

    name: str
    organization: str = ""
    family: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownName:
    """A name as it is reported: what it names (a model, or the maker itself), its maker and its class."""

    name: str
    maker: str
    kind: NameClass


@dataclass(frozen=True)
class Mention:
    """A known name at a span of the folded text."""

    known: KnownName
    start: int
    end: int


@dataclass(frozen=True)
class NameIndex:
    """All names to look for, compiled once; immutable and safe to share between threads."""

    names: dict[str, KnownName] = field(hash=False, repr=False)
    heads: frozenset[str] = field(repr=False)
    latin: re.Pattern[str] = field(repr=False)
    other: re.Pattern[str] = field(repr=False)

    @classmethod
    def build(cls, models: Iterable[ModelNames] = ()) -> "NameIndex":
        """The arena's own names together with the lexicon; the arena's win where both know a spelling."""
        spellings = dict(_lexicon_spellings())
        for model in models:
            for spelling, known in _arena_spellings(model):
                same = spellings.get(spelling)
                spellings[spelling] = replace(known, kind=same.kind) if same else known
        keys = {spelling_key(spelling): known for spelling, known in spellings.items()}
        heads = frozenset(head for spelling in spellings for head in _heads(spelling))
        latin = [spelling for spelling in spellings if spelling[0].isascii()]
        other = [spelling for spelling in spellings if not spelling[0].isascii()]
        return cls(keys, heads, re.compile(_latin_pattern(latin)), re.compile(_other_pattern(other)))

    def mentions(self, text: str) -> list[Mention]:
        """Every known name in a folded text, from left to right, none inside another."""
        found = [self._mention(match) for match in self._latin_matches(text)]
        if not text.isascii():
            found += [self._mention(match) for match in self.other.finditer(text)]
            found.sort(key=lambda mention: (mention.start, -mention.end))
        return [
            m for before, m in zip([None, *found], found, strict=False) if not before or m.start >= before.end
        ]

    def _latin_matches(self, text: str) -> Iterator[re.Match[str]]:
        """Names tried only where a word begins as some name does: most texts are done after this look."""
        reached = 0
        for word in _WORD.finditer(text):
            if word.group(1) in self.heads and word.start() >= reached:
                match = self.latin.match(text, word.start())
                if match:
                    reached = match.end()
                    yield match

    def _mention(self, match: re.Match[str]) -> Mention:
        group = match.lastgroup or ""
        known = self.names[spelling_key(match.group(group))]
        if known.kind is NameClass.WORD and _VERSION.search(match.string, match.end(group), match.end()):
            known = replace(known, kind=NameClass.MODEL)
        return Mention(known, match.start(group), match.end())


_WORD = re.compile(r"([a-z]+|\d+)[a-z0-9]*")
_HEAD = re.compile(r"[a-z]+|\d+")
_VERSION = re.compile(r"\d")


_KINDS = {
    Role.MAKER: NameClass.MAKER,
    Role.FAMOUS_MAKER: NameClass.COMPANY,
    Role.MODEL_MAKER: NameClass.MAKER,
    Role.MODEL: NameClass.MODEL,
    Role.WORD: NameClass.WORD,
}


@lru_cache(maxsize=1)
def _lexicon_spellings() -> dict[str, KnownName]:
    return {
        fold(spelling).text: KnownName(entry.name, entry.maker, _KINDS[entry.role])
        for entry in ENTRIES
        for spelling in entry.spellings
    }


def _arena_spellings(model: ModelNames) -> Iterator[tuple[str, KnownName]]:
    """The model's own names, each with what it proves: only a name of several words or with a digit is plain."""
    for name in (model.name, *model.aliases, model.family):
        reported = model.family if name == model.family else model.name
        kind = NameClass.MODEL if _DISTINCTIVE.search(name.strip()) else NameClass.WORD
        yield from _usable(name, KnownName(reported, model.organization, kind))
    maker_kind = NameClass.MAKER if _DISTINCTIVE.search(model.organization.strip()) else NameClass.COMPANY
    yield from _usable(model.organization, KnownName(model.organization, model.organization, maker_kind))


_DISTINCTIVE = re.compile(r"[\d ]|\w-\w|[a-z][A-Z]")


def _usable(name: str, known: KnownName) -> Iterator[tuple[str, KnownName]]:
    folded = fold(name.strip()).text
    if sum(character.isalpha() for character in folded) >= 2:
        yield folded, known


def _heads(spelling: str) -> Iterator[str]:
    """How a word can begin where this spelling stands: its first word, or several written together."""
    written = ""
    for word in spelling_words(spelling):
        written += word
        head = _HEAD.match(written)
        if head:
            yield head.group()


_TAIL = f"{TAIL}{{0,4}}(?![a-z0-9])"


def _latin_pattern(spellings: list[str]) -> str:
    return f"(?P<latin>{alternation(spellings)}){_TAIL}"


def _other_pattern(spellings: list[str]) -> str:
    """Names that begin in another script, by the script's own notion of a whole word."""
    around = {
        "cyrillic": (r"(?<![а-я])", f"{CYRILLIC_ENDING}{_TAIL}(?![а-я])"),
        "arabic": (rf"(?<![ء-ي]){ARABIC_CLITIC}", f"{_TAIL}(?![ء-ي])"),
        "kana": (r"(?<![ァ-ヶー])", f"{_TAIL}(?![ァ-ヶー])"),
        "spaced": (r"(?<![가-힣\u0900-\u097f\u0590-\u05ff])", _TAIL),
        "han": ("", _TAIL),
    }
    groups: dict[str, list[str]] = {script: [] for script in around}
    for spelling in spellings:
        groups[_script(spelling[0])].append(spelling)
    return "|".join(
        f"{around[script][0]}(?P<{script}>{alternation(found)}){around[script][1]}"
        for script, found in groups.items()
        if found
    )


_SCRIPTS = (
    ("cyrillic", 0x400, 0x52F),
    ("arabic", 0x600, 0x6FF),
    ("kana", 0x3040, 0x30FF),
    ("han", 0x4E00, 0x9FFF),
)


def _script(character: str) -> str:
    code = ord(character)
    return next((name for name, first, last in _SCRIPTS if first <= code <= last), "spaced")

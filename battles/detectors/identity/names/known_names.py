"""Known names: their classes, and the spellings of the arena and the lexicon."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from battles.detectors.identity.folding import fold
from battles.detectors.identity.names.lexicon import ENTRIES, Role


class NameClass(IntEnum):
    """How much a name proves by itself."""

    MODEL = 0
    """A model's name without another meaning ("GPT-4")."""
    MAKER = 1
    """A maker that is known for language models only ("Anthropic")."""
    COMPANY = 2
    """A maker that is known for other products too ("Google")."""
    WORD = 3
    """A model's name that is also a word or a person's name ("Gemini", "Claude", "Pi")."""


@dataclass(frozen=True)
class ModelNames:
    """The names of one model of the arena. A field may be empty if it is unknown."""

    name: str
    organization: str = ""
    family: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownName:
    """A name as it is reported: the model (or the maker itself), its maker and its class."""

    name: str
    maker: str
    kind: NameClass


@dataclass(frozen=True)
class Mention:
    """A known name at a half-open span of the folded text."""

    known: KnownName
    start: int
    end: int


_KINDS = {
    Role.MAKER: NameClass.MAKER,
    Role.FAMOUS_MAKER: NameClass.COMPANY,
    Role.MODEL_MAKER: NameClass.MAKER,
    Role.MODEL: NameClass.MODEL,
    Role.WORD: NameClass.WORD,
}

_DISTINCTIVE = re.compile(r"\d|\w[ -]\w|[a-z][A-Z]")
"""What a common word does not have: a digit, a second word, a capital inside."""

_MIN_LETTERS = 2

GENERIC = frozenset(
    ("ai", "assistant", "ai assistant", "bot", "chat", "chatbot", "language model", "llm", "model", "unknown")
)
"""What every model calls itself. As an arena's name it would make each self-description a leak."""


@lru_cache(maxsize=1)
def lexicon_spellings() -> dict[str, KnownName]:
    """Map each folded spelling of the lexicon to its name."""
    return {
        fold(spelling).text: KnownName(entry.name, entry.maker, _KINDS[entry.role])
        for entry in ENTRIES
        for spelling in entry.spellings
    }


def arena_spellings(model: ModelNames) -> Iterator[tuple[str, KnownName]]:
    """Yield a model's folded spellings, the full name first.

    A name of one common-looking word has the class WORD, a maker of one word the class COMPANY.
    """
    for name in (model.name, *model.aliases, model.family):
        reported = model.family if name == model.family else model.name
        kind = NameClass.MODEL if _DISTINCTIVE.search(name) else NameClass.WORD
        yield from _usable(name, KnownName(reported, model.organization, kind))
    maker_kind = NameClass.MAKER if _DISTINCTIVE.search(model.organization) else NameClass.COMPANY
    yield from _usable(model.organization, KnownName(model.organization, model.organization, maker_kind))


def _usable(name: str, known: KnownName) -> Iterator[tuple[str, KnownName]]:
    folded = fold(name.strip()).text
    letters = sum(character.isalpha() for character in folded)
    if letters >= _MIN_LETTERS and folded not in GENERIC:
        yield folded, known

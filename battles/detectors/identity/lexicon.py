"""The field's makers and model families, with the spellings their names have in the world's scripts.

Curated by hand from public leaderboards, makers' own pages and news. Kinds of line; indented lines go on:

    Maker (famous) = spelling, spelling   the maker; "famous" if known to all for other things than models
    - Model = spelling, …                 a model or assistant of the maker above
    ~ Model = spelling, …                 the same, where the name is also a word or a person's name
    ! Maker = spelling, …                 spellings of a famous maker that only its makers of models bear

A space in a spelling stands for an optional separator: "chat gpt" also matches "ChatGPT" and "Chat-GPT".
Version numbers and sizes behind a model's name need no spelling of their own. Raise the version with every
change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from battles.detectors.identity.lexicon_east import EAST
from battles.detectors.identity.lexicon_west import WEST

LEXICON_VERSION = "2025.11"


class Role(Enum):
    """What a line of the lexicon names."""

    MAKER = ""
    FAMOUS_MAKER = "famous"
    MODEL = "-"
    WORD = "~"
    MODEL_MAKER = "!"


@dataclass(frozen=True)
class Entry:
    """One line: canonical name, its maker's canonical name, and all spellings."""

    name: str
    maker: str
    role: Role
    spellings: tuple[str, ...]


class BadLexicon(ValueError):
    """A line that is none of these kinds."""


_LINE = re.compile(r"(?P<mark>[-~!] )?(?P<name>[^=()]+?)(?: \((?P<famous>famous)\))? = (?P<spellings>.+)")


def read_lexicon(text: str) -> Iterator[Entry]:
    """The entries of a text in the format above. Raises BadLexicon."""
    maker = ""
    for line in re.sub(r"\n {4,}", " ", text).splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if not match or (match["mark"] and not maker):
            raise BadLexicon(line)
        mark = (match["mark"] or match["famous"] or "").strip()
        maker = maker if match["mark"] else match["name"]
        spellings = tuple(filter(None, map(str.strip, match["spellings"].split(","))))
        yield Entry(match["name"], maker, Role(mark), spellings)


ENTRIES = (*read_lexicon(WEST), *read_lexicon(EAST))

"""Makers and model families, with the spellings of their names in the scripts of the world.

The files lexicon_*.txt are curated by hand from public leaderboards, makers' own pages and news. Format; a
line that begins with spaces continues the line before it, a line that begins with # is a comment:

    Maker (famous) = spelling, spelling   the maker; "famous" if it is generally known for other things
    - Model = spelling, …                 a model or assistant of the maker above
    ~ Model = spelling, …                 the same, where the name is also a word or a person's name
    ! Maker = spelling, …                 spellings of a famous maker that only its model department uses

A space in a spelling is an optional separator: "chat gpt" also matches "ChatGPT" and "Chat-GPT". Version
numbers and sizes after a model's name need no spelling. Raise LEXICON_VERSION with every change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files

LEXICON_VERSION = "2026.12"


class Role(Enum):
    """The kind of a line, by its mark."""

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
    """A line that has none of these formats."""


_LINE = re.compile(r"(?P<mark>[-~!] )?(?P<name>[^=()]+?)(?: \((?P<famous>famous)\))? = (?P<spellings>.+)")


def read_lexicon(text: str) -> Iterator[Entry]:
    """Read the entries of a text in the format above. Raises BadLexicon."""
    maker = ""
    for line in re.sub(r"\n {4,}", " ", text).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match or (match["mark"] and not maker):
            raise BadLexicon(line)
        mark = (match["mark"] or match["famous"] or "").strip()
        maker = maker if match["mark"] else match["name"]
        spellings = tuple(filter(None, map(str.strip, match["spellings"].split(","))))
        yield Entry(match["name"], maker, Role(mark), spellings)


def _read_file(name: str) -> Iterator[Entry]:
    return read_lexicon(files(__package__).joinpath(name).read_text(encoding="utf-8"))


ENTRIES = (*_read_file("lexicon_west.txt"), *_read_file("lexicon_east.txt"))

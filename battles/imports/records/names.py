"""Names of models in vote logs: which spellings are one name, and which names look alike."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

_LATIN = str.maketrans("аеорсухіјѕԁһԛԝкмнтвοαρυνικτ", "aeopcyxijsdhqwkmhtboapuvikt")
"""Small letters of other scripts that look like Latin ones: Cyrillic, then Greek."""


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """The form under which names are compared: NFC, without characters of no width."""
    return name if name.isascii() else unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", name)).strip()


def look_alikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of names that differ only in case, spaces, punctuation, the form of their characters, or in
    letters of another script that look alike.
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        folded = unicodedata.normalize("NFKC", name).casefold().translate(_LATIN)
        groups.setdefault("".join(filter(str.isalnum, folded)), []).append(name)
    return [tuple(each) for each in groups.values() if len(each) > 1]

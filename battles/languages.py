"""The languages that votes are counted by. A new language is one entry of LANGUAGES.

The ledger stores a language by its number, so a number never changes its meaning. Twenty-two languages also
have a tag (bits 40–61), which is written as before; every other language has the tag OTHER_LANGUAGE.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from battles.tags import LANGUAGE_TAGS


def _(text: str) -> str:
    """Mark a name for the catalogue; `ratings.categories` translates it."""
    return text


UNKNOWN = 0
"""The number of an unknown language, and of one that is not listed here."""


class Language(NamedTuple):
    """number: 1–255, stored in the ledger. code: ISO 639-1. slug: of its category. name: in English."""

    number: int
    code: str
    slug: str
    name: str


LANGUAGES = (
    Language(1, "en", "english", _("English")),
    Language(2, "zh", "chinese", _("Chinese")),
    Language(3, "fr", "french", _("French")),
    Language(4, "de", "german", _("German")),
    Language(5, "es", "spanish", _("Spanish")),
    Language(6, "ru", "russian", _("Russian")),
    Language(7, "ja", "japanese", _("Japanese")),
    Language(8, "ko", "korean", _("Korean")),
    Language(9, "pt", "portuguese", _("Portuguese")),
    Language(10, "it", "italian", _("Italian")),
    Language(11, "ar", "arabic", _("Arabic")),
    Language(12, "vi", "vietnamese", _("Vietnamese")),
    Language(13, "tr", "turkish", _("Turkish")),
    Language(14, "pl", "polish", _("Polish")),
    Language(15, "nl", "dutch", _("Dutch")),
    Language(16, "fa", "persian", _("Persian")),
    Language(17, "uk", "ukrainian", _("Ukrainian")),
    Language(18, "id", "indonesian", _("Indonesian")),
    Language(19, "cs", "czech", _("Czech")),
    Language(20, "he", "hebrew", _("Hebrew")),
    Language(21, "hi", "hindi", _("Hindi")),
    Language(22, "th", "thai", _("Thai")),
)

"""English names by code."""

_NUMBERS = {language.code: language.number for language in LANGUAGES}


def language_number(code: str | None) -> int:
    """Return the number of an ISO 639-1 code; UNKNOWN for None and for a language that is not listed."""
    return _NUMBERS.get(code, UNKNOWN) if code else UNKNOWN


def number_from_tags(tags: int) -> int:
    """Return the language that these tags name."""
    return next((_NUMBERS[code] for code, tag in LANGUAGE_TAGS.items() if tags & tag), UNKNOWN)


def numbers_from_tags(tags: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the language that each of these tags names (N,)."""
    numbers = np.zeros(len(tags), dtype=np.uint8)
    for code, tag in LANGUAGE_TAGS.items():
        numbers[(tags & int(tag)) != 0] = _NUMBERS[code]
    return numbers

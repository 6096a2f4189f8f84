"""The languages in which self-descriptions are understood: one TOML file each.

A file has the name of its ISO 639-1 code, with an ISO 15924 script where it is not the usual one.
"""

from battles.detectors.identity.grammar.language import Language, build_language
from battles.detectors.word_files import read_words

CODES = (
    *("en", "zh", "ru", "de", "fr", "es", "pt", "it", "ja", "ko", "ar", "nl", "pl", "tr", "vi", "id"),
    *("uk", "cs", "sv", "da", "fi", "ro", "hu", "el", "he", "fa", "hi", "th"),
    *("hi-latn", "tl", "bg", "hr", "sk", "ca", "bn", "ur", "ta"),
)
"""In the order in which they are tried: those that models speak most come first."""

LANGUAGES: tuple[Language, ...] = tuple(
    build_language(code, read_words(__name__, f"{code}.toml")) for code in CODES
)

"""ISO 639-1 codes for the languages that vote logs name in words or codes."""

import re

from battles.languages import LANGUAGES

_SPELLINGS = {
    "en": "english eng",
    "zh": "chinese zho chi cmn mandarin cantonese yue chineset",
    "fr": "french fra fre",
    "de": "german deu ger",
    "es": "spanish spa castilian",
    "ru": "russian rus",
    "ja": "japanese jpn",
    "ko": "korean kor",
    "pt": "portuguese por",
    "it": "italian ita",
    "ar": "arabic ara",
    "vi": "vietnamese vie",
    "tr": "turkish tur",
    "pl": "polish pol",
    "nl": "dutch nld dut flemish",
    "fa": "persian farsi fas per",
    "uk": "ukrainian ukr",
    "id": "indonesian ind",
    "cs": "czech ces cze",
    "he": "hebrew heb iw",
    "hi": "hindi hin",
    "th": "thai tha",
}
_CODES = {word: code for code, words in _SPELLINGS.items() for word in [code, *words.split()]} | {
    word: language.code for language in LANGUAGES for word in (language.code, language.name.lower())
}
_UNKNOWN = frozenset({"", "unknown", "un", "und", "undetermined", "none", "null", "nan", "n/a", "-"})
_SEPARATORS = re.compile(r"[-_()\s]+")


def language_code(label: str) -> str | None:
    """The ISO 639-1 code of a language's English name or ISO 639 code; None if the language is unknown.

    Script and region are ignored ("zh-Hant", "Traditional Chinese", "pt_BR"). A language that is not listed
    here is returned as its label in lower case.
    """
    word = label.strip().lower()
    if word in _UNKNOWN:
        return None
    if word in _CODES:
        return _CODES[word]
    parts = [part for part in _SEPARATORS.split(word) if part]
    if "chinese" in parts:
        return "zh"
    return _CODES.get(parts[0], word) if parts else None

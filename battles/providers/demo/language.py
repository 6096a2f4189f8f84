"""Which language a prompt is in, and which language it asks for."""

import re
from collections import Counter

from battles.providers.demo.library import read

SPOKEN = ("en", "zh-Hant", "zh-Hans", "ja", "ko", "de", "fr", "es")
"""The languages that demo models speak; each has its own data files."""

FEW_WORDS = 4
"""Maximum words of a text in which one common word identifies a language without data files."""

UNSPACED = frozenset({"zh-Hant", "zh-Hans", "ja"})
"""Languages that put no space between sentences."""

_DATA = read("languages")
_TRADITIONAL, _SIMPLIFIED = frozenset(_DATA["traditional"]), frozenset(_DATA["simplified"])
_SCRIPTS = {language: re.compile(letters) for language, letters in _DATA["scripts"].items()}
_WORDS = {language: frozenset(words.split()) for language, words in _DATA["common_words"].items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_WORD_BEFORE = r"\b(?:in|into|to|auf|ins|en|al|au|vers)\s+(?:the\s+)?"
_WORD_AFTER = (
    r"(?=\s*(?:$|[.,:;!?)\"”」\n]|(?:please|bitte|por favor|s'il|with|and|using|about|what|how|why|the|"
    r"ein\w*|über|sobre|sur|una?|une?)\b))"
)
_REQUESTS = {
    code: re.compile(
        rf"{_WORD_BEFORE}(?:{names})(?:en?)?{_WORD_AFTER}|(?:用|以|成|為|为)(?:{names})|(?:{names})(?:で|に|로|으로)",
        re.IGNORECASE,
    )
    for code, names in _DATA["names"].items()
}


def language_of(text: str) -> str:
    """The language of a text: one of SPOKEN, or another ISO 639-1 code; "en" by default."""
    counts = Counter({code: len(pattern.findall(text)) for code, pattern in _SCRIPTS.items()})
    letters = sum(1 for letter in text if letter.isalpha())
    if counts["ja"] and counts["ja"] + counts["zh"] >= letters / 5:
        return "ja"
    code, count = counts.most_common(1)[0]
    if count and count >= letters / (8 if code in ("zh", "ko") else 4):
        if code == "ru" and counts["uk"]:
            return "uk"
        if code == "ar" and counts["fa"]:
            return "fa"
        return chinese_script(text) if code == "zh" else code
    return _latin_language(text)


def chinese_script(text: str) -> str:
    """zh-Hans where simplified characters are more, zh-Hant otherwise."""
    simplified = sum(letter in _SIMPLIFIED for letter in text)
    traditional = sum(letter in _TRADITIONAL for letter in text)
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def requested_language(text: str) -> str | None:
    """The language that the text asks an answer (or a translation) to be in, if it names one."""
    found = [(match.start(), code) for code, at in _REQUESTS.items() for match in at.finditer(text)]
    if not found:
        return None
    code = max(found)[1]
    if code == "zh":
        return chinese_script(text) if language_of(text).startswith("zh") else "zh-Hant"
    return code


def _latin_language(text: str) -> str:
    words = _WORD.findall(text.lower().replace("’", "'"))
    scores = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    best = max(scores.values())
    if best == 0:
        return _by_letters(text)
    if best == 1 and len(words) > FEW_WORDS:
        scores = {code: score for code, score in scores.items() if code in SPOKEN}
        best = max(scores.values())
    leaders = [code for code, score in scores.items() if score == best]
    marked = _by_letters(text)
    return marked if marked in leaders else leaders[0]


def _by_letters(text: str) -> str:
    for code, letters in _DATA["letters"].items():
        if any(letter in text.lower() for letter in letters):
            return str(code)
    return "en"

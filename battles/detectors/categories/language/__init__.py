"""The language of the first user message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.detectors.categories.language.prose import prose_lines
from battles.detectors.categories.language.scripts import (
    LANGUAGE_OF_SCRIPT,
    chinese_script,
    count_scripts,
    looks_japanese,
    script_of,
)
from battles.detectors.categories.language.statistics import is_written_in, letter_votes
from battles.detectors.categories.language.words import word_votes
from battles.tags import Tag, language_tag

VERSION = "3"

_FIRST_LINE, _LAST_LINE, _ANNOUNCING = 4.0, 1.5, 4.0
"""Weights of the first and the last line, where people usually express the request. The n lines in the middle
have 1/√n each. A first line that ends in a colon announces what follows and has _ANNOUNCING times more."""

_MAX_LINE_WORDS = 20.0
"""The maximum of words that count for one line: a long quotation must not outvote its introduction."""

_TERM = 0.25
"""The weight of a Latin word beside words of another script, unless small words indicate sentences."""

_SMALL_WORDS = 1.5
"""Weight of the share of small words against the probability from letter statistics."""

_MIN_CERTAINTY = 0.3
"""Below this certainty the language is unknown."""

_KANA = 0.1
"""Kana per Han character from which a text is Japanese."""

_HOME_OF_SCRIPT = {"Latn": ("en", 0.05), "Cyrl": ("ru", 0.15), "Arab": ("ar", 0.05), "Deva": ("hi", 0.05)}
"""The most common language of a script, and the vote that it has from the start."""

_LETTERS_IN_A_WORD = {
    "Hani": 1.8,
    "Kana": 2.0,
    "Hang": 2.0,
    "Deva": 3.5,
    "Thai": 4.0,
    "Arab": 4.0,
    "Hebr": 4.0,
}
_LETTERS_IN_OTHER_WORDS = 5.0

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=\w)|[\u0300-\u036f\u0900-\u0dff])*")


@dataclass(frozen=True)
class Language:
    """A guess: ISO 639-1 code (None: unknown), ISO 15924 script (None: no letters), certainty 0–1.

    Chinese has the code `zh` and the script `Hans` or `Hant`, or `Hani` if no character distinguishes them.
    """

    code: str | None
    script: str | None
    certainty: float


UNKNOWN = Language(None, None, 0.0)


@dataclass(frozen=True)
class _Line:
    """One line of prose, its weight, and the approximate number of its words of each script."""

    text: str
    weight: float
    words: dict[str, float]


def detect_language(text: str) -> Language:
    """Detect the language that the author of a text uses.

    - Code, addresses, formulas and quotations are ignored.
    - The first and the last line have more weight: they usually contain the request.
    - The script with most words wins; foreign terms have less weight than sentences.
    - Among the languages of one script, letter statistics and small words vote line by line.
    """
    lines = _weigh_lines(prose_lines(text))
    script, share = _leading_script(lines)
    if script is None:
        return UNKNOWN
    if script == "Hani":
        return _east_asian(lines, share)
    if script in LANGUAGE_OF_SCRIPT:
        return Language(LANGUAGE_OF_SCRIPT[script], script, share)
    return _elect_language(lines, script, share)


def _weigh_lines(texts: list[str]) -> list[_Line]:
    """Return the lines with their weights and words."""
    weights = [(len(texts) - 2) ** -0.5 if len(texts) > 2 else 1.0] * len(texts)
    if texts:
        weights[-1] = _LAST_LINE
        weights[0] = _FIRST_LINE * (_ANNOUNCING if texts[0].rstrip().endswith((":", "：")) else 1.0)
    return [_Line(text, weight, _words_by_script(text)) for text, weight in zip(texts, weights, strict=True)]


def _words_by_script(text: str) -> dict[str, float]:
    """Estimate the words of each script in a line, at most `_MAX_LINE_WORDS` together."""
    words = {
        script: letters / _LETTERS_IN_A_WORD.get(script, _LETTERS_IN_OTHER_WORDS)
        for script, letters in count_scripts(text).items()
    }
    total = sum(words.values())
    scale = min(1.0, _MAX_LINE_WORDS / total) if total else 1.0
    return {script: count * scale for script, count in words.items()}


def _leading_script(lines: list[_Line]) -> tuple[str | None, float]:
    """Return the script with most weight, and its share; Hani includes kana."""
    tally: dict[str, float] = {}
    for line in lines:
        for script, words in line.words.items():
            counted = words
            if script == "Latn" and len(line.words) > 1:
                small = max(word_votes(_words(line.text, script)).values(), default=0.0)
                counted = words * _TERM + min(2 * small, words * (1 - _TERM))
            group = "Hani" if script == "Kana" else script
            tally[group] = tally.get(group, 0.0) + counted * line.weight
    if not tally:
        return None, 0.0
    best = max(tally, key=lambda script: tally[script])
    return best, tally[best] / sum(tally.values())


def _east_asian(lines: list[_Line], share: float) -> Language:
    """Return Japanese if kana are more than an occasional quotation, else Chinese."""
    text = "\n".join(line.text for line in lines)
    scripts = count_scripts(text)
    if scripts["Kana"] >= _KANA * scripts["Hani"] or looks_japanese(text):
        return Language("ja", "Jpan", share)
    return Language("zh", chinese_script(text) or "Hani", share)


def _elect_language(lines: list[_Line], script: str, share: float) -> Language:
    """Return the language with most votes among those written in the script."""
    votes: dict[str, float] = {}
    weights = 0.0
    for line in lines:
        words = _words(line.text, script)
        if not words:
            continue
        weight = line.weight * line.words[script]
        weights += weight
        for code, vote in _line_votes(words, script).items():
            votes[code] = votes.get(code, 0.0) + vote * weight
    if not votes:
        return Language(None, script, 0.0)
    code = max(votes, key=lambda candidate: votes[candidate])
    certainty = min(votes[code] / weights, 1.0) * share
    return Language(code if certainty >= _MIN_CERTAINTY else None, script, certainty)


def _words(text: str, script: str) -> list[str]:
    """Return the words of a line in one script, in lower case (Turkish İ would become two characters)."""
    words = _WORD.findall(text.replace("İ", "i").lower())
    return [word for word in words if script_of(word[0]) == script]


def _line_votes(words: list[str], script: str) -> dict[str, float]:
    """Return the votes of one line: letter statistics, small words, and the head start of the script."""
    votes = letter_votes(" ".join(words), script)
    for code, vote in word_votes(words).items():
        if is_written_in(code, script):
            votes[code] = votes.get(code, 0.0) + _SMALL_WORDS * vote / len(words)
    if script in _HOME_OF_SCRIPT:
        home, head_start = _HOME_OF_SCRIPT[script]
        votes[home] = votes.get(home, 0.0) + head_start
    return votes


def read(prompt: str) -> JSON:
    """Return `code` and `script` of the first user turn, null if unknown, and the `certainty`."""
    return _to_json(detect_language(prompt))


def combine(readings: Readings) -> dict[str, JSON]:
    """Return the reading of the first user turn."""
    return dict(readings.prompts[0]) if readings.prompts else _to_json(UNKNOWN)


def _to_json(language: Language) -> dict[str, JSON]:
    return {"code": language.code, "script": language.script, "certainty": round(language.certainty, 2)}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The tag of the language; none for an unknown one."""
    code = value["code"]
    return language_tag(None if code is None else str(code))


DETECTOR = Detector("language", VERSION, combine, implies, read_prompt=read, reads_first_prompt_only=True)

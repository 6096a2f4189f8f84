"""Prompts that ask a model for its identity, in whatever form the answer is to come.

The answers to such games cannot be enumerated (encodings, code words, first letters, release dates), but the
prompts can be recognised: they mention something of the listener that indicates its identity, the end of its
knowledge or its maker's people, or they make the answer depend on it. The expressions are in requests.toml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from battles.detectors.guarded import ByParts, GuardedPattern
from battles.detectors.identity.folding import fold, fold_pattern
from battles.detectors.identity.grammar import LANGUAGES, LATIN, MASKS, NAME
from battles.detectors.identity.names import Mention, NameIndex
from battles.detectors.identity.phrases import list_phrases_in
from battles.detectors.identity.prompts.own_questions import (
    FICTION,
    drop_others_questions,
    find_hidden_texts,
    speaks_to_character,
)
from battles.detectors.identity.prompts.self_questions import asks_about_listener, list_parts
from battles.detectors.word_files import read_words
from battles.detectors.word_traits import WordTraits

DETECTOR = "identity_request"
VERSION = "9"

WINDOW = 2_000
"""Of a prompt longer than two windows, the first and the last one are read."""

TOPIC_WITHIN = 70
"""Characters between the listener and what makes its identity the topic of a sentence."""

MIN_LISTED = 2
"""Names in a list "A for NAME, B for NAME" from which it is a request."""

MIN_CHOICES, MAX_CHOICE_LENGTH = 3, 160
"""Names from which a short prompt with no other question ("One word: NAME, NAME, NAME?") is a choice."""

_KINDS = ("yours", "cut_off", "people", "gap", "condition", "are_you")
_BEHIND = {
    "condition": rf"[^.?!\n]{{0,18}}{NAME}",
    "are_you": rf"[^.?!\n]{{0,25}}{NAME}(?:[^.!\n]{{0,60}}[?？؟;]|[^.?!\n]{{0,20}}\Z)",
}
"""What must follow the expressions of a kind: a name near by, in a question with its mark or at the end."""

_SCRIPTS = {"uk": "[а-яіїєґ]", "fa": "[ء-ی]"}
"""Wider than for answers, because prompts can be too short for the letters of only one language."""

_OF_CHARACTERS = {"yours", "about_you"}
"""Kinds of questions that a character may be asked as well."""

_GAP = re.compile(r"_{2}|…|\.{3}|\[")
_NAME = re.compile(NAME)
_WORD = re.compile(r"[^\W\d_]+")
_LISTED = re.compile(
    rf"(?:\b(?:if|for|means|when)\b|[=>→])\W{{0,3}}(?:the |it'?s |it is |made by |by )?{NAME}"
)


@dataclass(frozen=True)
class _Expressions:
    """The compiled expressions of one language. A window is read if it has one of the words or letters."""

    listener: frozenset[str]
    script: re.Pattern[str]
    kinds: tuple[tuple[str, tuple[GuardedPattern, ...]], ...]

    def may_match(self, window: str, words: frozenset[str]) -> bool:
        if self.listener:
            return not self.listener.isdisjoint(words)
        return self.script.search(window) is not None


@lru_cache(maxsize=1)
def _choice_words() -> frozenset[str]:
    return frozenset(read_words(__package__, "requests.toml")["choice"]["words"].split())


def _is_choice(masked: str, words: frozenset[str]) -> bool:
    """Check for a prompt that offers names, and nothing that they could be chosen for."""
    return (
        len(masked) <= MAX_CHOICE_LENGTH
        and len(_NAME.findall(masked)) >= MIN_CHOICES
        and words <= _choice_words()
    )


def read_request(prompt: str, names: NameIndex) -> list[str]:
    """Return the sorted kinds of requests for identity in a prompt.

    - yours: something of the listener that indicates its identity ("your maker").
    - cut_off: the date until which the listener knows the world.
    - people: a person of a maker near the listener.
    - gap: a sentence about the listener with a gap for the name.
    - condition: the answer depends on whether the listener has a name.
    - choice: names to choose from, and nothing that they could be chosen for.
    - are_you: a question whether the listener has a name.
    - about_you: a short prompt about what identifies the listener (see self_questions).
    """
    kinds = _read(fold(prompt).text, names)
    for hidden in find_hidden_texts(prompt):
        kinds |= _read(fold(hidden).text, names)
    return sorted(kinds)


def _read(folded: str, names: NameIndex) -> set[str]:
    kinds: set[str] = set()
    own = drop_others_questions(folded, _word_traits().read(folded.split()).parts)
    for window in _split_windows(own):
        masked = _mask(window, names.find_mentions(window))
        words = frozenset(_WORD.findall(masked))
        parts = _word_traits().read(masked.split()).parts
        if len(_LISTED.findall(masked)) >= MIN_LISTED and not words.isdisjoint(_all_listeners()):
            kinds.add("condition")
        if _is_choice(masked, words):
            kinds.add("choice")
        kinds |= _find_kinds(masked, words, parts)
        if _GAP.search(masked) and _all_gaps().search(masked):
            kinds.add("gap")
        if asks_about_listener(masked, words, parts):
            kinds.add("about_you")
        if kinds and kinds <= _OF_CHARACTERS and speaks_to_character(masked):
            kinds.clear()
    return kinds


def _find_kinds(masked: str, words: frozenset[str], parts: set[str]) -> set[str]:
    """Return the kinds of the expressions that are found in a window with these words and parts of words."""
    kinds: set[str] = set()
    is_read: dict[int, bool] = {}
    for number, kind, pattern in _by_parts().list_possible(parts):
        if kind in kinds:
            continue
        if number not in is_read:
            is_read[number] = _all_expressions()[number].may_match(masked, words)
        if is_read[number] and pattern.matches(masked):
            kinds.add(kind)
    return kinds


@lru_cache(maxsize=1)
def _by_parts() -> ByParts[tuple[int, str, GuardedPattern]]:
    """All expressions, each with the number of its language and its kind."""
    return ByParts(
        ((number, kind, pattern), pattern.parts)
        for number, expressions in enumerate(_all_expressions())
        for kind, patterns in expressions.kinds
        for pattern in patterns
    )


@lru_cache(maxsize=1)
def _word_traits() -> WordTraits:
    return WordTraits(parts=(*_by_parts().parts, *list_parts(), *FICTION.parts))


def _split_windows(text: str) -> list[str]:
    return [text] if len(text) <= 2 * WINDOW else [text[:WINDOW], text[-WINDOW:]]


def _mask(text: str, mentions: list[Mention]) -> str:
    """Replace each name by its mask; the polite Chinese pronoun becomes the plain one."""
    parts, reached = [], 0
    for mention in mentions:
        parts += [text[reached : mention.start], MASKS[mention.known.kind]]
        reached = mention.end
    return "".join([*parts, text[reached:]]).replace("您", "你").replace("you tube", "youtube")


@lru_cache(maxsize=1)
def _all_expressions() -> tuple[_Expressions, ...]:
    file = read_words(__package__, "requests.toml")
    return tuple(
        _Expressions(
            frozenset(file["listener"][language.code].split() if language.script == LATIN else ()),
            re.compile(_SCRIPTS.get(language.code, language.script)),
            tuple(_compile(file, language.code)),
        )
        for language in LANGUAGES
    )


@lru_cache(maxsize=1)
def _all_gaps() -> re.Pattern[str]:
    """Gaps in sentences about a speaker in languages without expressions of their own."""
    return re.compile(fold_pattern("|".join(read_words(__package__, "requests.toml")["gap"]["other"])))


@lru_cache(maxsize=1)
def _all_listeners() -> frozenset[str]:
    words = read_words(__package__, "requests.toml")["listener"].values()
    return frozenset(word for line in words for word in line.split())


def _compile(file: Mapping[str, Any], code: str) -> Iterator[tuple[str, tuple[GuardedPattern, ...]]]:
    for kind in _KINDS:
        shared = file[kind].get("other", ()) if kind != "gap" else ()
        alternatives = [*file[kind].get(code, ()), *shared]
        if kind == "yours" and code != "en":
            alternatives += list_phrases_in(code, "asks_identity")
        if kind == "yours":
            alternatives += file["topic_phrases"].get(code, ())
            alternatives += [_topic(file, code)] if code in file["topic"] else []
        if alternatives:
            folded = [fold_pattern(each).replace("{NAME}", NAME) for each in alternatives]
            yield kind, tuple(GuardedPattern(f"(?:{each}){_BEHIND.get(kind, '')}") for each in folded)


def _topic(file: Mapping[str, Any], code: str) -> str:
    """Return the expression for a sentence with the listener and what makes its identity the topic."""
    listener, topic = ("|".join(file[table][code]) for table in ("topic_listener", "topic"))
    near = rf"[^.?!。？！؟\n]{{0,{TOPIC_WITHIN}}}?"
    return f"(?:{listener}){near}(?:{topic})|(?:{topic}){near}(?:{listener})"

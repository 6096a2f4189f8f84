"""Prompts that ask a model for its identity, in whatever form the answer is to come.

The answers to such games cannot be enumerated (encodings, code words, first letters, release dates), but the
prompts can be recognised: they name something of the listener that indicates its identity, the end of its
knowledge, its maker's people, or they make the answer depend on it. The expressions are in requests.toml.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.grammar import MASKS, NAME
from battles.detectors.identity.languages import LANGUAGES
from battles.detectors.identity.grammar import LATIN
from battles.detectors.identity.names import Mention
from battles.detectors.word_files import read_words

DETECTOR = "identity_request"
VERSION = "1"

WINDOW = 2_000
"""Of a longer prompt so many characters at the beginning and at the end are read."""

MIN_LIST = 2
"""Names in a list "A if NAME, B if NAME", from which it is a question."""

_KINDS = ("yours", "cut_off", "people", "gap", "condition", "are_you")
_BEHIND = {
    "condition": rf"[^.?!\n]{{0,18}}{NAME}",
    "are_you": rf"[^.?!\n]{{0,25}}{NAME}[^.!\n]{{0,60}}[?？؟;]",
}
"""What follows the expressions of a kind: a name near by, for a question with its mark."""
_WORD = re.compile(r"[^\W\d_]+")
_LISTENERS = frozenset(
    word for words in read_words(__package__, "requests.toml")["listener"].values() for word in words.split()
) | {"ты", "тебя", "ти", "тебе"}
_LISTED = re.compile(rf"(?:\b(?:if|for|means|when)\b|[=>→])\W{{0,3}}(?:the |it'?s |it is |made by |by )?{NAME}")


_SCRIPTS = {"uk": "[а-яіїєґ]", "fa": "[ء-ی]"}
"""Wider than for answers: these prompts are too short for the letters of one language only."""


@dataclass(frozen=True)
class _Expressions:
    """The compiled expressions of one language; `words` is None for other scripts than Latin."""

    words: frozenset[str] | None
    script: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]


def find_identity_requests(text: str, mentions: list[Mention]) -> list[str]:
    """Return the sorted kinds of requests for identity in a folded prompt with its mentions.

    - yours: something of the listener that indicates its identity ("your maker").
    - cut_off: the date until which the listener knows the world.
    - people: a person of a maker near the listener.
    - gap: a sentence about the listener with a gap for the name.
    - condition: the answer depends on whether the listener bears a name.
    - are_you: a question whether the listener is of a name.
    """
    kinds: set[str] = set()
    for window in _windows(_mask(text, mentions)):
        words = frozenset(_WORD.findall(window))
        if len(_LISTED.findall(window)) >= MIN_LIST and not words.isdisjoint(_LISTENERS):
            kinds.add("condition")
        for expressions in _expressions():
            if expressions.words is None:
                if not expressions.script.search(window):
                    continue
            elif expressions.words.isdisjoint(words):
                continue
            kinds.update(
                kind for kind, pattern in expressions.kinds if kind not in kinds and pattern.search(window)
            )
    return sorted(kinds)


def _windows(text: str) -> list[str]:
    return [text] if len(text) <= 2 * WINDOW else [text[:WINDOW], text[-WINDOW:]]


def _mask(text: str, mentions: list[Mention]) -> str:
    parts, reached = [], 0
    for mention in mentions:
        parts += [text[reached : mention.start], MASKS[mention.known.kind]]
        reached = mention.end
    return "".join([*parts, text[reached:]]).replace("您", "你")


@lru_cache(maxsize=1)
def _expressions() -> tuple[_Expressions, ...]:
    file = read_words(__package__, "requests.toml")
    return tuple(
        _Expressions(
            frozenset(file["listener"][language.code].split()) if language.script == LATIN else None,
            re.compile(_SCRIPTS.get(language.code, language.script)),
            tuple(_compile(file, language.code)),
        )
        for language in LANGUAGES
    )


def _compile(file: dict, code: str):
    for kind in _KINDS:
        alternatives = [*file[kind].get(code, ()), *file[kind].get("other", ())]
        if kind == "yours" and code != "en":
            alternatives += read_words(__package__, "phrases.toml")["asks_identity"].get(code, ())
        if alternatives:
            expression = fold_pattern("|".join(alternatives)).replace("{NAME}", NAME)
            yield kind, re.compile(f"(?:{expression}){_BEHIND.get(kind, '')}")

"""Short prompts about the listener itself: about what identifies a product or a person.

What identifies something is a closed list: who made, owns, runs and sells it, its kin and versions, its dates
and places, its papers, technique, prices, scores and rules, and what it remembers last. A prompt connects one
of these with the listener: as its own ("your logo"), by what was done to it ("who shipped you"), or by what
is about it ("a complaint about you"). In a long prompt the same words mostly belong to a role or to a task,
so only short prompts are read.

One TOML file per language has the expressions: regular expressions over folded text (lower case, Latin
without accents, simplified Chinese), in which {NAME} is any name.

- words: frequent words of a language in Latin letters, among them those of the second person.
- your: the listener as owner; "" where the owner is an ending of the noun.
- own: behind `your`, with up to two words between: makers, kin, dates, papers, places, technique, prices,
  scores and rules.
- asked: the same of nouns that a user owns too; only behind a word of `asks` in the same sentence.
- polite: an owner that is a third person too; only behind a word of `asks`.
- whole: expressions complete in themselves: what was done to the listener, what is about it, where it lives,
  what it costs and remembers, which one of several it is, and "this AI" instead of "you".

roles.toml has what all languages share.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from battles.detectors.guarded import ByParts, GuardedPattern
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.grammar import LANGUAGES, LATIN, NAME
from battles.detectors.word_files import read_words

MAX_LENGTH = 300
"""Characters of a prompt that counts as short."""

_UNSPACED = frozenset({"zh", "ja", "ko", "th"})
_GERMANIC = frozenset({"en", "de", "nl", "sv", "da"})
"""Languages in which up to two words stand between the owner and the noun; in the others one."""


@dataclass(frozen=True)
class _Expressions:
    script: re.Pattern[str] | None
    words: frozenset[str]
    complete: tuple[GuardedPattern, ...]
    owned: tuple[GuardedPattern, ...]


def asks_about_listener(masked: str, words: frozenset[str], parts: set[str]) -> bool:
    """Check whether a short prompt is about the listener.

    masked: folded, names replaced by their masks. words: of it. parts: those of `list_parts` that its words
    have. Of the languages in Latin letters those are read of which it has a frequent word, or all if it has
    none of any.
    """
    if len(masked) > MAX_LENGTH:
        return False
    possible = list(_by_parts().list_possible(parts))
    if not possible:
        return False
    languages = _languages_of(masked, words)
    has_role: bool | None = None
    for number, is_owned, pattern in possible:
        if number in languages and pattern.matches(masked):
            if is_owned and has_role is None:
                has_role = _roles().search(masked) is not None
            if not (is_owned and has_role):
                return True
    return False


def _languages_of(masked: str, words: frozenset[str]) -> set[int]:
    """Return the numbers of the languages to be read."""
    by_word, latin, scripts = _index_languages()
    numbers = {number for word in by_word.keys() & words for number in by_word[word]} or set(latin)
    if not masked.isascii():
        numbers.update(number for number, script in scripts if script.search(masked))
    return numbers


@lru_cache(maxsize=1)
def _index_languages() -> tuple[
    dict[str, list[int]], frozenset[int], tuple[tuple[int, re.Pattern[str]], ...]
]:
    """Return the languages in Latin letters by their frequent words, all of them, and the other scripts."""
    by_word: dict[str, list[int]] = {}
    numbered = list(enumerate(_all_expressions()))
    for number, each in numbered:
        for word in each.words if each.script is None else ():
            by_word.setdefault(word, []).append(number)
    latin = frozenset(number for number, each in numbered if each.script is None)
    return (
        by_word,
        latin,
        tuple((number, each.script) for number, each in numbered if each.script is not None),
    )


@lru_cache(maxsize=1)
def _by_parts() -> ByParts[tuple[int, bool, GuardedPattern]]:
    """The expressions, each with the number of its language and whether it is one of `owned`."""
    return ByParts(
        ((number, is_owned, pattern), pattern.parts)
        for number, each in enumerate(_all_expressions())
        for is_owned, patterns in ((False, each.complete), (True, each.owned))
        for pattern in patterns
    )


def list_parts() -> Iterable[str]:
    """Return the parts of words that the expressions need."""
    return _by_parts().parts


@lru_cache(maxsize=1)
def _roles() -> re.Pattern[str]:
    """Prompts that give the listener a role: what it owns may be the role's."""
    return _compile(read_words(__name__, "roles.toml")["roles"])


@lru_cache(maxsize=1)
def _all_expressions() -> tuple[_Expressions, ...]:
    articles = read_words(__name__, "roles.toml")["articles"]
    return tuple(
        _Expressions(
            None if language.script == LATIN else re.compile(language.script),
            frozenset(read_expressions(language.code).get("words", "").split()),
            tuple(map(_guard, read_expressions(language.code)["whole"])),
            tuple(map(_guard, _owned(read_expressions(language.code), language.code, articles))),
        )
        for language in LANGUAGES
    )


def read_expressions(code: str) -> dict[str, Any]:
    """Return the expressions of one language, by its ISO 639-1 code."""
    return read_words(__name__, f"{code}.toml")


def _compile(alternatives: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_fold("|".join(alternatives)))


def _guard(expression: str) -> GuardedPattern:
    return GuardedPattern(_fold(expression))


def _fold(expression: str) -> str:
    return fold_pattern(expression).replace("{NAME}", NAME)


def _owned(file: Mapping[str, str], code: str, articles: str) -> Iterator[str]:
    if not file["your"]:
        yield file["own"]
        return
    if code in _UNSPACED:
        yield rf"{file['your']}[^。.?？!\n]{{0,4}}?(?:{file['own']})"
        return
    most = 2 if code in _GERMANIC else 1
    between = rf"(?: (?!(?:{articles}) )[\w'-]+){{0,{most}}}? "
    yield rf"\b{file['your']}{between}(?:{file['own']})\b"
    if "asked" in file:
        asks = rf"\b(?:{file['asks']})"
        yield rf"{asks}{file['your']} (?:[\w'-]+ )?(?:{file['asked']})\b"
        if "polite" in file:
            yield rf"{asks}\b{file['polite']} (?:{file['own']}|{file['asked']})\b"

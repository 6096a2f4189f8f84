"""How strongly the words of a text indicate programming, in the languages people ask in.

A word counts for its concept, and each concept counts once: ten times "function" proves no more than
once, and "Funktion … array" as much as "function … array". The words are in words.toml.
"""

import re
from itertools import chain

from battles.detectors.categories.coding import requests, topics
from battles.detectors.guarded import ByParts, get_part
from battles.detectors.word_files import read_words
from battles.detectors.word_traits import Traits

_PLAIN, _STRONG = 1.0, 2.0
"""The weight of a concept; of a technology's name, or of a request for code."""

_MAX_SOFT = 1.0
"""The weight that soft concepts have at most together."""

_FILE = read_words(__package__, "words.toml")
_SOFT = frozenset(_FILE["soft_concepts"].split())
_MISLEADING = frozenset(_FILE["misleading"].split())
_CONCEPT_BY_WORD = {word: concept for concept, words in _FILE["words"].items() for word in words.split()}
_CONCEPT_BY_PHRASE = {phrase: concept for concept, row in _FILE["phrases"].items() for phrase in row}
_OTHER_MEANINGS = (
    "方程式",
    *(f" {first} {second}" for second, words in _FILE["other_meanings"].items() for first in words.split()),
)
_BY_PARTS = ByParts((number, frozenset({get_part(each)})) for number, each in enumerate(_OTHER_MEANINGS))
_OTHER_TOPICS = {name: re.compile(topic) for name, topic in _FILE["other_topics"].items()}
_TECHNOLOGIES = frozenset(_FILE["technologies"].split())
_STRONG_PHRASES = frozenset(_FILE["strong_phrases"])
_PHRASES = ByParts(
    (phrase, frozenset({get_part(phrase)})) for phrase in (*_CONCEPT_BY_PHRASE, *_STRONG_PHRASES)
)

_NAMES, _BEFORE, _BEHIND = (
    "|".join(map(re.escape, _FILE[name].split()))
    for name in ("named_otherwise", "before_names", "behind_names")
)
_NAMED = re.compile(rf"\b(?:(?:{_BEFORE}) (?:{_NAMES})|(?:{_NAMES})[ -](?:{_BEHIND}))(?![\w-])")

_ADDRESS = re.compile(r"https?://[^\s)>\"']+")
_LATIN = "a-z\u00df-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}][{_LATIN}\d+#]*(?:[./][{_LATIN}\d]+)*|[а-я]+")


_OTHERWISE_NAMED = frozenset(_FILE["named_otherwise"].split())
PARTS = frozenset(chain(_PHRASES.parts, _BY_PARTS.parts, _OTHERWISE_NAMED, requests.PARTS, topics.PARTS))
"""Of words; those of what is looked for in a text."""

TOKENS = _CONCEPT_BY_WORD.keys() | _TECHNOLOGIES | _OTHER_TOPICS.keys()
"""The words that have a meaning here."""


def score_words(text: str, traits: Traits) -> float:
    """Score how strongly the words of a text indicate programming: 2 is enough for a few lines.

    traits: of its words, with PARTS, and with TOKENS as listed by `list_tokens`.
    """
    lowered = _leave_out_addresses(text)
    weights = _weigh_concepts(lowered, traits.tokens, traits)
    if not _MISLEADING.isdisjoint(weights):
        for number in sorted(_BY_PARTS.list_possible(traits.parts)):
            lowered = lowered.replace(_OTHER_MEANINGS[number], " ")
        weights = _weigh_concepts(lowered, _list_words(lowered), traits)
    soft = sum(weight for concept, weight in weights.items() if concept in _SOFT)
    hard = sum(weight for concept, weight in weights.items() if concept not in _SOFT)
    request = _STRONG if weights and requests.asks_for_code(lowered, traits.parts) else 0.0
    return min(soft, _MAX_SOFT) + hard + request + _STRONG * topics.count_topics(lowered, traits.parts)


def _leave_out_addresses(text: str) -> str:
    """Return a text in lower case, with a blank for each address and before all."""
    lowered = f" {text.lower()}"
    return _ADDRESS.sub(" ", lowered) if "://" in lowered else lowered


def list_tokens(text: str) -> set[str]:
    """Return the words of a text as they are looked up, those with digits also without."""
    return _list_words(_leave_out_addresses(text))


def _list_words(lowered: str) -> set[str]:
    words = set(_WORD.findall(lowered))
    return words | {word.rstrip("0123456789.") for word in words if not word.isalpha()}


def _weigh_concepts(lowered: str, words: set[str], traits: Traits) -> dict[str, float]:
    """Return the programming concepts of a lower-case text with these words, with their weights."""
    words = words - {name for name, topic in _OTHER_TOPICS.items() if name in words and topic.search(lowered)}
    weights = {_CONCEPT_BY_WORD[word]: _PLAIN for word in words & _CONCEPT_BY_WORD.keys()}
    weights.update((word, _STRONG) for word in words & _TECHNOLOGIES)
    phrases = {phrase for phrase in _PHRASES.list_possible(traits.parts) if phrase in lowered}
    weights.update((phrase, _STRONG) for phrase in phrases & _STRONG_PHRASES)
    if not _OTHERWISE_NAMED.isdisjoint(traits.parts) and _NAMED.search(lowered):
        weights["named"] = _STRONG
    for phrase in phrases & _CONCEPT_BY_PHRASE.keys():
        weights.setdefault(_CONCEPT_BY_PHRASE[phrase], _PLAIN)
    return weights

"""How strongly the words of a text indicate programming, in the languages people ask in.

A word counts for its concept, and each concept counts once: ten times "function" proves no more than
once, and "Funktion … array" as much as "function … array". The words are in words.toml.
"""

import re

from battles.detectors.categories.coding.requests import asks_for_code
from battles.detectors.categories.coding.topics import count_topics
from battles.detectors.guarded import GuardedPhrases
from battles.detectors.word_files import read_words

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
_OTHER_TOPICS = {name: re.compile(topic) for name, topic in _FILE["other_topics"].items()}
_TECHNOLOGIES = frozenset(_FILE["technologies"].split())
_STRONG_PHRASES = frozenset(_FILE["strong_phrases"])
_PHRASES = GuardedPhrases([*_CONCEPT_BY_PHRASE, *_STRONG_PHRASES])

_NAMES, _BEFORE, _BEHIND = (
    "|".join(map(re.escape, _FILE[name].split()))
    for name in ("named_otherwise", "before_names", "behind_names")
)
_NAMED = re.compile(rf"\b(?:(?:{_BEFORE}) (?:{_NAMES})|(?:{_NAMES})[ -](?:{_BEHIND}))(?![\w-])")

_ADDRESS = re.compile(r"https?://[^\s)>\"']+")
_LATIN = "a-z\u00df-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}][{_LATIN}\d+#]*(?:[./][{_LATIN}\d]+)*|[а-я]+")


def score_words(text: str) -> float:
    """Score how strongly the words of a text indicate programming: 2 is enough for a few lines."""
    lowered = _ADDRESS.sub(" ", f" {text.lower()}")
    weights = _weigh_concepts(lowered)
    if not _MISLEADING.isdisjoint(weights):
        for phrase in _OTHER_MEANINGS:
            lowered = lowered.replace(phrase, " ")
        weights = _weigh_concepts(lowered)
    soft = sum(weight for concept, weight in weights.items() if concept in _SOFT)
    hard = sum(weight for concept, weight in weights.items() if concept not in _SOFT)
    request = _STRONG if weights and asks_for_code(lowered) else 0.0
    return min(soft, _MAX_SOFT) + hard + request + _STRONG * count_topics(lowered)


def _weigh_concepts(lowered: str) -> dict[str, float]:
    """Return the programming concepts of a lower-case text with their weights."""
    words = set(_WORD.findall(lowered))
    words |= {word.rstrip("0123456789.") for word in words if not word.isalpha()}
    words -= {name for name, topic in _OTHER_TOPICS.items() if name in words and topic.search(lowered)}
    weights = {_CONCEPT_BY_WORD[word]: _PLAIN for word in words & _CONCEPT_BY_WORD.keys()}
    weights.update((word, _STRONG) for word in words & _TECHNOLOGIES)
    phrases = _PHRASES.find_in(lowered)
    weights.update((phrase, _STRONG) for phrase in phrases & _STRONG_PHRASES)
    if _NAMED.search(lowered):
        weights["named"] = _STRONG
    for phrase in phrases & _CONCEPT_BY_PHRASE.keys():
        weights.setdefault(_CONCEPT_BY_PHRASE[phrase], _PLAIN)
    return weights

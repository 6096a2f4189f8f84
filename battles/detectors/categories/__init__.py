"""Facts about a conversation: what was written, in which language, how long, in what style.

A detector is a file of this package that ends in `DETECTOR`, and an entry in `DETECTORS`.
"""

from collections.abc import Iterable

from battles.detectors.categories import coding, language, length, refusal, style, tokens, turns
from battles.detectors.categories.facts import JSON, Conversation, Detector, Fact, Readings
from battles.tags import Tag

__all__ = ["DETECTORS", "JSON", "Conversation", "Detector", "Fact", "Readings", "category_tags", "detect"]

DETECTORS: tuple[Detector, ...] = (
    language.DETECTOR,
    coding.DETECTOR,
    tokens.DETECTOR,
    length.DETECTOR,
    turns.DETECTOR,
    refusal.DETECTOR,
    style.DETECTOR,
)

_BY_NAME = {detector.name: detector for detector in DETECTORS}


def detect(conversation: Conversation) -> tuple[Fact, ...]:
    """Return one fact of every detector, in the order of `DETECTORS`."""
    return tuple(detector.detect(conversation) for detector in DETECTORS)


def category_tags(facts: Iterable[Fact]) -> Tag:
    """Return the tags that the facts imply; facts of detectors outside this package imply none here."""
    tags = Tag(0)
    for fact in facts:
        detector = _BY_NAME.get(fact.detector)
        if detector is not None:
            tags |= detector.implies(fact.value)
    return tags

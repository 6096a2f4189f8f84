"""Run every detector over one battle's texts: plain data in, facts and tags out, in any process."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from battles.detectors import frequency, identity, judging
from battles.detectors.categories import DETECTORS, JSON, Conversation, Fact, category_tags
from battles.detectors.identity import LeakKind, ModelNames, NameIndex, find_leaks
from battles.tags import JUDGED_MASK, LANGUAGE_MASK, Tag

EVENT_TAGS = Tag.FAILED_ANSWER | Tag.STOPPED
"""Tags of events, set when the event happens; no detector removes them."""

IMPORTED = "imported"
IMPORTED_VERSION = "1"
"""The name, in place of a detector's, of the annotation with the labels of an imported vote log."""

SINGLE_SOURCE_GROUPS = (
    LANGUAGE_MASK,
    Tag.LONGER_QUERY | Tag.SHORT_QUERY,
    JUDGED_MASK,
    Tag.HIGH_FREQUENCY | Tag.FREQUENCY_DECLARED,
)
"""Groups of tags with one source: if a log declared one of a group, no detector adds to the group."""

VERSIONS = {detector.name: detector.version for detector in DETECTORS} | {identity.DETECTOR: identity.VERSION}
"""The current version of every detector, by name."""

STYLE_COUNTS = {"headers": "header_count", "lists": "list_count", "bold": "bold_count"}
_LATE_DETECTORS = {judging.DETECTOR: judging.to_tags, frequency.DETECTOR: frequency.to_tags}
"""How to turn facts into tags that are stored after a battle's vote."""

_TAGS_BY_NAME = {tag.name.lower(): tag for tag in Tag if tag.name}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer that was shown. `number` identifies it in the leaks: the id of its row, or its index."""

    number: int
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one battle: each turn's newest answers as a conversation, and every shown answer."""

    conversation: Conversation
    answers: tuple[ShownAnswer, ...]

    @property
    def characters(self) -> int:
        return sum(map(len, self.conversation.texts))


@functools.lru_cache(maxsize=32)
def build_index(models: tuple[ModelNames, ...]) -> NameIndex:
    """Build the index of these models' names, once per process."""
    return NameIndex.build(models)


def detect_facts(
    texts: Texts, models: tuple[ModelNames, ...], detectors: frozenset[str] | None = None
) -> tuple[Fact, ...]:
    """Return one fact of every detector, or of the named ones."""
    facts = [each.detect(texts.conversation) for each in DETECTORS if not detectors or each.name in detectors]
    if not detectors or identity.DETECTOR in detectors:
        facts.append(leak_fact(texts, build_index(models)))
    return tuple(facts)


def leak_fact(texts: Texts, names: NameIndex) -> Fact:
    """Return every identity leak of every shown answer, earlier attempts included, with spans."""
    prompt = "\n".join(texts.conversation.prompts)
    leaks: list[dict[str, JSON]] = [
        {
            "answer": answer.number,
            "side": answer.side,
            "kind": leak.kind.value,
            "name": leak.name,
            "maker": leak.maker,
            "start": leak.start,
            "end": leak.end,
        }
        for answer in texts.answers
        for leak in find_leaks(answer.text, names, prompt=prompt)
    ]
    return Fact(identity.DETECTOR, identity.VERSION, {"leaks": leaks})


def leak_tags(fact: Fact) -> Tag:
    """Return the tags of a leak fact: a name that the prompt supplied has a tag of its own."""
    tags, value = Tag(0), _value(fact)
    for leak in value["leaks"]:
        tags |= Tag.PROMPTED_IDENTITY if leak["kind"] == LeakKind.PROMPTED else Tag.IDENTITY_LEAK
    return tags


def imported_labels(tags: int, style: Mapping[str, int] | None) -> Fact:
    """Build the fact of a log's labels: its tags by name, and its style counts by BattleStyle's columns."""
    names = [name for name, tag in _TAGS_BY_NAME.items() if tag & tags]
    return Fact(IMPORTED, IMPORTED_VERSION, {"tags": names, "style": None if style is None else dict(style)})


def battle_tags(facts: Iterable[Fact], *, events: int = 0) -> Tag:
    """Return a battle's tags, from its current facts and its events.

    - Of `events` only EVENT_TAGS are kept.
    - Tags that a log declared stay, and decide their group (see SINGLE_SOURCE_GROUPS).
    - The tags of the detectors are added, the judge's and those of frequent prompts included.
    """
    facts = list(facts)
    declared, detected = Tag(0), category_tags(facts)
    for fact in facts:
        if fact.detector == IMPORTED:
            for name in _value(fact)["tags"]:
                declared |= _TAGS_BY_NAME[name]
        elif fact.detector == identity.DETECTOR:
            detected |= leak_tags(fact)
        elif fact.detector in _LATE_DETECTORS:
            detected |= _LATE_DETECTORS[fact.detector](fact.value)
    for group in SINGLE_SOURCE_GROUPS:
        if declared & group:
            detected &= ~group
    return (Tag(events) & EVENT_TAGS) | declared | detected


def battle_style(facts: Iterable[Fact]) -> dict[str, int] | None:
    """Return the style counts by the columns of BattleStyle: the log's, else the detector's, else None."""
    values = {fact.detector: _value(fact) for fact in facts}
    declared: dict[str, int] | None = values.get(IMPORTED, {}).get("style")
    if declared is not None:
        return declared
    return _detected_style(values["style"]) if "style" in values else None


def _value(fact: Fact) -> dict[str, Any]:
    return dict(fact.value)


def _detected_style(value: Mapping[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for side in ("a", "b"):
        style = value[side]
        counts[f"tokens_{side}"] = style["tokens"]
        for name, parts in STYLE_COUNTS.items():
            counts[f"{name}_{side}"] = sum(style[parts].values())
    return counts

"""Every detector over one battle's texts: plain data in, facts and bits out, in any process."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from battles.detectors import frequency, identity, judging
from battles.detectors.categories import DETECTORS, JSON, Conversation, Fact, category_tags
from battles.detectors.identity import LeakKind, ModelNames, NameIndex, find_leaks
from battles.tags import JUDGED_MASK, LANGUAGE_MASK, Tag

# Bits that say what happened, set where it happens and never cleared by a detector.
EVENT_TAGS = Tag.FAILED_ANSWER | Tag.STOPPED

IMPORTED = "imported"
IMPORTED_VERSION = "1"
"""Not a detector: what a vote log itself said of a battle is kept as an annotation under this name."""

SINGLE_SOURCE_GROUPS = (
    LANGUAGE_MASK,
    Tag.LONGER_QUERY | Tag.SHORT_QUERY,
    JUDGED_MASK,
    Tag.HIGH_FREQUENCY | Tag.FREQUENCY_DECLARED,
)
"""Groups of bits that one source decides: where a log declared one of a group, no detector adds to it."""

VERSIONS = {detector.name: detector.version for detector in DETECTORS} | {identity.DETECTOR: identity.VERSION}
"""The current version of every detector, by name."""

STYLE_COUNTS = {"headers": "header_count", "lists": "list_count", "bold": "bold_count"}
_LATER = {judging.DETECTOR: judging.to_tags, frequency.DETECTOR: frequency.to_tags}
"""How facts that are noted after a battle's vote are read as bits."""

_BITS = {tag.name.lower(): tag for tag in Tag if tag.name}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer that was shown. `number` names it in the leaks found: the id of its row, or its place."""

    number: int
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What was said in one battle: each turn's newest answers as a conversation, and every answer."""

    conversation: Conversation
    answers: tuple[ShownAnswer, ...]

    @property
    def characters(self) -> int:
        return sum(map(len, self.conversation.texts))


@functools.lru_cache(maxsize=32)
def build_index(models: tuple[ModelNames, ...]) -> NameIndex:
    """The index of these models' names, built once per process."""
    return NameIndex.build(models)


def detect_facts(
    texts: Texts, models: tuple[ModelNames, ...], detectors: frozenset[str] | None = None
) -> tuple[Fact, ...]:
    """One fact of every detector, or of those named."""
    facts = [each.detect(texts.conversation) for each in DETECTORS if not detectors or each.name in detectors]
    if not detectors or identity.DETECTOR in detectors:
        facts.append(leak_fact(texts, build_index(models)))
    return tuple(facts)


def leak_fact(texts: Texts, names: NameIndex) -> Fact:
    """Every identity leak in every answer shown, earlier attempts included, with spans."""
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
    """The bits of a leak fact: what the prompt put into a model's mouth is kept apart."""
    bits, value = Tag(0), _stored(fact)
    for leak in value["leaks"]:
        bits |= Tag.PROMPTED_IDENTITY if leak["kind"] == LeakKind.PROMPTED else Tag.IDENTITY_LEAK
    return bits


def imported_labels(tags: int, style: Mapping[str, int] | None) -> Fact:
    """What a log said: its bits by name, and its style counts by BattleStyle's columns, if it had any."""
    names = [name for name, tag in _BITS.items() if tag & tags]
    return Fact(IMPORTED, IMPORTED_VERSION, {"tags": names, "style": None if style is None else dict(style)})


def battle_tags(facts: Iterable[Fact], *, events: int = 0) -> Tag:
    """A battle's bits from its current facts and what happened in it.

    - of `events` only the bits that no detector decides are kept;
    - whatever a log declared stays, and settles its group (see SINGLE_SOURCE_GROUPS);
    - to that comes whatever the detectors found, the judge and the look for frequent prompts among them.
    """
    facts = list(facts)
    declared, detected = Tag(0), category_tags(facts)
    for fact in facts:
        if fact.detector == IMPORTED:
            for name in _stored(fact)["tags"]:
                declared |= _BITS[name]
        elif fact.detector == identity.DETECTOR:
            detected |= leak_tags(fact)
        elif fact.detector in _LATER:
            detected |= _LATER[fact.detector](fact.value)
    for group in SINGLE_SOURCE_GROUPS:
        if declared & group:
            detected &= ~group
    return (Tag(events) & EVENT_TAGS) | declared | detected


def battle_style(facts: Iterable[Fact]) -> dict[str, int] | None:
    """The style counts by the columns of BattleStyle: the log's own, else the detector's, else None."""
    values = {fact.detector: _stored(fact) for fact in facts}
    declared: dict[str, int] | None = values.get(IMPORTED, {}).get("style")
    if declared is not None:
        return declared
    return _detected_style(values["style"]) if "style" in values else None


def _stored(fact: Fact) -> dict[str, Any]:
    return dict(fact.value)


def _detected_style(value: Mapping[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for side in ("a", "b"):
        style = value[side]
        counts[f"tokens_{side}"] = style["tokens"]
        for name, parts in STYLE_COUNTS.items():
            counts[f"{name}_{side}"] = sum(style[parts].values())
    return counts

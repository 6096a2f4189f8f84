"""Run every detector over one battle's texts: plain data in, facts and tags out, in any process.

Each text is read once; the facts of a battle are combined from the readings of its texts.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from battles.detectors import frequency, identity, judging
from battles.detectors.categories import (
    DETECTORS,
    JSON,
    Conversation,
    Detector,
    Fact,
    Readings,
    category_tags,
    language,
)
from battles.detectors.identity import (
    LeakKind,
    ModelNames,
    NameIndex,
    Prompting,
    combine_promptings,
    find_leaks,
    read_prompt,
    read_request,
)
from battles.detectors.identity.prompts import requests as identity_requests
from battles.languages import UNKNOWN, language_number
from battles.tags import JUDGED_MASK, LANGUAGE_MASK, Tag

EVENT_TAGS = Tag.FAILED_ANSWER | Tag.STOPPED
"""Tags of events, set when the event happens; no detector removes them."""

IMPORTED = "imported"
IMPORTED_VERSION = "1"
"""The name, in place of a detector's, of the annotation with the labels of an imported vote log."""

CORRECTION = "correction"
CORRECTION_VERSION = "1"
"""The name of the annotation by which staff overrule a detector: it names the tags to clear."""

SINGLE_SOURCE_GROUPS = (
    LANGUAGE_MASK,
    Tag.LONGER_QUERY | Tag.SHORT_QUERY,
    JUDGED_MASK,
    Tag.HIGH_FREQUENCY | Tag.FREQUENCY_DECLARED,
)
"""Groups of tags with one source: if a log declared one of a group, no detector adds to the group."""

VERSIONS = {detector.name: detector.version for detector in DETECTORS} | {
    identity.DETECTOR: identity.VERSION,
    identity_requests.DETECTOR: identity_requests.VERSION,
}
"""The current version of every detector, by name."""

READING_VERSION = blake2b(repr(sorted(VERSIONS.items())).encode(), digest_size=8).hexdigest()
"""The version of the readings of one text; a stored reading of another version is not used."""

MAX_CHARACTERS = 200_000
TAIL_START = 150_000
"""Of a longer text so many characters are read: the beginning up to TAIL_START, and the end."""

MAX_LEAKS = 200
"""Leaks in one fact; the first ones are kept."""

STYLE_COUNTS = {"headers": "header_count", "lists": "list_count", "bold": "bold_count"}
_LATE_DETECTORS = {judging.DETECTOR: judging.to_tags, frequency.DETECTOR: frequency.to_tags}
"""How to turn facts into tags that are stored after a battle's vote."""

_TAGS_BY_NAME = {tag.name.lower(): tag for tag in Tag if tag.name}

Reading = Mapping[str, Any]
"""What the detectors read in one text, by detector; a JSON value."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer that was shown, in a turn from 1 on. `number` identifies it in the leaks."""

    number: int
    side: str
    text: str
    turn: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one battle: each turn's newest answers as a conversation, and every shown answer."""

    conversation: Conversation
    answers: tuple[ShownAnswer, ...]

    @property
    def characters(self) -> int:
        return sum(map(len, self.conversation.texts))


@dataclass(frozen=True, slots=True)
class NumberedReading:
    """The reading of one shown answer; `is_newest` if it is its turn's newest answer of the side."""

    number: int
    side: str
    is_newest: bool
    reading: Reading


@functools.lru_cache(maxsize=32)
def build_index(models: tuple[ModelNames, ...]) -> NameIndex:
    """Build the index of these models' names, once per process."""
    return NameIndex.build(models)


def read_prompt_text(text: str, names: NameIndex, *, is_first: bool) -> dict[str, Any]:
    """Read one prompt with every detector."""
    text = _cut(text)
    reading = {each.name: each.read_turn_prompt(text, is_first=is_first) for each in DETECTORS}
    requests = read_request(text, names)
    return _without_none(reading) | {
        identity.DETECTOR: read_prompt(text, names, asks_identity=bool(requests)).to_json(),
        identity_requests.DETECTOR: requests,
    }


def read_answer_text(text: str, prompts: Sequence[Reading], names: NameIndex) -> dict[str, Any]:
    """Read one answer with every detector. prompts: the readings of the prompts up to the answer's turn."""
    prompting = combine_promptings(Prompting.from_json(each[identity.DETECTOR]) for each in prompts)
    reading = {each.name: each.read_turn_answer(_cut(text)) for each in DETECTORS}
    return _without_none(reading) | {identity.DETECTOR: _find_leaks(text, prompting, names)}


def warm_up() -> None:
    """Read a text, so that no visitor waits for what a process builds at its first one: half a second."""
    names = build_index(())
    prompt = read_prompt_text("Who wrote this function?\n\n```py\nprint(1)\n```", names, is_first=True)
    read_answer_text("I am sorry, I cannot say. 我不知道。 **It** prints 1.", [prompt], names)


def build_facts(prompts: Sequence[Reading], answers: Sequence[NumberedReading]) -> tuple[Fact, ...]:
    """Combine the readings of a battle's texts, in order of turn, to one fact of every detector."""
    newest = {
        side: [each.reading for each in answers if each.side == side and each.is_newest] for side in "ab"
    }
    facts = [
        detector.build_fact(
            Readings(*(_column(readings, detector) for readings in (prompts, newest["a"], newest["b"])))
        )
        for detector in DETECTORS
    ]
    leaks = [(each.number, each.side, each.reading[identity.DETECTOR]) for each in answers]
    requests = [prompt[identity_requests.DETECTOR] for prompt in prompts]
    return (*facts, _request_fact(requests), _leak_fact(leaks))


def detect_facts(
    texts: Texts, models: tuple[ModelNames, ...], detectors: frozenset[str] | None = None
) -> tuple[Fact, ...]:
    """Read all texts of a battle; return one fact of every detector, or of the named ones."""
    conversation = Conversation(
        *(
            tuple(map(_cut, part))
            for part in (
                texts.conversation.prompts,
                texts.conversation.answers_a,
                texts.conversation.answers_b,
            )
        )
    )
    facts = [each.detect(conversation) for each in DETECTORS if not detectors or each.name in detectors]
    if not detectors or detectors & {identity_requests.DETECTOR, identity.DETECTOR}:
        names = build_index(models)
        requests = [read_request(prompt, names) for prompt in conversation.prompts]
        if not detectors or identity_requests.DETECTOR in detectors:
            facts.append(_request_fact(requests))
        if not detectors or identity.DETECTOR in detectors:
            facts.append(_detect_leaks(texts, conversation.prompts, requests, names))
    return tuple(facts)


def _detect_leaks(
    texts: Texts, prompts: Sequence[str], requests: Sequence[Sequence[str]], names: NameIndex
) -> Fact:
    promptings = [
        read_prompt(prompt, names, asks_identity=bool(kinds))
        for prompt, kinds in zip(prompts, requests, strict=True)
    ]
    until = [combine_promptings(promptings[:turn]) for turn in range(len(promptings) + 1)]
    return _leak_fact(
        [
            (each.number, each.side, _find_leaks(each.text, until[min(each.turn, len(promptings))], names))
            for each in texts.answers
        ]
    )


def _find_leaks(text: str, prompting: Prompting, names: NameIndex) -> list[dict[str, JSON]]:
    """Return the leaks of an answer as JSON values; spans count in the whole text."""
    removed = max(0, len(text) - MAX_CHARACTERS)
    shift = {False: 0, True: removed}
    return [
        {
            "kind": leak.kind.value,
            "name": leak.name,
            "maker": leak.maker,
            "start": leak.start + shift[leak.start >= TAIL_START],
            "end": leak.end + shift[leak.start >= TAIL_START],
        }
        for leak in find_leaks(_cut(text), names, prompting=prompting)
    ]


def _leak_fact(leaks: Iterable[tuple[int, str, Sequence[Mapping[str, JSON]]]]) -> Fact:
    """Build the fact of all leaks of all shown answers, earlier attempts included, with spans."""
    rows: list[dict[str, JSON]] = [
        {"answer": number, "side": side, **leak} for number, side, of_answer in leaks for leak in of_answer
    ]
    return Fact(identity.DETECTOR, identity.VERSION, {"leaks": rows[:MAX_LEAKS]})


def _request_fact(kinds_by_turn: Sequence[Sequence[str]]) -> Fact:
    """Build the fact of the requests for identity in all prompts."""
    kinds = sorted({kind for kinds in kinds_by_turn for kind in kinds})
    turns: list[JSON] = [turn for turn, found in enumerate(kinds_by_turn, start=1) if found]
    value: dict[str, JSON] = {"kinds": list(kinds), "turns": turns}
    return Fact(identity_requests.DETECTOR, identity_requests.VERSION, value)


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    return text[:TAIL_START] + text[TAIL_START - MAX_CHARACTERS :]


def _column(readings: Sequence[Reading], detector: Detector) -> tuple[Any, ...]:
    return tuple(reading.get(detector.name) for reading in readings)


def _without_none(reading: dict[str, JSON]) -> dict[str, Any]:
    return {name: value for name, value in reading.items() if value is not None}


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
    - The tags that a correction clears are removed.
    """
    facts = list(facts)
    cleared = Tag(0)
    declared, detected = Tag(0), category_tags(facts)
    for fact in facts:
        if fact.detector == IMPORTED:
            for name in _value(fact)["tags"]:
                declared |= _TAGS_BY_NAME[name]
        elif fact.detector == CORRECTION:
            for name in _value(fact)["clears"]:
                cleared |= _TAGS_BY_NAME[name]
        elif fact.detector == identity.DETECTOR:
            detected |= leak_tags(fact)
        elif fact.detector == identity_requests.DETECTOR and _value(fact)["kinds"]:
            detected |= Tag.IDENTITY_REQUEST
        elif fact.detector in _LATE_DETECTORS:
            detected |= _LATE_DETECTORS[fact.detector](fact.value)
    for group in SINGLE_SOURCE_GROUPS:
        if declared & group:
            detected &= ~group
    return (Tag(events) & EVENT_TAGS) | ((declared | detected) & ~cleared)


def battle_language(facts: Iterable[Fact], *, declared: int = UNKNOWN) -> int:
    """Return a battle's language as a number of battles.languages: its log's (`declared`), else the detected.

    A log's language is kept if its labels have a language tag, as for the tags (see SINGLE_SOURCE_GROUPS).
    """
    detected = UNKNOWN
    for fact in facts:
        if fact.detector == IMPORTED and any(
            _TAGS_BY_NAME[name] & LANGUAGE_MASK for name in _value(fact)["tags"]
        ):
            return declared
        if fact.detector == language.DETECTOR.name:
            detected = language_number(_value(fact)["code"])
    return detected


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

"""Parse a judge's answer strictly: an answer that is not exactly the requested object is refused."""

import json
import re
from collections.abc import Mapping
from typing import NoReturn

from battles.detectors.categories.facts import JSON
from battles.detectors.judging.question import CRITERIA, LABELS, MAX_SCORE, SCORE
from battles.tags import Tag

DETECTOR = "judge"

MIN_HARD_CRITERIA = 6
"""Criteria, of seven, from which a prompt is hard."""

MIN_FOLLOWING_SCORE = 4
"""The score from which a prompt tests instruction following, as in the public data."""

MAX_ANSWER = 4_000
"""Characters; usual labels have about 300."""

_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
_TAGS = {name: Tag[name.upper()] for name in LABELS if name != SCORE}


class BadLabels(ValueError):
    """An answer without valid labels; the message gives the reason without a long quotation."""


def parse_labels(answer: str) -> dict[str, JSON]:
    """Parse an answer into labels by the keys of LABELS, ready to be a fact's value.

    - White space around the object, and a code block that contains nothing else, are accepted.
    - It must be one JSON object with exactly the requested keys, each once.
    - Labels are true or false, the score is a whole number from 0 to 5.

    Raises BadLabels.
    """
    if len(answer) > MAX_ANSWER:
        raise BadLabels(f"longer than {MAX_ANSWER} characters")
    labels = _parse_object(answer.strip())
    missing, unknown = set(LABELS) - set(labels), set(labels) - set(LABELS)
    if missing or unknown:
        raise BadLabels(f"{len(missing)} keys are missing, {len(unknown)} are unknown")
    for name in _TAGS:
        if not isinstance(labels[name], bool):
            raise BadLabels(f"{name} is neither true nor false")
    score = labels[SCORE]
    if type(score) is not int or not 0 <= score <= MAX_SCORE:
        raise BadLabels(f"{SCORE} is no whole number from 0 to {MAX_SCORE}")
    return {name: labels[name] for name in LABELS}


def to_tags(value: Mapping[str, JSON]) -> Tag:
    """Return the tags of stored labels: JUDGED, and those of the labels."""
    tags = Tag.JUDGED
    for name, tag in _TAGS.items():
        if value[name]:
            tags |= tag
    if sum(bool(value[name]) for name in CRITERIA) >= MIN_HARD_CRITERIA:
        tags |= Tag.HARD_PROMPT
    if int(str(value[SCORE])) >= MIN_FOLLOWING_SCORE:
        tags |= Tag.INSTRUCTION_FOLLOWING
    return tags


def _parse_object(answer: str) -> dict[str, JSON]:
    fenced = _FENCED.fullmatch(answer)
    try:
        parsed = json.loads(
            fenced[1] if fenced else answer,
            object_pairs_hook=_refuse_duplicates,
            parse_constant=_refuse_constant,
        )
    except BadLabels:
        raise
    except (ValueError, RecursionError):
        raise BadLabels("not one JSON object") from None
    if not isinstance(parsed, dict):
        raise BadLabels("not one JSON object")
    return parsed


def _refuse_duplicates(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    labels = dict(pairs)
    if len(labels) != len(pairs):
        raise BadLabels("a key comes twice")
    return labels


def _refuse_constant(name: str) -> NoReturn:
    raise BadLabels(f"{name} is no JSON")

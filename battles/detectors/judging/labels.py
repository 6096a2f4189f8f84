"""A judge's answer, read strictly: what is not exactly a verdict is none, and nothing is guessed."""

import json
import re
from collections.abc import Mapping
from typing import NoReturn

from battles.detectors.categories.facts import JSON
from battles.detectors.judging.question import ASKED, CRITERIA, MOST_SCORE, SCORE
from battles.tags import Tag

DETECTOR = "judge"

HARD_CRITERIA = 6
"""Criteria, of seven, that make a prompt hard."""

FOLLOWING_SCORE = 4
"""The score from which a prompt tests the following of instructions, as in the public data."""

MOST_ANSWER = 4_000
"""Characters; a verdict has some 300."""

_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
_BITS = {name: Tag[name.upper()] for name in ASKED if name != SCORE}


class BadLabels(ValueError):
    """An answer that is no verdict; says what is wrong without quoting it at length."""


def parse_labels(answer: str) -> dict[str, JSON]:
    """The verdict that an answer consists of, by the keys of ASKED, ready to be a fact's value.

    - White space around it, and a fence of code that holds nothing else, are put up with.
    - It is one JSON object with exactly the keys asked for, each once.
    - Labels are true or false, the score is a whole number from 0 to 5.

    Raises BadLabels.
    """
    if len(answer) > MOST_ANSWER:
        raise BadLabels(f"longer than {MOST_ANSWER} characters")
    found = _object(answer.strip())
    missing, unknown = set(ASKED) - set(found), set(found) - set(ASKED)
    if missing or unknown:
        raise BadLabels(f"{len(missing)} keys are missing, {len(unknown)} are unknown")
    for name in _BITS:
        if not isinstance(found[name], bool):
            raise BadLabels(f"{name} is neither true nor false")
    score = found[SCORE]
    if type(score) is not int or not 0 <= score <= MOST_SCORE:
        raise BadLabels(f"{SCORE} is no whole number from 0 to {MOST_SCORE}")
    return {name: found[name] for name in ASKED}


def to_tags(value: Mapping[str, JSON]) -> Tag:
    """The bits of a stored verdict: that there is one, and what it found."""
    bits = Tag.JUDGED
    for name, bit in _BITS.items():
        if value[name]:
            bits |= bit
    if sum(bool(value[name]) for name in CRITERIA) >= HARD_CRITERIA:
        bits |= Tag.HARD_PROMPT
    if int(str(value[SCORE])) >= FOLLOWING_SCORE:
        bits |= Tag.INSTRUCTION_FOLLOWING
    return bits


def _object(answer: str) -> dict[str, JSON]:
    fenced = _FENCED.fullmatch(answer)
    try:
        found = json.loads(
            fenced[1] if fenced else answer, object_pairs_hook=_each_once, parse_constant=_no_constant
        )
    except BadLabels:
        raise
    except (ValueError, RecursionError):
        raise BadLabels("not one JSON object") from None
    if not isinstance(found, dict):
        raise BadLabels("not one JSON object")
    return found


def _each_once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadLabels("a key comes twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise BadLabels(f"{name} is no JSON")

"""The number of tokens of every turn."""

from collections.abc import Mapping

from battles.detectors import tokens
from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.tags import Tag

VERSION = tokens.VERSION


def combine(readings: Readings) -> dict[str, JSON]:
    """Return the estimated tokens by turn: `prompts`, `answers_a`, `answers_b`."""
    return {
        "prompts": list(readings.prompts),
        "answers_a": list(readings.answers_a),
        "answers_b": list(readings.answers_b),
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """No tag: the length classes have a detector of their own."""
    return Tag(0)


DETECTOR = Detector(
    "tokens",
    VERSION,
    combine,
    implies,
    read_prompt=tokens.estimate_tokens,
    read_answer=tokens.estimate_tokens,
)

"""Are the visitor's prompts long or very short?"""

from collections.abc import Mapping

from battles.detectors import tokens
from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.tags import Tag

VERSION = f"1+tokens.{tokens.VERSION}"

LONGER_QUERY_TOKENS = 500
SHORT_QUERY_TOKENS = 5

_TAGS = {"longer": Tag.LONGER_QUERY, "short": Tag.SHORT_QUERY, "ordinary": Tag(0)}


def length_class(user_tokens: int) -> str:
    """Return `longer` from 500 tokens on, `short` below 5, else `ordinary`."""
    if user_tokens >= LONGER_QUERY_TOKENS:
        return "longer"
    if user_tokens < SHORT_QUERY_TOKENS:
        return "short"
    return "ordinary"


def combine(readings: Readings) -> dict[str, JSON]:
    """Return the estimated tokens of all user turns together, and their class; null without any text."""
    user_tokens = sum(readings.prompts)
    return {"user_tokens": user_tokens, "class": length_class(user_tokens) if user_tokens else None}


def implies(value: Mapping[str, JSON]) -> Tag:
    """The tag of the class."""
    name = value["class"]
    return Tag(0) if name is None else _TAGS[str(name)]


DETECTOR = Detector("length", VERSION, combine, implies, read_prompt=tokens.estimate_tokens)

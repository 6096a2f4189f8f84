"""Whether an answer refuses to do what was asked."""

import re
from collections.abc import Mapping

from battles.categories.facts import JSON, Conversation, Detector
from battles.tags import Tag

VERSION = "1"

_OPENING = 400
_ENGLISH = (
    r"\bI(?:['’]m| am)? (?:can(?:not|['’]t| not)|won['’]t|unable to|not able to|not comfortable) (?:\w+ ){0,3}?"
    r"(?:assist|help|provide|fulfill?|comply|generate|create|write|discuss|engage|support|continue|answer)\b"
)
_CHINESE = (
    r"(?:无法|無法|不能|不便)(?:为您|为你|為您|為你|向您)?"
    r"(?:提供|回答|协助|協助|帮助|幫助|满足|滿足|生成|完成)"
)
_REFUSAL = re.compile(f"{_ENGLISH}|{_CHINESE}", re.IGNORECASE)


def refuses(answer: str) -> bool:
    """Whether the opening of the answer declines the request."""
    return _REFUSAL.search(answer[:_OPENING]) is not None


def observe(conversation: Conversation) -> dict[str, JSON]:
    """Per side whether any of its answers refuses."""
    return {
        "a": any(refuses(answer) for answer in conversation.answers_a),
        "b": any(refuses(answer) for answer in conversation.answers_b),
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """One refusing side is enough."""
    return Tag.REFUSAL if value["a"] or value["b"] else Tag(0)


DETECTOR = Detector("refusal", VERSION, observe, implies)

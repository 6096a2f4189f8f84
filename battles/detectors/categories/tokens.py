"""The number of tokens of every turn."""

from collections.abc import Mapping

from battles.detectors import tokens
from battles.detectors.categories.facts import JSON, Conversation, Detector
from battles.tags import Tag

VERSION = tokens.VERSION


def observe(conversation: Conversation) -> dict[str, JSON]:
    """Return the estimated tokens by turn: `prompts`, `answers_a`, `answers_b`."""
    return {
        "prompts": [tokens.estimate_tokens(text) for text in conversation.prompts],
        "answers_a": [tokens.estimate_tokens(text) for text in conversation.answers_a],
        "answers_b": [tokens.estimate_tokens(text) for text in conversation.answers_b],
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """No tag: the length classes have a detector of their own."""
    return Tag(0)


DETECTOR = Detector("tokens", VERSION, observe, implies)

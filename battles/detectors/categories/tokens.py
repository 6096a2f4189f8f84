"""How many tokens every turn has."""

from collections.abc import Mapping

from battles.detectors import tokens
from battles.detectors.categories.facts import JSON, Conversation, Detector
from battles.tags import Tag

VERSION = tokens.VERSION


def observe(conversation: Conversation) -> dict[str, JSON]:
    """Estimated tokens by turn: `prompts`, `answers_a`, `answers_b`."""
    return {
        "prompts": [tokens.estimate_tokens(text) for text in conversation.prompts],
        "answers_a": [tokens.estimate_tokens(text) for text in conversation.answers_a],
        "answers_b": [tokens.estimate_tokens(text) for text in conversation.answers_b],
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """A count alone implies no tag; the length classes are a fact of their own."""
    return Tag(0)


DETECTOR = Detector("tokens", VERSION, observe, implies)

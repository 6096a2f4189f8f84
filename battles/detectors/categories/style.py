"""The style of both sides, for style control."""

from collections.abc import Mapping

from battles.detectors.categories.facts import JSON, Conversation, Detector
from battles.detectors.style import VERSION, Style, style_features
from battles.tags import Tag


def side_style(answers: tuple[str, ...]) -> Style:
    """Sum the style of one side over all its turns."""
    total = Style(tokens=0)
    for answer in answers:
        total += style_features(answer)
    return total


def style_json(style: Style) -> dict[str, JSON]:
    """Return the counts under the names of public arena data, without the suffix of the side."""
    return {
        "tokens": style.tokens,
        "header_count": {f"h{level}": count for level, count in enumerate(style.header_levels, start=1)},
        "list_count": {"ordered": style.ordered, "unordered": style.unordered},
        "bold_count": {"**": style.bold_asterisks, "__": style.bold_underscores},
    }


def observe(conversation: Conversation) -> dict[str, JSON]:
    """Return for each side `a` and `b` the counts of all its answers together."""
    return {
        "a": style_json(side_style(conversation.answers_a)),
        "b": style_json(side_style(conversation.answers_b)),
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """No tag: style is a measure, not a category."""
    return Tag(0)


DETECTOR = Detector("style", VERSION, observe, implies)

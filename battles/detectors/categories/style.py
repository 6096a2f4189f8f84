"""The style of both sides, for style control."""

from collections.abc import Mapping
from typing import Any

from battles.detectors.categories.facts import JSON, Detector, Readings
from battles.detectors.style import VERSION, Style, style_features
from battles.tags import Tag


def style_json(style: Style) -> dict[str, JSON]:
    """Return the counts under the names of public arena data, without the suffix of the side."""
    return {
        "tokens": style.tokens,
        "header_count": {f"h{level}": count for level, count in enumerate(style.header_levels, start=1)},
        "list_count": {"ordered": style.ordered, "unordered": style.unordered},
        "bold_count": {"**": style.bold_asterisks, "__": style.bold_underscores},
    }


def read(answer: str) -> JSON:
    """Return the counts of one answer."""
    return style_json(style_features(answer))


def combine(readings: Readings) -> dict[str, JSON]:
    """Return for each side `a` and `b` the counts of all its answers together."""
    return {"a": _add_counts(readings.answers_a), "b": _add_counts(readings.answers_b)}


def _add_counts(readings: tuple[dict[str, Any], ...]) -> dict[str, JSON]:
    total = style_json(Style(tokens=0))
    for reading in readings:
        total = _add(total, reading)
    return total


def _add(total: dict[str, Any], counts: dict[str, Any]) -> dict[str, JSON]:
    return {
        name: count + counts[name] if isinstance(count, int) else _add(count, counts[name])
        for name, count in total.items()
    }


def implies(value: Mapping[str, JSON]) -> Tag:
    """No tag: style is a measure, not a category."""
    return Tag(0)


DETECTOR = Detector("style", VERSION, combine, implies, read_answer=read)

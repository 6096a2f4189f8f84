"""Read style counts from a record's conversation metadata."""

from collections.abc import Mapping
from typing import Any

from battles.detectors.style import Style
from battles.imports.values import read_count, read_part

_HEADERS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ordered", "unordered")
_BOLD = ("**", "__")


def read_styles(metadata: Mapping[str, Any]) -> tuple[Style, Style] | None:
    """Both sides' counts; None unless all of them are present. Raises BadRecord."""
    style_a, style_b = _side(metadata, "a"), _side(metadata, "b")
    return None if style_a is None or style_b is None else (style_a, style_b)


def _side(metadata: Mapping[str, Any], side: str) -> Style | None:
    tokens = read_count(metadata.get(f"sum_assistant_{side}_tokens"), f"sum_assistant_{side}_tokens")
    headers = _counts(metadata, f"header_count_{side}", _HEADERS)
    lists = _counts(metadata, f"list_count_{side}", _LISTS)
    bold = _counts(metadata, f"bold_count_{side}", _BOLD)
    if tokens is None or headers is None or lists is None or bold is None:
        return None
    h1, h2, h3, h4, h5, h6 = headers
    return Style(
        tokens=tokens,
        header_levels=(h1, h2, h3, h4, h5, h6),
        ordered=lists[0],
        unordered=lists[1],
        bold_asterisks=bold[0],
        bold_underscores=bold[1],
    )


def _counts(metadata: Mapping[str, Any], name: str, keys: tuple[str, ...]) -> list[int] | None:
    part = read_part(metadata.get(name), name)
    if part is None:
        return None
    counts = [read_count(part.get(key), f"{name}.{key}") for key in keys]
    return None if None in counts else [count for count in counts if count is not None]

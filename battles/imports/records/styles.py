"""Read style counts from a record's conversation metadata."""

from collections.abc import Mapping
from typing import Any

from battles.detectors.style import Style
from battles.imports.records.values import MAX_COUNT, BadRecord, read_count, read_part

_KEYS = {
    "header_count": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "list_count": ("ordered", "unordered"),
    "bold_count": ("**", "__"),
}
_COUNTS = {
    f"{name}_{side}": [(key, f"{name}_{side}.{key}") for key in keys]
    for name, keys in _KEYS.items()
    for side in "ab"
}
"""The keys of each part of the metadata, with their names for messages."""


def read_styles(metadata: Mapping[str, Any]) -> tuple[Style, Style] | None:
    """Both sides' counts; None unless all of them are present. Raises BadRecord."""
    style_a, style_b = _side(metadata, "a"), _side(metadata, "b")
    return None if style_a is None or style_b is None else (style_a, style_b)


def _side(metadata: Mapping[str, Any], side: str) -> Style | None:
    tokens = read_count(metadata.get(f"sum_assistant_{side}_tokens"), f"sum_assistant_{side}_tokens")
    headers = _counts(metadata, f"header_count_{side}")
    lists = _counts(metadata, f"list_count_{side}")
    bold = _counts(metadata, f"bold_count_{side}")
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


def _counts(metadata: Mapping[str, Any], name: str) -> list[int] | None:
    part = read_part(metadata.get(name), name)
    if part is None:
        return None
    counts = [read_count(part.get(key), what) for key, what in _COUNTS[name]]
    if None in counts:
        return None
    present = [count for count in counts if count is not None]
    if sum(present) > MAX_COUNT:
        raise BadRecord(f"{name} adds up to more than {MAX_COUNT:,}")
    return present

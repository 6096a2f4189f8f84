"""Read a record's own category tags as bits; scores are ignored."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from battles.detectors.judging import MIN_HARD_CRITERIA
from battles.imports.records.values import (
    BadRecord,
    is_absent,
    read_flag,
    read_json_cell,
    read_part,
    short_repr,
)
from battles.tags import Tag

_CRITERIA = {
    "specificity": int(Tag.SPECIFICITY),
    "domain_knowledge": int(Tag.DOMAIN_KNOWLEDGE),
    "complexity": int(Tag.COMPLEXITY),
    "problem_solving": int(Tag.PROBLEM_SOLVING),
    "creativity": int(Tag.CREATIVITY),
    "technical_accuracy": int(Tag.TECHNICAL_ACCURACY),
    "real_world": int(Tag.REAL_WORLD),
}
_CATEGORIES = {
    ("if_v0.1", "if"): int(Tag.INSTRUCTION_FOLLOWING),
    ("math_v0.1", "math"): int(Tag.MATH),
    ("creative_writing_v0.1", "creative_writing"): int(Tag.CREATIVE_WRITING),
}
_JUDGED = {("criteria_v0.1", name): bit for name, bit in _CRITERIA.items()} | _CATEGORIES
_NAMES_BY_GROUP = {
    group: [(name, f"category_tag.{group}.{name}") for other, name in _JUDGED if other == group]
    for group, _ in _JUDGED
}
_FLAGS = {"is_code": int(Tag.CODING), "is_refusal": int(Tag.REFUSAL)}
_BY_NAME = {tag.name.lower(): int(tag) for tag in Tag if tag.name}
_NO_TAGS = 0
TAG_COLUMNS = (*_FLAGS, "dedup_tag", "category_tag", "arena_tags", "occupational_tags")
"""A record without these has no tags."""


def read_tags(record: Mapping[str, Any]) -> int:
    """The bits of a record's tags. Raises BadRecord for a tag that is neither true nor false.

    - `is_code`, `is_refusal`
    - `dedup_tag`: whether the prompt is too frequent and not in the sample, and that this is known
    - `category_tag`: each criterion (hard if six of seven apply), the judged categories, "judged"
    - `arena_tags`: names of bits, as written by battles.exports
    - `occupational_tags` (arena-expert): names of occupations, or an object of booleans. They are checked and
      not used: no tag of ours is an occupation, and unknown ones are no error.
    """
    get = record.get
    tags = _NO_TAGS
    for column, bit in _FLAGS.items():
        if read_flag(get(column), column):
            tags |= bit
    if "dedup_tag" in record:
        tags |= _dedup_tags(read_part(get("dedup_tag"), "dedup_tag") or {})
    if "category_tag" in record:
        tags |= _category_tags(read_part(get("category_tag"), "category_tag") or {})
    if "arena_tags" in record:
        tags |= _named_tags(get("arena_tags"))
    if "occupational_tags" in record:
        _check_occupations(get("occupational_tags"))
    return tags


def _dedup_tags(part: Mapping[str, Any]) -> int:
    high = read_flag(part.get("high_freq"), "dedup_tag.high_freq")
    sampled = read_flag(part.get("sampled"), "dedup_tag.sampled")
    if high is None:
        return _NO_TAGS
    return int(Tag.FREQUENCY_DECLARED) | (int(Tag.HIGH_FREQUENCY) if high and not sampled else _NO_TAGS)


def _category_tags(part: Mapping[str, Any]) -> int:
    flags: list[bool | None] = []
    for group, names in _NAMES_BY_GROUP.items():
        judged = read_part(part.get(group), f"category_tag.{group}") or {}
        flags += [read_flag(judged.get(name), what) for name, what in names]
    return _judged_tags(tuple(flags))


@lru_cache(maxsize=10_000)
def _judged_tags(flags: tuple[bool | None, ...]) -> int:
    """The bits of flags in the order of _JUDGED. They have few combinations."""
    tags = sum(bit for flag, bit in zip(flags, _JUDGED.values(), strict=True) if flag)
    if sum(map(bool, flags[: len(_CRITERIA)])) >= MIN_HARD_CRITERIA:
        tags |= int(Tag.HARD_PROMPT)
    return tags if flags.count(None) == len(flags) else tags | int(Tag.JUDGED)


def _check_occupations(value: object) -> None:
    """Raises BadRecord unless it is absent, a list, or an object of booleans and nulls."""
    value = read_json_cell(value, "occupational_tags")
    if isinstance(value, Mapping):
        for name, flag in value.items():
            read_flag(flag, f"occupational_tags.{short_repr(name)}")
    elif not is_absent(value) and not isinstance(value, list):
        raise BadRecord(f"occupational_tags is neither a list nor an object: {short_repr(value)}")


def _named_tags(names: object) -> int:
    if is_absent(names):
        return _NO_TAGS
    if not isinstance(names, list):
        raise BadRecord(f"arena_tags is not a list of names: {short_repr(names)}")
    tags = _NO_TAGS
    for name in names:
        if not isinstance(name, str) or name not in _BY_NAME:
            raise BadRecord(f"unknown tag {short_repr(name)}")
        tags |= _BY_NAME[name]
    return tags

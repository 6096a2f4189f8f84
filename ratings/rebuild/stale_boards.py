"""Which boards are affected by the votes that changed since the last rebuild."""

import numpy as np
from numpy.typing import NDArray

from battles.counting import VoteArrays, load_segments
from battles.models import Evidence
from ratings.categories import CATEGORIES, Category

READ = ("contender_a", "contender_b", "outcome", "reason", "origin", "voter", "style")
"""Columns that ratings read, besides the order of votes and whether their time is known."""

MAX_VOTES = 2_000_000
"""With more votes in changed days, comparing costs as much as rating."""


def stale_categories(before: Evidence, after: Evidence) -> list[Category]:
    """The categories for which the two evidences differ in anything that a board shows."""
    removed = [pk for pk in before.segments if pk not in set(after.segments)]
    added = [pk for pk in after.segments if pk not in set(before.segments)]
    if before.votes + after.votes > MAX_VOTES and len(added) > len(after.segments) // 2:
        return list(CATEGORIES)
    old, new = load_segments(removed), load_segments(added)
    return [category for category in CATEGORIES if not _is_same(category, old, new)]


def _is_same(category: Category, old: VoteArrays, new: VoteArrays) -> bool:
    """Whether both have the same votes of a category in the same order."""
    before, after = category.contains(old), category.contains(new)
    if np.count_nonzero(before) != np.count_nonzero(after):
        return False
    if category.count_unknown(old) != category.count_unknown(new):
        return False
    columns = zip(_columns(old), _columns(new), strict=True)
    return all(np.array_equal(left[before], right[after]) for left, right in columns)


def _columns(votes: VoteArrays) -> list[NDArray]:
    return [np.isnan(votes.cast_at), *(getattr(votes, name) for name in READ)]

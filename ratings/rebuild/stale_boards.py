"""Which boards the votes that changed since the last rebuild concern; all others stand as they are."""

import numpy as np
from numpy.typing import NDArray

from battles.counting import VoteArrays, load_segments
from battles.models import Evidence
from ratings.categories import CATEGORIES, Category

READ = ("contender_a", "contender_b", "outcome", "reason", "origin", "voter", "style")
"""The columns that ratings read, besides the order of votes and whether they have a time."""

MAX_VOTES = 2_000_000
"""Beyond so many votes in changed days comparing costs as much as rating does."""


def stale_categories(before: Evidence, after: Evidence) -> list[Category]:
    """The categories on which the two evidences differ in anything that a board shows."""
    gone = [pk for pk in before.segments if pk not in set(after.segments)]
    come = [pk for pk in after.segments if pk not in set(before.segments)]
    if before.votes + after.votes > MAX_VOTES and len(come) > len(after.segments) // 2:
        return list(CATEGORIES)
    old, new = load_segments(gone), load_segments(come)
    return [category for category in CATEGORIES if not _is_same(category, old, new)]


def _is_same(category: Category, old: VoteArrays, new: VoteArrays) -> bool:
    """Whether both hold the same votes of a category in the same order."""
    before, after = category.contains(old), category.contains(new)
    if np.count_nonzero(before) != np.count_nonzero(after):
        return False
    columns = zip(_columns(old), _columns(new), strict=True)
    return all(np.array_equal(left[before], right[after]) for left, right in columns)


def _columns(votes: VoteArrays) -> list[NDArray]:
    return [np.isnan(votes.cast_at), *(getattr(votes, name) for name in READ)]

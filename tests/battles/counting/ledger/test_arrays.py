"""Votes as arrays: order, joins, and columns that are unknown."""

import numpy as np
import pytest

from battles.counting.ledger.arrays import (
    COLUMNS,
    VoteArrays,
    build_votes,
    concatenate,
    concatenate_columns,
    empty_votes,
    stable_order,
)
from battles.tags import Tag


def some_votes(n: int = 3) -> VoteArrays:
    columns = {name: list(range(1, n + 1)) for name in COLUMNS}
    columns["cast_at"] = [1.5] * (n - 1) + [np.nan]
    columns["style"] = [[k] * 8 for k in range(n)]
    return build_votes(columns)


@pytest.mark.parametrize("highest", [5, 1 << 20, 1 << 62])
def test_ids_are_sorted_with_equals_in_their_order(highest):
    ids = np.random.default_rng(1).integers(0, 5, 1000)
    ids[500:] *= highest // 5
    assert stable_order(ids).tolist() == np.argsort(ids, kind="stable").tolist()


def test_nothing_to_sort():
    assert stable_order(np.zeros(0, dtype=np.int64)).tolist() == []


def test_days_are_joined_in_the_order_given():
    assert concatenate([some_votes(2), empty_votes(), some_votes(3)]).battle.tolist() == [1, 2, 1, 2, 3]
    assert len(concatenate([])) == 0


def test_only_the_named_columns_are_joined_and_the_others_are_unknown():
    names = ("outcome", "style")
    parts = [{name: getattr(some_votes(n), name) for name in names} for n in (3, 1)]
    joined = concatenate_columns(parts, names)
    assert joined.outcome.tolist() == [1, 2, 3, 1]
    assert joined.style[:, 0].tolist() == [0, 1, 2, 0]
    assert (len(joined), joined.voter.tolist(), joined.nth_of_voter.tolist()) == (4, [0] * 4, [0] * 4)
    assert np.isnan(joined.cast_at).all()
    assert np.isnan(joined.pair_probability).all()
    assert (concatenate_columns(parts, ("outcome",)).style == -1).all()
    assert len(concatenate_columns([], names)) == 0


def test_a_language_that_is_not_given_is_taken_from_the_tags():
    tags = np.array([Tag.FRENCH | Tag.CODING, Tag.OTHER_LANGUAGE, 0, Tag.THAI])
    assert VoteArrays.make(tags=tags).language.tolist() == [3, 0, 0, 22]
    given = VoteArrays.make(tags=tags, language=np.array([9, 9, 9, 9], dtype=np.uint8))
    assert given.language.tolist() == [9] * 4

"""Segments: what goes in comes out, addressed by what it says."""

import dataclasses
import json
import zlib

import numpy as np
import pytest

from battles.counting.ledger.arrays import (
    COLUMNS,
    CorruptSegment,
    VoteArrays,
    build_votes,
    concatenate,
    concatenate_columns,
    empty_votes,
    pack,
    stable_order,
    unpack,
    unpack_columns,
    votes_digest,
)


def some_votes(n: int = 3) -> VoteArrays:
    columns = {name: list(range(1, n + 1)) for name in COLUMNS}
    columns["cast_at"] = [1.5] * (n - 1) + [np.nan]
    columns["style"] = [[k] * 8 for k in range(n)]
    return build_votes(columns)


def same(a: VoteArrays, b: VoteArrays) -> bool:
    return all(np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in COLUMNS)


@pytest.mark.parametrize("votes", [some_votes(), some_votes(1), empty_votes()])
def test_what_is_packed_is_what_is_unpacked(votes):
    assert same(unpack(pack(votes)), votes)


def test_a_segment_of_the_first_format_is_still_read():
    """Its columns hold the values one after another; ledgers are never rewritten."""
    votes = some_votes()
    parts = [zlib.compress(getattr(votes, name).tobytes()) for name in COLUMNS]
    head = json.dumps({"format": 1, "votes": 3, "sizes": [len(part) for part in parts]})
    assert same(unpack(head.encode() + b"\n" + b"".join(parts)), votes)


def test_the_digest_depends_on_every_column_and_the_day():
    votes = some_votes()
    digests = {votes_digest(votes, day="2024-04-22"), votes_digest(votes, day="2024-04-23")}
    for name in COLUMNS:
        changed = getattr(votes, name).copy()
        changed[0] += 1
        digests.add(votes_digest(dataclasses.replace(votes, **{name: changed}), day="2024-04-22"))
    assert len(digests) == 2 + len(COLUMNS)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-5],
        lambda data: b"not json\n" + data,
        lambda data: data.replace(b'"format": 2', b'"format": 9'),
        lambda data: data.replace(b'"votes": 3', b'"votes": 4'),
        lambda data: b"",
    ],
)
def test_a_damaged_segment_is_refused(spoil):
    with pytest.raises(CorruptSegment):
        unpack(spoil(pack(some_votes())))


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


def test_only_the_named_columns_are_read_and_the_others_are_unknown():
    names = ("outcome", "style")
    parts = [unpack_columns(pack(some_votes(n)), names) for n in (3, 1)]
    joined = concatenate_columns(parts, names)
    assert len(joined) == 4
    assert joined.outcome.tolist() == [1, 2, 3, 1]
    assert joined.style[:, 0].tolist() == [0, 1, 2, 0]
    assert joined.voter.tolist() == [0] * 4
    assert np.isnan(joined.cast_at).all()
    assert (
        concatenate_columns([unpack_columns(pack(some_votes()), ("outcome",))], ("outcome",)).style == -1
    ).all()
    assert len(concatenate_columns([], names)) == 0

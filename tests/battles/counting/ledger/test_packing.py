"""Segments: every column is read back, older formats too, and a digest covers the values of its time."""

import base64
import dataclasses
import json
import zlib

import numpy as np
import pytest

from battles.counting.ledger.arrays import COLUMNS, STYLE_COLUMNS, VoteArrays, build_votes, empty_votes
from battles.counting.ledger.packing import (
    DIGEST_COLUMNS,
    DIGEST_FORMAT,
    FIRST_COLUMNS,
    CorruptSegment,
    pack,
    unpack,
    unpack_columns,
    votes_digest,
)
from battles.tags import Tag

OLD_SEGMENT = (
    "eyJmb3JtYXQiOiAyLCAidm90ZXMiOiAzLCAic2l6ZXMiOiBbMTMsIDEzLCAxMywgMTEsIDExLCAxMSwgMTgsIDEzLCAyOSwgMzldfQp4"
    "AWPlZGfABgAB+QAWeAFjZGJmgAEAAEwAB3gBY2JmZIABAABPAAd4AWNkYgEAAA4ACHgBY2BlAAAADQAGeAFjZGACAAAIAAR4AWNgAAFG"
    "MIlgODAAAACzAEN4AWPg4WXABgACSgAaeAFjYAADAQcGBQWGrCyGzs4fN2/WOzoCACjyBiJ4AfvPoPOfgfE/AwMIMSKxmZDYzEhsFiQ2"
    "KxKbDYnNjmADAHdmIWU="
)
"""A segment of 2024-04-22 that was written in format 2, and the digest that was stored with it."""
OLD_DIGEST = "cfaac88f6e8164655ddc1331df3803d597fb98adca849694aa1dadb64b620250"


def some_votes(n: int = 3) -> VoteArrays:
    columns = {name: list(range(1, n + 1)) for name in COLUMNS}
    columns["cast_at"] = [1.5] * (n - 1) + [np.nan]
    columns["style"] = [[k] * 8 for k in range(n)]
    return build_votes(columns)


def same(a: VoteArrays, b: VoteArrays) -> bool:
    return all(np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in COLUMNS)


@pytest.mark.parametrize("votes", [some_votes(), some_votes(1), empty_votes()], ids=len)
def test_what_is_packed_is_what_is_unpacked(votes):
    assert same(unpack(pack(votes)), votes)


def test_only_the_named_columns_are_unpacked():
    columns = unpack_columns(pack(some_votes()), ("nth_of_voter", "style"))
    assert set(columns) == {"nth_of_voter", "style"}
    assert columns["nth_of_voter"].tolist() == [1, 2, 3]
    assert columns["style"].shape == (3, len(STYLE_COLUMNS))


def test_a_segment_of_the_first_format_is_still_read():
    votes = some_votes()
    parts = [zlib.compress(getattr(votes, name).tobytes()) for name in FIRST_COLUMNS]
    head = json.dumps({"format": 1, "votes": 3, "sizes": [len(part) for part in parts]})
    read = unpack(head.encode() + b"\n" + b"".join(parts))
    assert all(np.array_equal(getattr(read, n), getattr(votes, n), equal_nan=True) for n in FIRST_COLUMNS)


def test_a_segment_of_the_second_format_is_read_and_has_its_old_digest():
    votes = unpack(base64.b64decode(OLD_SEGMENT))
    assert votes.battle.tolist() == [5, 9, 7]
    assert votes.tags.tolist() == [Tag.ENGLISH | Tag.CODING, Tag.OTHER_LANGUAGE, 0]
    assert votes.style.tolist() == [[-1] * 8, list(range(8)), [300] * 8]
    assert votes_digest(votes, day="2024-04-22", digest_format=1) == OLD_DIGEST
    assert votes_digest(votes, day="2024-04-22") != OLD_DIGEST


def test_columns_that_an_old_segment_lacks_are_unknown_and_its_language_is_in_its_tags():
    votes = unpack(base64.b64decode(OLD_SEGMENT))
    assert votes.language.tolist() == [1, 0, 0]
    assert unpack_columns(base64.b64decode(OLD_SEGMENT), ("language",))["language"].tolist() == [1, 0, 0]
    assert np.isnan(votes.pair_probability).all()
    for name in ("prompt_cluster", "evidence_tier", "pace", "nth_of_voter", "nth_of_prefix"):
        assert getattr(votes, name).tolist() == [0, 0, 0], name


def test_a_column_of_a_later_program_is_skipped_and_a_missing_one_is_unknown():
    votes = some_votes()
    head, _, rest = pack(votes).partition(b"\n")
    about = json.loads(head)
    extra = zlib.compress(b"later")
    about["columns"] = [["later", len(extra)], *about["columns"][:-1]]
    read = unpack(json.dumps(about).encode() + b"\n" + extra + rest)
    assert np.array_equal(read.battle, votes.battle)
    assert read.nth_of_prefix.tolist() == [0, 0, 0]


@pytest.mark.parametrize("digest_format", DIGEST_COLUMNS)
def test_a_digest_covers_the_day_and_every_column_of_its_format(digest_format):
    votes = some_votes()

    def digest(votes, day="2024-04-22"):
        return votes_digest(votes, day=day, digest_format=digest_format)

    digests = {digest(votes), digest(votes, day="2024-04-23")}
    for name in COLUMNS:
        changed = getattr(votes, name).copy()
        changed[0] += 1
        digests.add(digest(dataclasses.replace(votes, **{name: changed})))
    assert len(digests) == 2 + len(DIGEST_COLUMNS[digest_format])


def test_the_newest_digest_covers_every_column():
    assert DIGEST_COLUMNS[DIGEST_FORMAT] == tuple(COLUMNS)


def test_an_unknown_digest_format_is_refused():
    with pytest.raises(CorruptSegment, match="digest format 9"):
        votes_digest(some_votes(), day="2024-04-22", digest_format=9)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-5],
        lambda data: b"not json\n" + data,
        lambda data: b"[1]\n" + data.partition(b"\n")[2],
        lambda data: data.replace(b'"format": 3', b'"format": 9'),
        lambda data: data.replace(b'"votes": 3', b'"votes": 4'),
        lambda data: data.replace(b'["battle", ', b'["battle", 9'),
        lambda data: b"",
    ],
    ids=["cut", "no header", "no object", "unknown format", "other number", "other size", "empty"],
)
def test_a_damaged_segment_is_refused(spoil):
    with pytest.raises(CorruptSegment):
        unpack(spoil(pack(some_votes())))

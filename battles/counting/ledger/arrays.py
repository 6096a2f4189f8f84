"""Votes as arrays, and the bytes of an immutable segment."""

import dataclasses
import functools
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FORMAT = 2
"""Of a segment's bytes: 1 has each column's values one after another, 2 has them by planes of bytes."""
DIGEST_FORMAT = 1

COLUMNS: dict[str, str] = {
    "battle": "<i8",
    "contender_a": "<i4",
    "contender_b": "<i4",
    "outcome": "<u1",
    "reason": "<u1",
    "origin": "<u1",
    "tags": "<i8",
    "voter": "<i8",
    "cast_at": "<f8",
    "style": "<i4",
}
STYLE_COLUMNS = (
    "tokens_a",
    "tokens_b",
    "headers_a",
    "headers_b",
    "lists_a",
    "lists_b",
    "bold_a",
    "bold_b",
)


UNKNOWN: dict[str, float] = {"cast_at": np.nan, "style": -1}
"""What a column reads as where it is not known; any other reads as 0."""

MAX_TABLE_ID = 1 << 24
"""Up to this id contenders are found by a table of all ids, beyond it by search."""


DIGIT_BITS = 16


class CorruptSegment(ValueError):
    """A segment's bytes are not what their digest says."""


@dataclass(frozen=True)
class VoteArrays:
    """Votes in order of time, then of battle; every array has length N but `style`, which is (N, 8).

    battle, contender_a, contender_b: ids. outcome: battles.outcomes.Outcome. reason:
    battles.eligibility.Reason, 0 for a counted vote. origin: 0 live, 1 imported, 2 simulated.
    tags: battles.tags.Tag. voter: id, 0 where unknown. cast_at: seconds since 1970, NaN where unknown.
    style: counts in the order of STYLE_COLUMNS, -1 where unknown.
    """

    battle: NDArray[np.int64]
    contender_a: NDArray[np.int32]
    contender_b: NDArray[np.int32]
    outcome: NDArray[np.uint8]
    reason: NDArray[np.uint8]
    origin: NDArray[np.uint8]
    tags: NDArray[np.int64]
    voter: NDArray[np.int64]
    cast_at: NDArray[np.float64]
    style: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.battle)

    def where(self, mask: NDArray[np.bool_]) -> "VoteArrays":
        """Only the votes where the mask holds, in the same order."""
        return VoteArrays(**{name: getattr(self, name)[mask] for name in COLUMNS})

    def slice(self, start: int, stop: int) -> "VoteArrays":
        """Consecutive votes, without a copy."""
        return VoteArrays(**{name: getattr(self, name)[start:stop] for name in COLUMNS})

    def put(self, votes: "VoteArrays", *, start: int) -> None:
        """Write votes into their place. Only for who made the arrays and has not shown them to anybody."""
        for name in COLUMNS:
            getattr(self, name)[start : start + len(votes)] = getattr(votes, name)

    @functools.cached_property
    def contenders(self) -> NDArray[np.int64]:
        """The ids of everybody who met, ascending."""
        return np.unique(np.concatenate([np.unique(self.contender_a), np.unique(self.contender_b)])).astype(
            np.int64
        )

    @functools.cached_property
    def positions(self) -> NDArray[np.int32]:
        """(2, N) where side A and side B stand in `contenders`; worked out once for all who ask."""
        sides = np.stack([self.contender_a, self.contender_b])
        highest = int(self.contenders[-1]) if self.contenders.size else 0
        if highest > MAX_TABLE_ID:
            return np.searchsorted(self.contenders, sides).astype(np.int32)
        place = np.zeros(highest + 1, dtype=np.int32)
        place[self.contenders] = np.arange(self.contenders.size)
        return place[sides]

    @functools.cached_property
    def by_voter(self) -> NDArray[np.int32]:
        """The places of the votes that have a voter, voter by voter; worked out once for all who ask."""
        known = np.flatnonzero(self.voter)
        return known[stable_order(self.voter[known])].astype(np.int32)

    @property
    def is_counted(self) -> NDArray[np.bool_]:
        counted: NDArray[np.bool_] = self.reason == 0
        return counted


def stable_order(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places that sort ids (none negative), equals in their order."""
    # By sixteen bits at a time, which are sorted by radix: twice as fast as all of them at once.
    order = np.argsort(ids.astype(np.uint16), kind="stable")
    for bits in range(DIGIT_BITS, int(ids.max(initial=0)).bit_length(), DIGIT_BITS):
        digit = (ids >> bits).astype(np.uint16)
        order = order.take(np.argsort(digit.take(order), kind="stable"))
    return order


def allocate_votes(votes: int) -> VoteArrays:
    """So many votes, of which nothing is said yet: for `put`."""
    width = len(STYLE_COLUMNS)
    return VoteArrays(
        **{
            name: np.empty((votes, width) if name == "style" else votes, dtype=dtype)
            for name, dtype in COLUMNS.items()
        }
    )


def empty_votes() -> VoteArrays:
    """No votes at all."""
    return build_votes({name: [] for name in COLUMNS})


def build_votes(columns: dict[str, list]) -> VoteArrays:
    """Arrays from lists, one per column; style as a list of eight numbers per vote."""
    arrays = {name: np.asarray(columns[name], dtype=dtype) for name, dtype in COLUMNS.items()}
    arrays["style"] = arrays["style"].reshape(-1, len(STYLE_COLUMNS))
    return VoteArrays(**arrays)


def concatenate(parts: list[VoteArrays]) -> VoteArrays:
    """Several days' votes one after another."""
    if not parts:
        return empty_votes()
    return VoteArrays(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in dataclasses.fields(VoteArrays)
        }
    )


def votes_digest(votes: VoteArrays, *, day: str) -> str:
    """SHA-256 of a day's votes: of their values in a fixed form, not of any compression."""
    digest = hashlib.sha256(f"{DIGEST_FORMAT} {day} {len(votes)}\n".encode())
    for name, dtype in COLUMNS.items():
        digest.update(np.ascontiguousarray(getattr(votes, name), dtype=dtype).tobytes())
    return digest.hexdigest()


def days_digest(digests: Iterable[str]) -> str:
    """SHA-256 of several days' digests in their order: what addresses an evidence."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def pack(votes: VoteArrays) -> bytes:
    """A segment's bytes: a line of JSON that says what follows, then the compressed columns.

    By planes (all first bytes of the values, then all second ones, …) the bytes that hardly differ from vote
    to vote stand together: half the size at the quickest compression, in a tenth of the time.
    """
    parts = [
        zlib.compress(_planes(np.ascontiguousarray(getattr(votes, name), dtype=dtype)).data, 1)
        for name, dtype in COLUMNS.items()
    ]
    head = json.dumps({"format": FORMAT, "votes": len(votes), "sizes": [len(part) for part in parts]})
    return head.encode() + b"\n" + b"".join(parts)


def _planes(column: NDArray) -> NDArray[np.uint8]:
    if not column.size:
        return np.zeros(0, dtype=np.uint8)
    return np.ascontiguousarray(column.reshape(len(column), -1).view(np.uint8).T)


def _column(data: bytes, dtype: str, of_planes: int | None) -> NDArray:
    """The values of a column's bytes; `of_planes`: the length of each plane, None for bytes in order."""
    values = np.frombuffer(data, dtype=np.uint8)
    if of_planes:
        values = np.ascontiguousarray(values.reshape(-1, of_planes).T).reshape(-1)
    return values.view(dtype)


def unpack(data: bytes) -> VoteArrays:
    """The votes of a segment's bytes. Raises CorruptSegment."""
    return VoteArrays(**unpack_columns(data, tuple(COLUMNS)))


def unpack_columns(data: bytes, names: Sequence[str]) -> dict[str, NDArray]:
    """Only the named columns of a segment's bytes; the others are not decompressed. Raises CorruptSegment."""
    try:
        head, _, rest = bytes(data).partition(b"\n")
        about = json.loads(head)
        if about["format"] not in (1, FORMAT):
            raise CorruptSegment(f"unknown segment format {about['format']!r}")
        arrays, at = {}, 0
        for (name, dtype), size in zip(COLUMNS.items(), about["sizes"], strict=True):
            if name in names:
                column = zlib.decompress(rest[at : at + size])
                planes = about["votes"] if about["format"] == FORMAT else None
                arrays[name] = _column(column, dtype, planes)
            at += size
        if "style" in arrays:
            arrays["style"] = arrays["style"].reshape(-1, len(STYLE_COLUMNS))
    except (KeyError, ValueError, zlib.error) as error:
        raise CorruptSegment(str(error)) from error
    if any(len(array) != about["votes"] for array in arrays.values()):
        raise CorruptSegment("columns of different length")
    return arrays


def concatenate_columns(parts: Sequence[dict[str, NDArray]], names: Sequence[str]) -> VoteArrays:
    """Several days' named columns one after another; every other column reads as unknown."""
    if not parts:
        return empty_votes()
    arrays = {name: np.concatenate([part[name] for part in parts]) for name in names}
    votes = len(arrays[names[0]])
    for name, dtype in COLUMNS.items():
        if name not in arrays:
            shape = (votes, len(STYLE_COLUMNS)) if name == "style" else (votes,)
            arrays[name] = np.broadcast_to(np.asarray(UNKNOWN.get(name, 0), dtype=dtype), shape)
    return VoteArrays(**arrays)

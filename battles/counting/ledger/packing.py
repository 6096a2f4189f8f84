"""The bytes and the digest of an immutable segment: one day's votes, compressed."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from battles.counting.ledger.arrays import COLUMNS, STYLE_COLUMNS, VoteArrays, with_unknown_columns

FORMAT = 3
"""Format of a segment's bytes.

1: the values of each column in order. 2: each column as planes of bytes. 3: as 2, and the header names the
columns, so that a column can be added without a new format.
"""
DIGEST_FORMAT = 2
"""The set of columns that a segment's digest covers, see DIGEST_COLUMNS. The segment stores this number."""

FIRST_COLUMNS = tuple(COLUMNS)[:10]
"""The columns of segments in the formats 1 and 2."""
DIGEST_COLUMNS = {1: FIRST_COLUMNS, 2: tuple(COLUMNS)}


class CorruptSegment(ValueError):
    """A segment's bytes cannot be read, or do not match their digest."""


def votes_digest(votes: VoteArrays, *, day: str, digest_format: int = DIGEST_FORMAT) -> str:
    """SHA-256 of a day's values in a fixed form, independent of the compression.

    Raises CorruptSegment for an unknown digest format.
    """
    if digest_format not in DIGEST_COLUMNS:
        raise CorruptSegment(f"unknown digest format {digest_format}")
    digest = hashlib.sha256(f"{digest_format} {day} {len(votes)}\n".encode())
    for name in DIGEST_COLUMNS[digest_format]:
        digest.update(np.ascontiguousarray(getattr(votes, name), dtype=COLUMNS[name]).tobytes())
    return digest.hexdigest()


def days_digest(digests: Iterable[str]) -> str:
    """SHA-256 of several days' digests in order: the digest of a ledger version."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def pack(votes: VoteArrays) -> bytes:
    """A segment's bytes: one line of JSON that describes them, then the compressed columns.

    A column is stored as planes (the first bytes of all values, then the second bytes, …). Bytes that hardly
    differ between votes are then adjacent: half the size at the fastest compression, in a tenth of the time.
    """
    parts = {
        name: zlib.compress(_to_planes(np.ascontiguousarray(getattr(votes, name), dtype=dtype)).data, 1)
        for name, dtype in COLUMNS.items()
    }
    columns = [[name, len(part)] for name, part in parts.items()]
    head = json.dumps({"format": FORMAT, "votes": len(votes), "columns": columns})
    return head.encode() + b"\n" + b"".join(parts.values())


def _to_planes(column: NDArray) -> NDArray[np.uint8]:
    if not column.size:
        return np.zeros(0, dtype=np.uint8)
    return np.ascontiguousarray(column.reshape(len(column), -1).view(np.uint8).T)


def _column(data: bytes, dtype: str, plane_length: int | None) -> NDArray:
    """The values of a column's bytes; `plane_length` None: the values are in order, without planes."""
    values = np.frombuffer(data, dtype=np.uint8)
    if plane_length:
        values = np.ascontiguousarray(values.reshape(-1, plane_length).T).reshape(-1)
    return values.view(dtype)


def unpack(data: bytes) -> VoteArrays:
    """The votes of a segment's bytes. Raises CorruptSegment."""
    return VoteArrays(**unpack_columns(data, tuple(COLUMNS)))


def unpack_columns(data: bytes, names: Sequence[str]) -> dict[str, NDArray]:
    """The named columns of a segment's bytes; other columns are not decompressed. Raises CorruptSegment.

    A column that the segment lacks is unknown, except `language`, which older segments have in their tags.
    """
    try:
        head, _, rest = bytes(data).partition(b"\n")
        about = json.loads(head)
        votes, sizes = about["votes"], _column_sizes(about)
        wanted = {*names, "tags"} if "language" in names and "language" not in sizes else set(names)
        arrays: dict[str, NDArray] = {}
        offset = 0
        for name, size in sizes.items():
            if name in wanted and name in COLUMNS:
                column = zlib.decompress(rest[offset : offset + size])
                arrays[name] = _column(column, COLUMNS[name], votes if about["format"] > 1 else None)
            offset += size
        if "style" in arrays:
            arrays["style"] = arrays["style"].reshape(-1, len(STYLE_COLUMNS))
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise CorruptSegment(str(error)) from error
    if any(len(array) != votes for array in arrays.values()):
        raise CorruptSegment("columns of different length")
    complete = with_unknown_columns(arrays, votes=votes)
    return {name: complete[name] for name in names}


def _column_sizes(about: dict[str, Any]) -> dict[str, int]:
    """The compressed size of each column, in order. Raises KeyError, TypeError, ValueError."""
    if about["format"] in (1, 2):
        return dict(zip(FIRST_COLUMNS, about["sizes"], strict=True))
    if about["format"] == FORMAT:
        return dict(about["columns"])
    raise ValueError(f"unknown segment format {about['format']!r}")

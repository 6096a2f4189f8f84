"""Parts of a file by bytes (RFC 9110, 14): one range a request, so that a reader of Parquet gets its columns.

Several ranges, and whatever is not a range of bytes, are ignored: the whole file is sent, as the standard
allows.
"""

import re
from http import HTTPStatus

from django.http import HttpResponse

from ratings.api import build_problem

RANGE = re.compile(r"bytes=\s*(\d{0,15})-(\d{0,15})\s*")


class Unsatisfiable(ValueError):
    """The range begins after the end of the file."""


def choose_range(field: str, if_range: str, *, etag: str, size: int) -> range | None:
    """Return the positions of the bytes that a request wants; None for the whole file. Raises Unsatisfiable.

    field, if_range: the headers Range and If-Range, empty where missing. etag: the file's strong entity tag
    with its quotes; If-Range with any other value wants the whole file.
    """
    match = RANGE.fullmatch(field)
    if match is None or (if_range and if_range != etag):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size) if last else None
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return range(int(first), min(int(last) + 1, size) if last else size)


def _suffix(length: str, size: int) -> range:
    if int(length) == 0 or size == 0:
        raise Unsatisfiable
    return range(max(size - int(length), 0), size)


def build_range_problem(size: int) -> HttpResponse:
    """Build the answer to a range that begins after the end of a file of so many bytes."""
    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    refusal = build_problem(status.value, f"The file has {size} bytes.", size=size)
    refusal["Content-Range"] = f"bytes */{size}"
    refusal["Accept-Ranges"] = "bytes"
    return refusal

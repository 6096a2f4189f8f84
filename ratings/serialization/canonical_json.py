"""Canonical JSON: the bytes that the API serves. A snapshot's bytes are built once and stored with it."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Payload:
    """The body, the compressed body, and the value of the strong ETag (without quotes)."""

    body: bytes
    body_gzip: bytes
    etag: str


def payload(envelope: dict[str, Any]) -> Payload:
    """Encode data canonically: sorted keys, no white space. Raises ValueError for NaN and infinity."""
    text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    body = text.encode()
    return Payload(body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:32])


def number(value: float | None, digits: int = 4) -> float | None:
    """Round a number for the API. None and NaN become None."""
    if value is None or value != value:
        return None
    return round(float(value), digits)

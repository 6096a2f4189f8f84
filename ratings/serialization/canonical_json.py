"""A snapshot as the bytes the API serves: canonical JSON, made once and stored with it."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Payload:
    """The body, its gzip form and the strong ETag's value (without quotes)."""

    body: bytes
    body_gzip: bytes
    etag: str


def payload(envelope: dict[str, Any]) -> Payload:
    """Canonical bytes of an envelope: keys sorted, no white space, no number that is not one."""
    text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    body = text.encode()
    return Payload(body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:32])


def number(value: float | None, digits: int = 4) -> float | None:
    """A rating as the API shows it; None where there is none (NaN included)."""
    if value is None or value != value:
        return None
    return round(float(value), digits)

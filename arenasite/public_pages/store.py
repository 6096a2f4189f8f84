"""Stored responses by address: bounded in bytes, the least recently read dropped first."""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

Headers = list[tuple[bytes, bytes]]

MAX_BYTES = 64 * 2**20
MIN_GZIP_BYTES = 200
OVERHEAD_BYTES = 4096
PRIVATE_SECONDS = 10.0
MAX_AGE = re.compile(rb"max-age=(\d+)")
MADE_HERE = {
    *(b"content-length", b"content-encoding", b"etag", b"date", b"server", b"x-request-id"),
    b"ratelimit",  # how much is left to the reader for whom the page was made
}


@dataclass(frozen=True)
class Form:
    """One representation of a page: complete headers, body and entity tag (with its quotes)."""

    headers: Headers
    body: bytes
    etag: bytes
    not_modified: Headers


@dataclass(frozen=True)
class Page:
    """A stored 200 response as it is and gzipped; `expires` is in seconds of the store's clock."""

    plain: Form
    gzipped: Form
    expires: float


@dataclass(frozen=True)
class Entry:
    """What is known of an address until `expires`: its page, or None if it has none for all readers."""

    page: Page | None
    expires: float

    @property
    def size(self) -> int:
        """Bytes in memory, with a rough allowance for headers and objects."""
        bodies = len(self.page.plain.body) + len(self.page.gzipped.body) if self.page else 0
        return bodies + OVERHEAD_BYTES


def build_page(status: int, headers: Headers, body: bytes, *, now: float) -> Page | None:
    """Build the stored page of a response that Django made without compression.

    Returns None if the response is not for all readers: not 200, not `public`, or with a cookie.
    """
    fields = dict(headers)
    cache_control = fields.get(b"cache-control", b"")
    age = MAX_AGE.search(cache_control)
    if status != 200 or b"public" not in cache_control or age is None or b"set-cookie" in fields:
        return None
    etag = fields.get(b"etag") or b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
    shared = _with_vary([pair for pair in headers if pair[0] not in MADE_HERE], b"Accept-Encoding")
    plain = _form(shared, body, etag)
    is_packable = len(body) >= MIN_GZIP_BYTES and b"no-transform" not in cache_control
    packed = gzip.compress(body, 6, mtime=0) if is_packable else body
    if len(packed) < len(body):
        gzipped = _form([*shared, (b"content-encoding", b"gzip")], packed, etag[:-1] + b'-gzip"')
    else:
        gzipped = plain
    return Page(plain, gzipped, now + int(age.group(1)))


def _form(headers: Headers, body: bytes, etag: bytes) -> Form:
    tagged = [*headers, (b"etag", etag)]
    bodiless = [pair for pair in tagged if pair[0] not in {b"content-type", b"content-encoding"}]
    return Form([*tagged, (b"content-length", str(len(body)).encode())], body, etag, bodiless)


def _with_vary(headers: Headers, name: bytes) -> Headers:
    known = b", ".join(value for key, value in headers if key == b"vary")
    if name.lower() in known.lower():
        return headers
    rest = [pair for pair in headers if pair[0] != b"vary"]
    return [*rest, (b"vary", known + b", " + name if known else name)]


class Store:
    """Pages of one version. `now` is any clock in seconds.

    That an address has no page for all readers is stored too, for PRIVATE_SECONDS, so that Django is not
    asked twice for each reader of such an address.
    """

    def __init__(self, max_bytes: int = MAX_BYTES):
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._version: Hashable = None
        self._bytes, self._max_bytes = 0, max_bytes

    def get(self, key: Hashable, *, version: Hashable, now: float) -> Page | None:
        """Return the page, or None if the address is known to have none. Raises KeyError if not known."""
        entry = self._entries[key]
        if version != self._version or entry.expires <= now:
            raise KeyError(key)
        self._entries.move_to_end(key)
        return entry.page

    def put(self, key: Hashable, page: Page | None, *, version: Hashable, now: float) -> None:
        """Store what was made for an address while `version` was published."""
        if version != self._version:
            self._entries.clear()
            self._bytes, self._version = 0, version
        if key in self._entries:
            self._drop(key)
        entry = Entry(page, page.expires if page else now + PRIVATE_SECONDS)
        self._entries[key] = entry
        self._bytes += entry.size
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        self._bytes -= self._entries.pop(key).size

    def __len__(self) -> int:
        return len(self._entries)

"""An ASGI application in front of Django's: a public page that is stored is sent without asking Django.

- Django makes every page, as for any reader without cookies; one request makes it, others wait for it.
- The answer is Django's own: status, headers, host check and redirects. Added: gzip, ETag, 304, HEAD.
- What is not stored, and whatever is unclear, is passed to Django unchanged. An error of the server is sent
  to all who waited for the page: while the database is away, each question to Django takes seconds.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Hashable, MutableMapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from arenasite.problems import to_asgi
from arenasite.public_pages.routes import canonical_query
from arenasite.public_pages.store import Form, Headers, Page, Store, build_page
from arenasite.public_pages.version import Version
from ratings.api import choose_format
from ratings.files import Unsatisfiable, build_range_problem, choose_range

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FORWARDED = (b"host", b"x-forwarded-proto", b"hx-request")
"""Headers of the reader that reach Django when it makes a page for the store; cookies never do."""

ACCEPTS_RANGES = (b"accept-ranges", b"bytes")


class Answer(NamedTuple):
    """What Django answered to a reader without cookies; names of headers are in lower case."""

    status: int
    headers: Headers
    body: bytes

    @property
    def is_error_for_all(self) -> bool:
        """Whether the server failed, and says so without a cookie."""
        is_error = self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return is_error and all(name != b"set-cookie" for name, _value in self.headers)


class PublicPages:
    """Sends stored pages, and passes everything else on."""

    def __init__(
        self, application: Application, *, version: Version | None = None, store: Store | None = None
    ):
        self._application = application
        self._version = version or Version()
        self._store = store or Store()
        self._making: dict[Hashable, asyncio.Task[Page | Answer | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            headers = dict(scope["headers"])
            key = _key(scope, headers)
            page = await self._page(key, scope) if key is not None else None
        if page is None:
            await self._application(scope, receive, send)
        elif isinstance(page, Answer):
            await _send_error(page, scope["method"], send)
        else:
            await _send_page(page, scope["method"], headers, send)

    async def _page(self, key: tuple, scope: Scope) -> Page | Answer | None:
        """Return the stored page, made now if need be, or Django's error if that could not be done.

        None if this answer is not one for all readers.
        """
        version = await self._version.get()
        try:  # contextlib.suppress would cost as much as the look-up
            return self._store.get(key, version=version, now=time.monotonic())
        except KeyError:
            pass
        making = self._making.get((key, version))
        if making is None:
            making = asyncio.create_task(self._make(key, scope, version))
            self._making[key, version] = making
            making.add_done_callback(lambda _task: self._making.pop((key, version), None))
        return await asyncio.shield(making)

    async def _make(self, key: tuple, scope: Scope, version: Hashable) -> Page | Answer | None:
        answer = await _ask(self._application, _reader_without_cookies(scope, query=key[3]))
        if answer.is_error_for_all:
            return answer
        page = build_page(*answer, now=time.monotonic())
        if version == await self._version.get():
            self._store.put(key, page, version=version, now=time.monotonic())
        return page


def _key(scope: Scope, headers: dict[bytes, bytes]) -> tuple | None:
    """The stored page that a request asks for: host, scheme, path, query, fragment; None if none."""
    host = headers.get(b"host", b"").decode("latin-1")
    secure = _is_secure(scope["scheme"], headers)
    if not _is_allowed(host) or (settings.SECURE_SSL_REDIRECT and not secure):
        return None
    path = scope["path"]
    shape = _UUID.sub(_ANY_UUID, path) if _BATTLES in path else path
    query = _canonical_query(shape, _add_format(scope, headers.get(b"accept", b"")))
    if query is None or b"authorization" in headers or b"x-api-key" in headers:
        return None
    return host, secure, scope["path"], query, headers.get(b"hx-request") == b"true"


def _add_format(scope: Scope, accept: bytes) -> bytes:
    """Return the query of a request; it names the table that the header Accept asks the API for."""
    query = scope["query_string"]
    if not scope["path"].startswith("/api/") or b"format=" in query or not accept:
        return query
    wish = _choose_format(accept)
    return query if wish == "json" else query + b"&format=" + wish.encode()


@lru_cache(maxsize=256)
def _choose_format(accept: bytes) -> str:
    return choose_format(accept.decode("latin-1"))


def _is_secure(scheme: str, headers: dict[bytes, bytes]) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return scheme == "https"
    name, wanted = settings.SECURE_PROXY_SSL_HEADER
    given = headers.get(name.removeprefix("HTTP_").replace("_", "-").lower().encode(), b"")
    return given.split(b",")[0].strip() == wanted.encode() or scheme == "https"


@lru_cache(maxsize=1024)
def _is_allowed(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


_canonical_query = lru_cache(maxsize=4096)(canonical_query)

_BATTLES = "/battles/"
_HEX = "[0-9a-f]"
_UUID = re.compile(f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}")
_ANY_UUID = str(uuid.UUID(int=0))
"""Addresses of battles differ in their key: resolved once for all, they are no page of the store."""


def _reader_without_cookies(scope: Scope, *, query: str) -> Scope:
    headers = [pair for pair in scope["headers"] if pair[0] in FORWARDED]
    return {**scope, "method": "GET", "query_string": query.encode("ascii"), "headers": headers}


async def _ask(application: Application, scope: Scope) -> Answer:
    """Return the application's answer."""
    start: MutableMapping[str, Any] = {}
    parts: list[bytes] = []
    requests = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        if requests:
            return requests.pop()
        return await asyncio.get_running_loop().create_future()  # this reader never hangs up

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await application(scope, receive, send)
    headers = [(bytes(name).lower(), bytes(value)) for name, value in start["headers"]]
    return Answer(start["status"], headers, b"".join(parts))


async def _send_error(answer: Answer, method: str, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})


async def _send_page(page: Page, method: str, headers: dict[bytes, bytes], send: Send) -> None:
    form = page.gzipped if b"gzip" in headers.get(b"accept-encoding", b"") else page.plain
    if _has(headers.get(b"if-none-match"), form):
        await send({"type": "http.response.start", "status": 304, "headers": form.not_modified})
        await send({"type": "http.response.body"})
        return
    status, fields, body = 200, form.headers, form.body
    if b"range" in headers and method == "GET" and ACCEPTS_RANGES in page.plain.headers:
        status, fields, body = _cut(page.plain, headers)
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _cut(form: Form, headers: dict[bytes, bytes]) -> tuple[int, Headers, bytes]:
    """Return status, headers and body of the part that a reader wants; the whole form for any other wish."""
    size = len(form.body)
    field, if_range = (headers.get(name, b"").decode("latin-1") for name in (b"range", b"if-range"))
    try:
        part = choose_range(field, if_range, etag=form.etag.decode("latin-1"), size=size)
    except Unsatisfiable:
        fields, body = to_asgi(build_range_problem(size))
        return 416, [*fields, (b"content-length", str(len(body)).encode())], body
    if part is None:
        return 200, form.headers, form.body
    where = f"bytes {part.start}-{part.stop - 1}/{size}"
    return 206, _with_length(form.headers, len(part), where), form.body[part.start : part.stop]


def _with_length(headers: Headers, length: int, content_range: str) -> Headers:
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    return [*kept, (b"content-length", str(length).encode()), (b"content-range", content_range.encode())]


def _has(if_none_match: bytes | None, form: Form) -> bool:
    """Whether the reader has this form already, by weak comparison (RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
    return form.etag.removeprefix(b"W/") in tags or b"*" in tags

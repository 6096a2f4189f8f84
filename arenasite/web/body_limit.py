"""Bounds request bodies before anything reads them: their size, and the time they take to arrive.

Django stores a whole body before a view sees it, however large and however slowly it arrives. Only an address
with a token, which staff get with the page of an upload, receives more.
"""

import asyncio
import time
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs

from django.conf import settings

from arenasite.problems import build_asgi_problem, is_for_programs
from arenasite.web.asgi_types import Application, Message, Receive, Send
from battles.imports import is_upload_token

MESSAGES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is too large. 請求的內容太大。",
    HTTPStatus.REQUEST_TIMEOUT: "The request arrived too slowly. 請求傳送得太慢。",
    HTTPStatus.BAD_REQUEST: "The request could not be understood. 無法理解這個請求。",
}


class Budget(NamedTuple):
    """Bytes of a body, and seconds in which it must arrive."""

    size: int
    seconds: int


class BodyRefused(Exception):
    """The body is too large or too slow; `status` is the answer."""

    def __init__(self, status: HTTPStatus):
        super().__init__(status.phrase)
        self.status = status


class BodyLimit:
    """Refuses large bodies with 413 and slow ones with 408, and closes the connection.

    A body that declares its size is refused before a byte is read; one that does not, at the first byte over
    the limit.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        is_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            budget = _budget(scope)
            _check_declared_size(scope, budget)
            await self._application(scope, _Body(receive, budget).receive, send_and_note)
        except BodyRefused as refusal:
            if not is_started:
                await _send_refusal(scope, send, refusal.status)


class _Body:
    """Counts a request's body as it arrives."""

    def __init__(self, receive: Receive, budget: Budget) -> None:
        self._receive = receive
        self._max_size = budget.size
        self._size = 0
        self._is_complete = False
        self._deadline = time.monotonic() + budget.seconds

    async def receive(self) -> Message:
        if self._is_complete:
            return await self._receive()  # waits for the disconnect, as long as the answer takes
        try:
            async with asyncio.timeout(max(0.0, self._deadline - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from None
        if message["type"] != "http.request":
            return message
        self._size += len(message.get("body", b""))
        if self._size > self._max_size:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._is_complete = not message.get("more_body", False)
        return message


def _budget(scope: Message) -> Budget:
    """A page for uploads issues tokens for its own address; every other request has the usual budget."""
    query = scope.get("query_string", b"")
    if b"upload" in query:  # every read of the site passes here, and looking for a token takes a signature
        [token, *_more] = parse_qs(query.decode("latin-1")).get("upload", [""])
        if is_upload_token(token, scope.get("path", "")):
            return Budget(settings.IMPORT_UPLOAD_BYTES + settings.MAX_BODY_BYTES, settings.UPLOAD_SECONDS)
    return Budget(settings.MAX_BODY_BYTES, settings.BODY_SECONDS)


def _check_declared_size(scope: Message, budget: Budget) -> None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit():
                raise BodyRefused(HTTPStatus.BAD_REQUEST)
            if int(value) > budget.size:
                raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


async def _send_refusal(scope: Message, send: Send, status: HTTPStatus) -> None:
    if is_for_programs(scope.get("path", "")):
        fields, body = build_asgi_problem(status, MESSAGES[status])
    else:
        fields, body = [(b"content-type", b"text/plain; charset=utf-8")], MESSAGES[status].encode()
    headers = [
        *fields,
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # the rest of the body is not read
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})

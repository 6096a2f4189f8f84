"""An ASGI application in front of Django's: the event stream of a battle that runs in this process.

Most streams are asked for within a second after the battle was opened, by its own voter, in the process that
generates it. All that they need is in memory, so they are answered in the event loop, without a thread.

- Who may read is decided as in the view (`TurnRunner.find_own`), and the limits of reads and streams count.
- The headers are Django's own: those of its last answer under the same host, scheme and language.
- Whatever is unclear is passed to Django unchanged: the first stream of a host, a signed-in account, too many
  reads, another process' battle, a turn that has ended.
"""

import io
import re
import uuid
from contextlib import aclosing
from typing import NamedTuple

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

from arenasite.web.asgi_types import Application, Message, Receive, Send
from arenasite.web.request_threads import send_until_disconnect
from battles.generation import RUNNER, TurnKey, stream_turn
from battles.rate_limits import RateLimited, check_read, limit_stream
from battles.visitors import get_address, read_voter_key

Headers = list[tuple[bytes, bytes]]

MAX_KEPT = 32
"""So many answers' headers are kept. A site has one for each host, scheme and language."""

HEX = "[0-9a-f]"
_match_path = re.compile(
    f"(?P<before>(?:/[a-z-]+)?/battles/)(?P<key>{HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}})/events/"
).fullmatch


class Place(NamedTuple):
    """What the headers of a stream depend on. before: the path up to the battle's key, with the language."""

    host: str
    is_secure: bool
    before: str


class RunningStreams:
    """Sends the streams of running battles, and passes everything else on."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._headers: dict[Place, Headers] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        matched = _match_path(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if matched is None:
            await self._application(scope, receive, send)
            return
        request = ASGIRequest(scope, io.BytesIO())
        voter = read_voter_key(request)
        turn = RUNNER.find_own(uuid.UUID(matched["key"]), voter)
        place = Place(request.META.get("HTTP_HOST", ""), request.is_secure(), matched["before"])
        headers = self._headers.get(place)
        if turn is None or headers is None or not _may_read(request):
            await self._application(scope, receive, self._keep_headers(place, send))
            return
        await _read_to_its_end(receive)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send_until_disconnect(_send_events(request, turn, str(voter), send), receive)

    def _keep_headers(self, place: Place, send: Send) -> Send:
        """Return `send`; it keeps the headers of a stream on its way."""

        async def keep_and_send(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_stream(message):
                if len(self._headers) >= MAX_KEPT:
                    self._headers.clear()
                self._headers[place] = message["headers"]
            await send(message)

        return keep_and_send


def _is_stream(start: Message) -> bool:
    """Whether this is the start of an event stream that says nothing about its reader."""
    fields = {name.lower(): value for name, value in start["headers"]}
    return fields.get(b"content-type") == b"text/event-stream" and b"set-cookie" not in fields


def _may_read(request: ASGIRequest) -> bool:
    """Count this read; False if Django has to decide: about an account, or how to refuse."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    try:
        check_read(get_address(request))
    except RateLimited:
        return False
    return True


async def _read_to_its_end(receive: Receive) -> None:
    """Receive the request's body, which is empty unless somebody plays."""
    while (await receive()).get("more_body", False):
        pass


async def _send_events(request: ASGIRequest, turn: TurnKey, voter: str, send: Send) -> None:
    events = stream_turn(turn, request.headers.get("Last-Event-ID", ""))
    async with aclosing(limit_stream(events, voter=voter, address=get_address(request))) as chunks:
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})

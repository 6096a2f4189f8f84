"""Django's ASGI handler with lasting threads: a request runs in one of a few threads with its connection.

Django's own handler makes a thread for each request, which opens connections of its own, and changes to it
and back for each signal and for the middleware. Here a request changes to a thread once: signals, middleware,
view and the response's end run there.

- A streaming response is sent by the event loop. It uses no thread, and no connection of the
  database's pool: the thread gives it back before the first byte.
- A request is never cancelled in its thread. A view that stores a turn also starts it, even if the visitor
  disconnects in between.
- A request that waited longer than QUEUE_SECONDS for a thread (the database is away) is refused with 503.
"""

import asyncio
import functools
import time
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import translation

from arenasite.logs import REQUEST
from arenasite.problems import is_for_programs
from arenasite.web.asgi_types import Receive
from battles.database import give_back_connections
from battles.generation import REQUESTS
from ratings.api import build_problem

THREADS = 8
QUEUE_SECONDS = 10.0
RETRY_SECONDS = 5
EVENTS = "/events/"
OPENING = "/battles/"
QUICK_THREADS = 2
"""For the starts and ends of event streams: a visitor whose battle runs does not wait for new battles."""

OPENING_THREADS = 2
"""For new battles, one after the other: the first of many that are opened at once is answered first. More of
them at a time would end together, at the end, and the event loop would wait for each of their threads."""

ASYNC_ONLY = "servestatic.middleware.ServeStaticMiddleware"
"""Static files are served by Django's own handler, whose middleware reads files without a thread."""


class RequestThreads(ASGIHandler):
    """The site's requests in lasting threads; static files in the event loop."""

    def __init__(self, *, threads: int = THREADS) -> None:
        BaseHandler.__init__(self)
        self._static_files = ASGIHandler()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._quick = ThreadPoolExecutor(QUICK_THREADS, thread_name_prefix="stream")
        self._openings = ThreadPoolExecutor(OPENING_THREADS, thread_name_prefix="opening")
        self._load_sync_middleware()

    def _load_sync_middleware(self) -> None:
        everything = settings.MIDDLEWARE
        try:
            settings.MIDDLEWARE = [name for name in everything if name != ASYNC_ONLY]
            self.load_middleware(is_async=False)
        finally:
            settings.MIDDLEWARE = everything

    async def __call__(self, scope, receive, send) -> None:
        """Answer one HTTP request."""
        if scope["type"] == "http" and not scope["path"].startswith(settings.STATIC_URL):
            await self.handle(scope, receive, send)
        else:
            await self._static_files(scope, receive, send)

    async def handle(self, scope, receive, send) -> None:
        """Read the body, get the response in a thread, send it."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        pool = self._choose_pool(scope)
        response = await self._in_thread(self._respond, scope, body, time.monotonic(), pool=pool)
        if not response.streaming:
            await self.send_response(response, send)
            return
        try:
            await send_until_disconnect(self.send_response(response, send), receive)
        finally:
            response.close()  # here, without a thread: a stream has no connection that its end could close

    async def _in_thread(self, work, *arguments, pool: ThreadPoolExecutor | None = None):
        call = functools.partial(_run, REQUEST.get(), work, *arguments)
        with REQUESTS.counting():
            return await asyncio.get_running_loop().run_in_executor(pool or self._pool, call)

    def _choose_pool(self, scope) -> ThreadPoolExecutor:
        if scope["path"].endswith(EVENTS):
            return self._quick
        is_opening = scope["method"] == "POST" and scope["path"].endswith(OPENING)
        return self._openings if is_opening else self._pool

    def _respond(self, scope, body, arrived: float) -> HttpResponseBase:
        """Run one request in this thread, up to the end of its response unless that is a stream."""
        if time.monotonic() - arrived > QUEUE_SECONDS:
            body.close()
            return _build_overload(scope["path"])
        translation.deactivate()  # what the thread's last request has activated
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
        response._handler_class = self.__class__
        give_back_connections()
        if not response.streaming:
            response.close()
            body.close()
        return response

    @classmethod
    def chunk_bytes(cls, data: bytes) -> Iterable[tuple[bytes, bool]]:
        """Split data into messages of limited size, each with whether it is the last. Most data is one."""
        return ((data, True),) if len(data) <= cls.chunk_size else super().chunk_bytes(data)


async def send_until_disconnect(sending: Coroutine[Any, Any, None], receive: Receive) -> None:
    """Send a stream; end it when the visitor disconnects. The request's body has been received."""
    task = asyncio.create_task(sending)
    leaving = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        is_sent = task.done()
        task.cancel()
        leaving.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)
    if is_sent:
        task.result()


def _run(request_id: str, work, *arguments):
    """Do the work with the request's id in its log lines.

    The context of the event loop is not copied as a whole: a thread keeps its own, and with it its clients of
    the cache.
    """
    token = REQUEST.set(request_id)
    try:
        return work(*arguments)
    finally:
        REQUEST.reset(token)


def _build_overload(path: str) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if is_for_programs(path):
        response = build_problem(status.value, "The site is busy. Come back in a few seconds.")
    else:
        response = HttpResponse(status=status, content_type="text/plain")
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response

"""Requests run in lasting threads: few threads and connections, nothing left behind by the last request."""

import asyncio
import threading
from contextvars import ContextVar

import pytest
from django.db import close_old_connections, connection, connections
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from arenasite.logs import REQUEST
from arenasite.web import request_threads
from arenasite.web.request_threads import RequestThreads
from battles.models import Arena
from tests.patience import PATIENCE_SECONDS, patiently

pytestmark = pytest.mark.django_db(transaction=True)

SEEN: list[tuple[int, object]] = []
OPENED: list[int] = []


def look(request):
    """Note the thread and its connection."""
    Arena.objects.exists()
    SEEN.append((threading.get_ident(), connection.connection))
    return HttpResponse(translation.get_language())


def fail(request):
    raise Http404


def break_connection(request):
    connection.ensure_connection()
    connection.connection.close()
    return HttpResponse("broken")


async def wait_for_ever():
    yield b"first"
    OPENED.append(1)
    await asyncio.Event().wait()


def stream(request):
    Arena.objects.exists()
    return StreamingHttpResponse(wait_for_ever())


OPENED_BATTLES: list[int] = []
MAY_OPEN = threading.Event()


@csrf_exempt
def open_battle(request):
    """Note the thread, and wait until battles may be opened."""
    OPENED_BATTLES.append(threading.get_ident())
    MAY_OPEN.wait(PATIENCE_SECONDS)
    return HttpResponse("opened")


urlpatterns = [
    path("battles/", open_battle),
    path("look", look),
    path("fail", fail),
    path("break", break_connection),
    path("stream", stream),
]
handler404 = handler500 = lambda request, exception=None: HttpResponse("gone", status=404)


class Browser:
    """Sends requests to the handler, as a server does."""

    def __init__(self, handler: RequestThreads):
        self.handler = handler

    async def get(
        self, path: str, *, leaves: asyncio.Event | None = None, method: str = "GET", **headers: str
    ) -> list[dict]:
        """The messages of the answer. leaves: when the visitor disconnects."""
        fields = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
        }
        requests, messages = [{"type": "http.request", "body": b"", "more_body": False}], []

        async def receive():
            if requests:
                return requests.pop()
            await (leaves or asyncio.Event()).wait()
            return {"type": "http.disconnect"}

        async def send(message):
            messages.append(message)

        await self.handler(scope, receive, send)
        return messages


def status(messages: list[dict]) -> int:
    return messages[0]["status"]


def body(messages: list[dict]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages[1:])


async def all_open(streams: list) -> None:
    """Wait until every stream has sent its first bytes."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(OPENED) < len(streams):  # noqa: ASYNC110  it offers no event
            await asyncio.sleep(0.01)


@pytest.fixture
async def browser(settings, request):
    """A browser of a site with two threads, or as many as the test says."""
    settings.ROOT_URLCONF = __name__
    SEEN.clear()
    OPENED.clear()
    handler = RequestThreads(threads=getattr(request, "param", 2))
    yield Browser(handler)
    await asyncio.gather(*(handler._in_thread(connections.close_all) for _ in range(8)))
    handler._pool.shutdown()
    handler._openings.shutdown()


async def test_many_requests_share_few_threads(browser):
    answers = await asyncio.gather(*(browser.get("/look") for _ in range(10)))
    assert {status(answer) for answer in answers} == {200}
    assert len(SEEN) == 10
    assert len({thread for thread, _connection in SEEN}) <= 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's connections are kept by the pool")
async def test_a_thread_keeps_its_connection(browser):
    for _ in range(5):
        await browser.get("/look")
    by_thread = dict(SEEN)
    assert all(used is by_thread[thread] for thread, used in SEEN)


@pytest.mark.parametrize("browser", [1], indirect=True, ids=["one thread"])
async def test_a_broken_connection_is_not_kept(browser):
    for _ in range(4):
        assert status(await browser.get("/break")) == 200
        assert status(await browser.get("/look")) in {200, 404}  # the first one notices
        assert status(await browser.get("/look")) == 200


async def test_the_language_of_one_request_does_not_reach_the_next(browser):
    for _ in range(4):
        assert body(await browser.get("/look", accept_language="zh-hant")) == b"zh-hant"
        assert body(await browser.get("/look")) == b"en"


async def test_an_error_is_the_site_s_page(browser):
    assert body(await browser.get("/fail")) == b"gone"


async def test_streams_hold_no_thread_and_end_when_the_visitor_leaves(browser):
    leaves = asyncio.Event()
    streams = [asyncio.create_task(browser.get("/stream", leaves=leaves)) for _ in range(6)]
    await all_open(streams)
    assert status(await browser.get("/look")) == 200
    leaves.set()
    assert {body(messages) for messages in await asyncio.gather(*streams)} == {b"first"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no pool")
async def test_a_stream_holds_no_connection_of_the_pool(browser):
    leaves = asyncio.Event()
    size = connection.settings_dict["OPTIONS"]["pool"]["max_size"]
    streams = [asyncio.create_task(browser.get("/stream", leaves=leaves)) for _ in range(3 * size)]
    await all_open(streams)
    assert status(await browser.get("/look")) == 200
    leaves.set()
    assert {body(messages) for messages in await asyncio.gather(*streams)} == {b"first"}


async def test_a_request_that_waited_too_long_for_a_thread_is_refused(browser, monkeypatch):
    monkeypatch.setattr(request_threads, "QUEUE_SECONDS", -1.0)
    answer = await browser.get("/look")
    assert status(answer) == 503
    assert (b"Retry-After", b"5") in answer[0]["headers"]


async def test_a_static_file_needs_no_thread(browser, static_root):
    (static_root / "plain.txt").write_text("text")
    handler = RequestThreads(threads=1)
    blocked = threading.Event()
    handler._pool.submit(blocked.wait)
    answer = await Browser(handler).get("/static/plain.txt")
    blocked.set()
    assert body(answer) == b"text"
    close_old_connections()


async def test_a_thread_has_the_requests_id_and_keeps_its_own_context():
    threads = RequestThreads(threads=1)
    kept = ContextVar("kept", default=0)

    def work():
        seen = kept.get(), REQUEST.get()
        kept.set(kept.get() + 1)
        return seen

    REQUEST.set("first")
    assert await threads._in_thread(work) == (0, "first")
    REQUEST.set("second")
    assert await threads._in_thread(work) == (1, "second")


async def test_new_battles_have_few_threads_of_their_own_and_no_page_waits_for_them(browser):
    OPENED_BATTLES.clear()
    MAY_OPEN.clear()
    openings = [asyncio.create_task(browser.get("/battles/", method="POST")) for _ in range(6)]
    try:
        assert status(await patiently(browser.get("/look"))) == 200
        assert len(OPENED_BATTLES) <= request_threads.OPENING_THREADS
    finally:
        MAY_OPEN.set()
    answers = await asyncio.gather(*openings)
    assert [body(answer) for answer in answers] == [b"opened"] * 6
    assert len(set(OPENED_BATTLES)) <= request_threads.OPENING_THREADS

"""Request bodies have a size and a time: through the ASGI application, and over a real socket."""

import asyncio
import contextlib
import json

import pytest
import uvicorn

from arenasite.web.body_limit import BodyLimit
from tests.patience import PATIENCE_SECONDS


async def read_whole_body(scope, receive, send):
    """An application that answers with the size of the body."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(size).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]}
    )
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(autouse=True)
def _small(settings):
    settings.MAX_BODY_BYTES = 1000
    settings.BODY_SECONDS = 3600


@pytest.fixture
def _hurried(settings):
    settings.BODY_SECONDS = 0.5


@contextlib.asynccontextmanager
async def serve():
    """The limited application on a socket of its own; yields the port."""
    config = uvicorn.Config(BodyLimit(read_whole_body), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110  it offers no event
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def post(port: int, head: bytes, *parts: bytes, pause: float = 0) -> bytes:
    """Send a raw request and read the answer until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.suppress(ConnectionError):
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
    answer = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while chunk := await reader.read(65536):
                answer += chunk
                if b"Connection: close" not in answer and b"\r\n\r\n" in answer:
                    break
    writer.close()
    return answer


async def test_a_body_within_the_limit_passes():
    async with serve() as port:
        assert (await post(port, b"Content-Length: 1000\r\n", b"x" * 1000)).startswith(b"HTTP/1.1 200")


async def test_a_declared_large_body_is_refused_before_it_is_read():
    async with serve() as port:
        answer = await post(port, b"Content-Length: 200000000\r\n")
        assert answer.startswith(b"HTTP/1.1 413")
        assert b"close" in answer.lower()


async def test_an_undeclared_large_body_is_refused_at_the_limit():
    chunk = b"1f4\r\n" + b"x" * 500 + b"\r\n"
    async with serve() as port:
        answer = await post(port, b"Transfer-Encoding: chunked\r\n", *[chunk] * 3, pause=0.05)
        assert answer.startswith(b"HTTP/1.1 413")


@pytest.mark.usefixtures("_hurried")
async def test_a_body_that_trickles_in_is_refused():
    async with serve() as port:
        answer = await post(port, b"Content-Length: 900\r\n", b"x")
        assert answer.startswith(b"HTTP/1.1 408")
        assert "傳送得太慢" in answer.decode()


@pytest.mark.usefixtures("_hurried")
async def test_the_answer_may_take_longer_than_the_body():
    async def slow(scope, receive, send):
        await receive()
        await asyncio.sleep(0.6)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    sent = []

    async def receive():
        return {"type": "http.request", "body": b"x"}

    async def send(message):
        sent.append(message)

    await BodyLimit(slow)({"type": "http", "headers": []}, receive, send)
    assert sent[0]["status"] == 200


@pytest.mark.parametrize("size", [b"-1", b"many", b"1e9"])
async def test_a_size_that_is_no_number_is_refused(size):
    sent = []

    async def send(message):
        sent.append(message)

    await BodyLimit(read_whole_body)({"type": "http", "headers": [(b"content-length", size)]}, None, send)
    assert sent[0]["status"] == 400


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/api/v1/leaderboards/", b"application/problem+json"),
        ("/data/index.json", b"application/problem+json"),
        ("/data/", b"text/plain; charset=utf-8"),
        ("/battles/", b"text/plain; charset=utf-8"),
    ],
)
async def test_programs_get_the_refusal_as_a_problem(path, content_type):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"content-length", b"200000000")]}
    await BodyLimit(read_whole_body)(scope, None, send)
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"content-type"]) == (413, content_type)
    assert (headers[b"connection"], int(headers[b"content-length"])) == (b"close", len(sent[1]["body"]))
    if b"json" in content_type:
        assert json.loads(sent[1]["body"])["status"] == 413

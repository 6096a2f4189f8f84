"""A server on a real socket that plays scripts for every wire format, faults included.

It runs in a thread of its own, so that synchronous code (commands, the admin) can talk to it as well as
tests that are coroutines. Use the fixture `upstream`, or `with Upstream() as upstream`.
"""

import asyncio
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

CUT = "cut"
"""A step: break the connection off without a goodbye."""

HOLD = "hold"
"""A step: say nothing more until the client has gone."""

TLS_HANDSHAKE = b"\x16"

Step = bytes | float | str | threading.Event


@dataclass(frozen=True)
class Response:
    """A status, headers and steps: bytes are sent (each as one HTTP chunk), a number is a pause in seconds,
    an event is waited for.

    A response whose `raw` is set sends the steps as they stand, without any HTTP around them.
    """

    steps: Sequence[Step]
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})
    raw: bool = False


@dataclass(frozen=True)
class Request:
    """What a client sent; body is the parsed JSON, None without a body."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    connection: int


def event(value: Any) -> bytes:
    """One server-sent event with JSON as its data."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def chunk(content: str | None = None, *, finish: str | None = None, **delta: Any) -> bytes:
    """One chunk of a streamed chat completion."""
    if content is not None:
        delta["content"] = content
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]})


def usage(prompt: int = 5, completion: int = 2) -> bytes:
    """The chunk with token counts and no choices that comes last when it was asked for."""
    counts = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [], "usage": counts})


def ok(*texts: str) -> Response:
    """A complete answer in these pieces, with token counts and [DONE]."""
    pieces = [chunk(text) for text in texts or ("Hello", " there.")]
    return Response([chunk("", role="assistant"), *pieces, chunk(finish="stop"), usage(), DONE])


def stream(*steps: Step) -> Response:
    """An event stream of exactly these steps."""
    return Response(steps)


def refusal(status: int, error: Any = None, **headers: str) -> Response:
    """A JSON error document; header names are written with underscores."""
    body = {"error": {"message": "No.", "type": "error", "code": None}} if error is None else error
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response([json.dumps(body).encode()], status, {"Content-Type": "application/json"} | names)


def document(value: Any, status: int = 200) -> Response:
    """A JSON document."""
    return Response([json.dumps(value).encode()], status, {"Content-Type": "application/json"})


def models(*names: str) -> Response:
    """The list of models."""
    return document({"object": "list", "data": [{"id": name, "object": "model"} for name in names]})


SCRIPTS = {
    "unauthorized": refusal(401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}),
    "rate limited": refusal(429, {"error": {"message": "Slow down"}}, Retry_After="7"),
    "server error": refusal(500, {"error": {"message": "The server had an error"}}),
    "bad request": refusal(404, {"error": {"message": "no such model", "code": "model_not_found"}}),
    "filtered prompt": refusal(400, {"error": {"message": "filtered", "code": "content_filter"}}),
    "no answer": Response([CUT], raw=True),
    "no http": Response([b"220 mail.example ESMTP\r\n\r\n"], raw=True),
    "malformed chunk": stream(chunk("Hello"), b"data: {oops\n\n"),
    "huge line": stream(chunk("Hello"), b"data: " + b"x" * 700_000, b"x" * 700_000, HOLD),
    "cut in the middle": stream(chunk("Hello"), 0.01, CUT),
    "missing finish reason": stream(chunk("Hello"), DONE),
    "empty": stream(chunk("", role="assistant"), chunk(finish="stop"), DONE),
    "endless": stream(*[chunk("so " * 2000) for _ in range(100)], HOLD),
    "late first token": stream(b": waiting\n\n", chunk("", role="assistant"), HOLD),
    "silence": stream(chunk("Hello"), HOLD),
    "content filter": stream(chunk("Hello"), chunk(finish="content_filter"), DONE),
    "error in the stream": stream(chunk("Hello"), event({"error": {"message": "gone", "code": 502}})),
    "reasoning": stream(
        chunk(reasoning_content="Let me think.", role="assistant"),
        chunk(None, reasoning="Still thinking."),
        chunk("Hello", reasoning_details=[{"text": "secret"}]),
        chunk(finish="stop"),
        usage(),
        DONE,
    ),
}
"""Responses by what they show; `ok`, `stream` and `refusal` make more."""


def is_chat(path: str) -> bool:
    """Whether a request to this path asks for an answer, in any of the wire formats."""
    return path.endswith(("/chat/completions", "/messages")) or ":streamGenerateContent" in path


class Upstream:
    """The server. `play` says what the next chat requests get (the last script repeats); `by_model` overrules
    it for a model; `models` answers GET …/models, `by_path` other paths. `requests` keeps what clients sent;
    `running` and `busiest` count the requests under way, now and at most; `idle` is set when the last of them
    has ended.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.models = models("test-model")
        self.by_model: dict[str, Response] = {}
        self.by_path: dict[str, Response] = {}
        self.running = 0
        self.idle = threading.Event()
        self.busiest = 0
        self._scripts: list[Response] = [ok()]
        self._connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._server: asyncio.Server | None = None
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.port = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def chats(self) -> list[Request]:
        """The chat requests received."""
        return [request for request in self.requests if is_chat(request.path)]

    def play(self, *scripts: Response | str) -> None:
        """Set the scripts of the coming chat requests, by name or as they are."""
        self._scripts = [SCRIPTS[script] if isinstance(script, str) else script for script in scripts]

    def __enter__(self) -> "Upstream":
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        self._loop.run_until_complete(self._open())
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        """Leave nothing behind, not even a connection that has just been made."""
        assert self._server is not None
        self._server.close()
        for _ in range(5):
            await asyncio.sleep(0)
        for task, writer in self._serving.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await asyncio.sleep(0)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        task = self._loop.create_task(self._serve(reader, writer, self._connections))
        self._serving[task] = writer

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        try:
            while request := await _receive(reader, connection):
                self.requests.append(request)
                await self._answer(request, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.running += 1
        self.idle.clear()
        self.busiest = max(self.busiest, self.running)
        try:
            await _play(self._response(request), reader, writer)
        finally:
            self.running -= 1
            if not self.running:
                self.idle.set()

    def _response(self, request: Request) -> Response:
        if request.path.partition("?")[0].endswith("/models"):
            return self.models
        if request.path in self.by_path:
            return self.by_path[request.path]
        if not is_chat(request.path):
            return refusal(404, {"detail": "Not Found"})
        if request.body.get("model") in self.by_model:
            return self.by_model[request.body["model"]]
        return self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]


async def _receive(reader: asyncio.StreamReader, connection: int) -> Request | None:
    opening = await reader.readexactly(1)
    if opening == TLS_HANDSHAKE:
        return None
    head = (opening + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, json.loads(body) if body else None, connection)


async def _play(response: Response, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if not response.raw:
        lines = [f"HTTP/1.1 {response.status} Status", "Transfer-Encoding: chunked"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    for step in response.steps:
        if isinstance(step, bytes):
            writer.write(step if response.raw else b"%x\r\n%b\r\n" % (len(step), step))
            await writer.drain()
        elif isinstance(step, float):
            await asyncio.sleep(step)
        elif isinstance(step, threading.Event):
            while not step.is_set():  # noqa: ASYNC110  a thread that waits would outlive the server
                await asyncio.sleep(0.01)
        elif step == HOLD:
            await reader.read()
        else:
            raise ConnectionAbortedError
    if not response.raw:
        writer.write(b"0\r\n\r\n")
        await writer.drain()

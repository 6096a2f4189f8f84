"""A model that says 50 tokens a second: `python -m tests.benchmarks.streams.token_server PORT TOKENS RATE`.

An OpenAI-compatible event stream over HTTP/1.1 with as little work as Python allows. Every tenth token is
the moment of its own sending, "~<microseconds of CLOCK_MONOTONIC>~", which is the same clock in every
process of a machine. GET …/sent answers with the number of tokens sent so far.
"""

import asyncio
import itertools
import json
import sys
import time

STAMP_EVERY = 10
TEXT = (
    "The heron stands still in shallow water and waits . It **strikes** fast , then swallows the fish "
    "whole . Most days it fishes alone near reeds , *early* or late ."
)
WORDS = TEXT.split()
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
COMMON = {"id": "chatcmpl-8a1f", "object": "chat.completion.chunk", "created": 1713780000, "model": "mock"}
MARK = "@"


def framed(data: bytes) -> bytes:
    """Data as one chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return b"data: " + json.dumps(COMMON | {"choices": [choice]}).encode() + b"\n\n"


READY = {word: framed(event({"content": word + " "})) for word in WORDS}
BEFORE, AFTER = event({"content": MARK}).split(MARK.encode())
USAGE = {"prompt_tokens": 5, "completion_tokens": 300, "total_tokens": 305}
LAST_CHUNK = b"data: " + json.dumps(COMMON | {"choices": [], "usage": USAGE}).encode() + b"\n\n"
END = framed(event({}, "stop")) + framed(LAST_CHUNK) + framed(b"data: [DONE]\n\n") + b"0\r\n\r\n"


class Connection(asyncio.Protocol):
    """One client's connection: one answer after another."""

    sent = 0
    starts = itertools.count()

    def __init__(self, tokens: int, rate: float):
        self.tokens, self.interval = tokens, 1 / rate
        self.loop = asyncio.get_running_loop()
        self.received = b""
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, exc):
        if self.timer is not None:
            self.timer.cancel()

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = next(
            (
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            ),
            0,
        )
        if len(body) < length:
            return
        self.received = b""
        if head.startswith(b"GET"):
            count = str(Connection.sent).encode()
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(count), count))
            return
        self.transport.write(HEAD + framed(event({"role": "assistant", "content": ""})))
        self.start = self.loop.time()
        self.said = 0
        # Any word may begin, so that answers differ in phase and text.
        self.word = next(self.starts) * 7
        self.say()

    def say(self) -> None:
        if self.said == self.tokens:
            self.timer = None
            self.transport.write(END)
            return
        self.said += 1
        Connection.sent += 1
        if self.said % STAMP_EVERY:
            self.transport.write(READY[WORDS[(self.word + self.said) % len(WORDS)]])
        else:
            stamp = b"~%d~ " % (time.monotonic_ns() // 1000)
            self.transport.write(framed(BEFORE + stamp + AFTER))
        self.timer = self.loop.call_at(self.start + self.said * self.interval, self.say)


async def serve(port: int, tokens: int, rate: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(tokens, rate), "127.0.0.1", port, backlog=1000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))

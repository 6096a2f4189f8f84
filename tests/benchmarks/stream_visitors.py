"""Visitors of a streaming benchmark: each slot opens battle after battle and watches it, or does not."""

import asyncio
import re
import time
from dataclasses import dataclass, field

from tests.real_site import Visitor, Web

STAMP = re.compile(rb"~(\d{6,})~")
READ = 65536


@dataclass
class Seen:
    """What visitors measured so far. lags in seconds, from an upstream's token to the visitor's socket."""

    lags: list[float] = field(default_factory=list)
    streamed: list[int] = field(default_factory=list)
    """Bytes of each stream that ended."""

    ended: int = 0
    recorded: list[tuple[float, str]] = field(default_factory=list)
    """One whole stream: seconds after its first bytes, and text."""


async def read_stream(port: int, path: str, headers: str, seen: Seen) -> None:
    """Read one event stream to its end over a socket of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}\r\n"
    writer.write(request.encode())
    received, rest, frames = 0, b"", []
    while data := await reader.read(READ):
        now = time.monotonic()
        received += len(data)
        *events, rest = (rest + data).split(b"\n\n")
        for event in events:
            frames.append((now, event))
            if b'{"text":' in event:
                seen.lags += [now - int(stamp) / 1e6 for stamp in STAMP.findall(event)]
    writer.close()
    seen.streamed.append(received)
    if not any(b"event: done" in event for _now, event in frames):
        raise RuntimeError(f"a stream broke off after {received} bytes")
    if not seen.recorded:
        seen.recorded = [(at - frames[0][0], _unframed(event)) for at, event in frames]


def _unframed(event: bytes) -> str:
    """An event without the HTTP headers and chunk sizes before it."""
    start = min(at for word in (b"id:", b"retry:", b":") if (at := event.rfind(b"\n" + word)) >= 0)
    return event[start + 1 :].decode() + "\n\n"


class Crowd:
    """Slots of visitors on one web process. `is_watching` may be changed at any time: it takes effect with
    each slot's next battle."""

    def __init__(self, visitor: Visitor, web: Web, *, seconds: float):
        self.visitor, self.web, self.seconds = visitor, web, seconds
        self.is_watching = True
        self.seen = Seen()
        self._slots: list[asyncio.Task[None]] = []

    async def grow(self, size: int, *, over: float) -> None:
        """Bring the crowd to this size in so many seconds."""
        new = size - len(self._slots)
        for _ in range(new):
            self._slots.append(asyncio.create_task(self._slot()))
            await asyncio.sleep(over / new)
            self.check()

    def check(self) -> None:
        """Raise what went wrong in a slot."""
        for slot in self._slots:
            if slot.done():
                slot.result()

    async def leave(self) -> None:
        for slot in self._slots:
            slot.cancel()
        await asyncio.gather(*self._slots, return_exceptions=True)

    async def one_battle(self) -> None:
        path = await self.visitor.open_battle(self.web)
        await self.visitor.page(self.web, path)
        if self.is_watching:
            cookies = self.visitor.session.cookie_jar.filter_cookies(self.web.url)
            pairs = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())
            await read_stream(self.web.port, f"{path}events/", f"Cookie: {pairs}\r\n", self.seen)
        else:
            await asyncio.sleep(self.seconds)
        self.seen.ended += 1

    async def _slot(self) -> None:
        while True:
            await self.one_battle()

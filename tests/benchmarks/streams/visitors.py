"""Visitors of a streaming benchmark: each slot opens battle after battle, for any number of viewers."""

import asyncio
import bisect
import itertools
import json
import re
import time
from dataclasses import dataclass, field

from tests.real_site import Visitor, Web

STAMP = re.compile(rb"~(\d{6,})~")
READ = 65536
RELEASE_CEILING = 90.0
"""Characters a second: battles.generation.pacing.PACED.ceiling, which only a configured Django can import."""


@dataclass
class Seen:
    """What visitors measured so far. lags in seconds, from an upstream's token to the visitor's socket."""

    lags: list[float] = field(default_factory=list)
    streamed: list[int] = field(default_factory=list)
    """Bytes of each stream that ended."""

    release_lags: list[float] = field(default_factory=list)
    """Seconds from a character's moment on the release clock to the visitor's socket."""

    recorded: list[tuple[float, str]] = field(default_factory=list)
    """One whole stream: seconds after its first bytes, and text."""


async def read_stream(port: int, path: str, headers: str, seen: Seen) -> None:
    """Read one event stream to its end over a socket of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}\r\n"
    writer.write(request.encode())
    pieces, rest = [], b""
    arrivals: list[tuple[float, bytes]] = []
    while data := await reader.read(READ):
        now = time.monotonic()
        pieces.append((now, data))
        *events, rest = (rest + data).split(b"\n\n")
        for event in events:
            if b'{"text":' in event:
                arrivals.append((now, event))
                seen.lags += [now - int(stamp) / 1e6 for stamp in STAMP.findall(event)]
    writer.close()
    seen.release_lags += find_release_lags(arrivals)
    seen.streamed.append(sum(len(data) for _at, data in pieces))
    whole = b"".join(data for _at, data in pieces)
    if b"event: done" not in whole:
        raise RuntimeError(f"a stream broke off after {len(whole)} bytes")
    if not seen.recorded:
        seen.recorded = written(pieces)


def find_release_lags(arrivals: list[tuple[float, bytes]]) -> list[float]:
    """By how much each frame of a paced stream came later than the ceiling's rate says.

    The upstream writes faster than the ceiling, so the release never waits for it. The clock of a side starts
    at its earliest frame, measured back to the first character. What the ticks add (up to 50 ms) is included.
    """
    moments: dict[bytes, list[float]] = {}
    characters: dict[bytes, int] = {}
    for now, event in arrivals:
        fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line)
        side = fields[b"event"]
        moments.setdefault(side, []).append(now - characters.get(side, 0) / RELEASE_CEILING)
        characters[side] = characters.get(side, 0) + len(json.loads(fields[b"data"])["text"])
    return [moment - min(side) for side in moments.values() for moment in side]


def written(pieces: list[tuple[float, bytes]]) -> list[tuple[float, str]]:
    """The server's writes out of a chunked response as it was read: seconds after the first, and text."""
    whole = b"".join(data for _at, data in pieces)
    ends = list(itertools.accumulate(len(data) for _at, data in pieces))
    position = whole.index(b"\r\n\r\n") + 4
    writes: list[tuple[float, str]] = []
    while size := int(whole[position : (line := whole.index(b"\r\n", position))], 16):
        start = line + 2
        at = pieces[bisect.bisect_right(ends, start)][0] - pieces[0][0]
        writes.append((at, whole[start : start + size].decode()))
        position = start + size + 2
    return writes


class Crowd:
    """Slots of visitors on one web process. `viewers` of each battle may be changed at any time: it takes
    effect with each slot's next battle."""

    def __init__(self, visitor: Visitor, web: Web, *, seconds: float):
        self.visitor, self.web, self.seconds = visitor, web, seconds
        self.viewers = 1
        self.is_free = True
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

    async def open_battle(self) -> str:
        """Open a battle that is paced, or shown as fast as it comes; return its path."""
        return await self.visitor.open_battle(self.web, **({"free": "1"} if self.is_free else {}))

    async def one_battle(self) -> None:
        path = await self.open_battle()
        await self.visitor.page(self.web, path)
        if not self.viewers:
            await asyncio.sleep(self.seconds)
            return
        cookies = self.visitor.session.cookie_jar.filter_cookies(self.web.url)
        header = "Cookie: " + "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items()) + "\r\n"
        streams = [
            read_stream(self.web.port, f"{path}events/", header, self.seen) for _ in range(self.viewers)
        ]
        await asyncio.gather(*streams)

    async def first_words(self, count: int) -> list[float]:
        """Seconds from opening to the first word of so many battles started at once."""
        return list(await asyncio.gather(*(self.first_word() for _ in range(count))))

    async def first_word(self) -> float:
        """Seconds from opening a battle to its first word; watches the stream to its end."""
        start, first = time.monotonic(), None
        path = await self.open_battle()
        async for _number, _name, data in self.visitor.events(self.web, path):
            if first is None and data.keys() & {"text", "full", "html"}:
                first = time.monotonic() - start
        assert first is not None
        return first

    async def _slot(self) -> None:
        while True:
            await self.one_battle()

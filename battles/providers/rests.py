"""How long an answer's connection may rest between two reads, and how late its last text was read.

What arrives during a rest waits in the kernel, so reading seldom costs less. A reader notices nothing while
there is text before them, and the measured speed of a model is right: the kernel knows when the last bytes
arrived. Where it cannot be asked, rests are short.
"""

import asyncio
import socket
import struct
from contextlib import suppress

from battles.process import FREE_TICKS, TICK_SECONDS
from battles.providers.base import Target

YOUNG_SECONDS = 0.2
"""So long after its first text an answer that is shown as it comes is read at each tick, so that a short one
ends soon."""

MAX_TICKS = 40
"""The longest rest: the end of an answer and a broken connection are noticed so late."""

RESTING_SHARE = 0.5
"""Of what readers have before them a connection may rest so much."""

IDLE_SHARE = 0.25
"""Of the time for which a model may be silent a connection may rest so much."""

MAX_WAITING = 32 * 1024
"""Bytes that may wait in the kernel, by the rate so far. Its buffer is twice as large at least: a full one
would hold up the model, which would seem slower than it is."""

TCP_INFO = getattr(socket, "TCP_INFO", None)
"""Linux only."""

LAST_DATA_RECEIVED = 52
"""Where struct tcp_info has the milliseconds since the last data were received (linux/tcp.h)."""


class Rests:
    """The rests of one answer's connection."""

    def __init__(self, target: Target, transport: asyncio.BaseTransport | None) -> None:
        self._get_reserve = target.get_reserve
        self._longest = min(MAX_TICKS * TICK_SECONDS, IDLE_SHARE * target.timeouts.idle)
        self._socket = transport.get_extra_info("socket") if transport is not None else None
        self._began: float | None = None
        self._bytes = 0
        self._read_at = 0.0
        self._has_rested = False
        self.late = 0.0
        """How long the last text had waited when it was read, in seconds."""

    def note(self, size: int, *, has_text: bool, now: float) -> None:
        """Record so many bytes that were just read."""
        self._bytes += size
        if has_text:
            self._began = now if self._began is None else self._began
            waited = get_age(self._socket) if self._has_rested else None
            # It came after the read before; the kernel counts in steps of some milliseconds.
            self.late = 0.0 if waited is None else min(now - self._read_at, waited)
        self._read_at = now

    def count_ticks(self, now: float) -> int:
        """For how many ticks the connection may rest now; 0 before the first text, and just after it."""
        elapsed = now - self._began if self._began is not None else 0.0
        ticks = 0
        if elapsed > 0 and self._get_reserve is None:
            ticks = 1 if elapsed < YOUNG_SECONDS else FREE_TICKS
        elif elapsed > 0:
            ticks = max(1, self._count_reserved(elapsed, now))
        self._has_rested = ticks > 0
        return ticks

    def _count_reserved(self, elapsed: float, now: float) -> int:
        assert self._get_reserve is not None  # noqa: S101 - narrows the type
        reserve, filling = self._get_reserve(now), MAX_WAITING * elapsed / self._bytes
        ticks = int(min(RESTING_SHARE * reserve, self._longest, filling) / TICK_SECONDS)
        return ticks if get_age(self._socket) is not None else min(FREE_TICKS, ticks)


def get_age(connection: socket.socket | None) -> float | None:
    """Seconds since the last data arrived on a connection; None where that cannot be known."""
    if connection is None or TCP_INFO is None:
        return None
    with suppress(OSError, struct.error):
        info = connection.getsockopt(socket.IPPROTO_TCP, TCP_INFO, LAST_DATA_RECEIVED + 4)
        return struct.unpack_from("=I", info, LAST_DATA_RECEIVED)[0] / 1000
    return None

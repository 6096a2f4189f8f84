"""One clock: paused connections are read, and then every release is called, at the same tick."""

import asyncio
import functools
import heapq
import itertools

from battles.process.ticks import STEP_TICKS, TICK_SECONDS, Ticks, get_ticks
from battles.providers.base import Finish, Message, Target
from battles.providers.openai_chat import OpenAIChatProvider
from battles.providers.sessions import close_session
from tests.patience import patiently


class Transport:
    def __init__(self, calls: list[str], *, is_closed: bool = False):
        self.calls, self.is_closed = calls, is_closed

    def pause_reading(self):
        self.calls.append("pause")

    def resume_reading(self):
        if self.is_closed:
            raise RuntimeError("the transport is closed")
        self.calls.append("read")


class ManualLoop:
    """An event loop of timers whose time the test moves, on a machine that is never late."""

    def __init__(self) -> None:
        self._now, self._number = 0.0, itertools.count()
        self._timers: list[tuple] = []

    def time(self) -> float:
        return self._now

    def call_at(self, when: float, callback, *args) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(when, callback, args, self)
        heapq.heappush(self._timers, (when, next(self._number), handle))
        return handle

    def call_soon(self, callback, *args) -> asyncio.TimerHandle:
        return self.call_at(self._now, callback, *args)

    def get_debug(self) -> bool:
        return False

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """It is passed over in its turn."""

    def run_ticks(self, count: int) -> None:
        """Let the time of so many ticks pass."""
        until = self._now + count * TICK_SECONDS
        while self._timers and self._timers[0][0] <= until:
            self._now, _number, handle = heapq.heappop(self._timers)
            if not handle.cancelled():
                handle._run()
        self._now = until


async def test_reading_comes_before_release():
    calls: list[str] = []
    released = asyncio.Event()

    def release(now):
        calls.append("release")
        released.set()
        return 1

    ticks = get_ticks()
    with ticks.calling(release):
        ticks.pause(Transport(calls))
        await patiently(released.wait())
    assert calls[:3] == ["pause", "read", "release"]


async def test_releases_are_called_on_the_grid_until_they_leave():
    moments: list[float] = []
    three = asyncio.Event()

    def release(now):
        moments.append(now)
        if len(moments) == 3:
            three.set()
        return 1

    with get_ticks().calling(release):
        await patiently(three.wait())
    count = len(moments)
    await asyncio.sleep(2 * TICK_SECONDS)
    assert len(moments) == count
    assert len({int(moment / TICK_SECONDS) for moment in moments}) == count


def test_a_connection_rests_for_as_many_ticks_as_it_was_told():
    calls: list[str] = []

    def release(now):
        calls.append("release")
        return 1

    loop = ManualLoop()
    ticks = Ticks(loop)
    with ticks.calling(release):
        ticks.pause(Transport(calls), ticks=1)
        ticks.pause(Transport(calls), ticks=3)
        ticks.pause(Transport(calls), ticks=7)
        loop.run_ticks(5)
    assert calls[3:] == ["read", "release", "read", "release", "release", "read", "release", "release"]


def test_who_waits_for_several_ticks_is_called_at_a_shared_one():
    """Steps of battles that began at different ticks share one wake-up."""
    moments: dict[str, list[float]] = {"early": [], "late": []}

    def release(name, now):
        moments[name].append(now)
        return STEP_TICKS

    loop = ManualLoop()
    ticks = Ticks(loop)
    with ticks.calling(functools.partial(release, "early")):
        loop.run_ticks(2)
        with ticks.calling(functools.partial(release, "late")):
            loop.run_ticks(3 * STEP_TICKS)
    early, late = ([round(moment / TICK_SECONDS) for moment in each] for each in moments.values())
    assert early == [1, STEP_TICKS, 2 * STEP_TICKS, 3 * STEP_TICKS]
    assert late == [3, STEP_TICKS, 2 * STEP_TICKS, 3 * STEP_TICKS]


async def test_a_closed_connection_and_a_failing_release_stop_nobody(caplog):
    calls: list[str] = []
    released = asyncio.Event()

    def fail(now):
        calls.append("fail")
        raise ValueError("no")

    def note(now):
        released.set()
        return 1

    ticks = get_ticks()
    with ticks.calling(fail), ticks.calling(note):
        ticks.pause(Transport(calls, is_closed=True))
        ticks.pause(Transport(calls))
        await patiently(released.wait())
        released.clear()
        await patiently(released.wait())
    assert calls.count("fail") == 1
    assert calls.count("read") == 1
    assert "a release failed" in caplog.text


async def test_an_answer_is_read_once_for_each_tick_and_its_first_piece_at_once():
    """A server that writes a piece at each pass of the loop after the first was read, over a real socket.

    Between two reads there are several passes, however late the ticks are.
    """
    is_first_read = asyncio.Event()

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for number in range(40):
            writer.write(b'data: {"choices": [{"delta": {"content": "%d "}}]}\n\n' % number)
            await writer.drain()
            await (asyncio.sleep(0) if number else is_first_read.wait())
        writer.write(b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    target = Target("model", base_url=f"http://127.0.0.1:{port}/v1")
    pieces = []
    async for piece in OpenAIChatProvider().stream(target, [Message("user", "Count.")]):
        pieces.append(piece)
        is_first_read.set()
    assert isinstance(pieces.pop(), Finish)
    assert "".join(pieces) == "".join(f"{number} " for number in range(40))
    assert pieces[0] == "0 "
    assert len(pieces) < 30
    await close_session()
    server.close()
    await server.wait_closed()

"""One clock: paused connections are read, and then every release is called, at the same tick."""

import asyncio
import functools

from battles.process.ticks import STEP_TICKS, TICK_SECONDS, get_ticks
from battles.providers.base import Finish, Message, Target
from battles.providers.openai_chat import OpenAIChatProvider
from battles.providers.sessions import close_session


class Transport:
    def __init__(self, calls: list[str], *, is_closed: bool = False):
        self.calls, self.is_closed = calls, is_closed

    def pause_reading(self):
        self.calls.append("pause")

    def resume_reading(self):
        if self.is_closed:
            raise RuntimeError("the transport is closed")
        self.calls.append("read")


async def until_a_multiple_of(ticks: int) -> None:
    """Return just after such a tick."""
    seconds = ticks * TICK_SECONDS
    await asyncio.sleep(seconds - asyncio.get_running_loop().time() % seconds + 0.002)


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
        await asyncio.wait_for(released.wait(), 5)
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
        await asyncio.wait_for(three.wait(), 5)
    count = len(moments)
    await asyncio.sleep(2 * TICK_SECONDS)
    assert len(moments) == count
    assert len({int(moment / TICK_SECONDS) for moment in moments}) == count


async def test_a_connection_rests_for_as_many_ticks_as_it_was_told():
    calls: list[str] = []
    three = asyncio.Event()

    def release(now):
        calls.append("release")
        if calls.count("release") == 5:
            three.set()
        return 1

    ticks = get_ticks()
    await until_a_multiple_of(STEP_TICKS)
    with ticks.calling(release):
        ticks.pause(Transport(calls), ticks=1)
        ticks.pause(Transport(calls), ticks=3)
        ticks.pause(Transport(calls), ticks=7)
        await asyncio.wait_for(three.wait(), 5)
    assert calls[3:] == ["read", "release", "read", "release", "release", "read", "release", "release"]


async def test_who_waits_for_several_ticks_is_called_at_a_shared_one():
    """Steps of battles that began at different ticks share one wake-up."""
    moments: dict[str, list[float]] = {"early": [], "late": []}
    both = asyncio.Event()

    def release(name, now):
        moments[name].append(now)
        if all(len(each) >= 3 for each in moments.values()):
            both.set()
        return STEP_TICKS

    await until_a_multiple_of(STEP_TICKS)
    with get_ticks().calling(functools.partial(release, "early")):
        await asyncio.sleep(2 * TICK_SECONDS)
        with get_ticks().calling(functools.partial(release, "late")):
            await asyncio.wait_for(both.wait(), 5)
    early, late = ({int(moment / TICK_SECONDS) for moment in each[1:]} for each in moments.values())
    assert len(early & late) >= 2
    assert {number % STEP_TICKS for number in early | late} == {0}


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
        await asyncio.wait_for(released.wait(), 5)
        released.clear()
        await asyncio.wait_for(released.wait(), 5)
    assert calls.count("fail") == 1
    assert calls.count("read") == 1
    assert "a release failed" in caplog.text


async def test_an_answer_is_read_once_for_each_tick_and_its_first_piece_at_once():
    """A server that writes a piece at each 5 ms, over a real socket."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for number in range(40):
            writer.write(b'data: {"choices": [{"delta": {"content": "%d "}}]}\n\n' % number)
            await writer.drain()
            await asyncio.sleep(0.005)
        writer.write(b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    target = Target("model", base_url=f"http://127.0.0.1:{port}/v1")
    pieces = [piece async for piece in OpenAIChatProvider().stream(target, [Message("user", "Count.")])]
    assert isinstance(pieces.pop(), Finish)
    assert "".join(pieces) == "".join(f"{number} " for number in range(40))
    assert pieces[0] == "0 "
    assert len(pieces) < 30
    await close_session()
    server.close()
    await server.wait_closed()

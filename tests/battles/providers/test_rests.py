"""A connection rests between two reads, for as long as its reader, the kernel and the model's speed allow."""

import asyncio
import time

import pytest

from battles.process.ticks import FREE_TICKS, TICK_SECONDS
from battles.providers import rests
from battles.providers.base import Finish, Message, Target, Timeouts
from battles.providers.openai_chat import OpenAIChatProvider
from battles.providers.rests import MAX_TICKS, MAX_WAITING, Rests, get_age
from battles.providers.sessions import close_session

PIECE = b'data: {"choices": [{"delta": {"content": "heron "}}]}\n\n'
END = b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'

knows_arrivals = pytest.mark.skipif(rests.TCP_INFO is None, reason="this system does not say when data came")


class Transport:
    """A connection whose last data arrived `age` seconds ago."""

    def __init__(self, age: float = 0.0):
        self.age = age

    def get_extra_info(self, name: str):
        return self if name == "socket" else None

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        return bytes(52) + round(self.age * 1000).to_bytes(4, "little")


def build_rests(*, reserve: float | None = 100.0, age: float = 0.0, idle: float = 30.0) -> Rests:
    get_reserve = (lambda now: reserve) if reserve is not None else None
    target = Target("m", get_reserve=get_reserve, timeouts=Timeouts(idle=idle))
    return Rests(target, Transport(age))


@pytest.fixture
def knowing(monkeypatch):
    monkeypatch.setattr(rests, "TCP_INFO", 11)


def test_a_connection_does_not_rest_before_and_just_after_the_first_text(knowing):
    each = build_rests()
    each.note(500, has_text=False, now=1.0)
    assert each.count_ticks(3.0) == 0
    each.note(50, has_text=True, now=3.0)
    assert each.count_ticks(3.0) == 0
    assert each.count_ticks(3.05) > 0


def test_it_rests_for_half_of_what_readers_have_and_never_for_long(knowing):
    rich = build_rests(reserve=100.0)
    rich.note(50, has_text=True, now=0.0)
    assert rich.count_ticks(1.0) == MAX_TICKS
    scarce = build_rests(reserve=0.61)
    scarce.note(50, has_text=True, now=0.0)
    assert scarce.count_ticks(60.0) == 6
    empty = build_rests(reserve=0.0)
    empty.note(50, has_text=True, now=0.0)
    assert empty.count_ticks(60.0) == 1


def test_it_never_rests_so_long_that_the_model_seems_silent(knowing):
    strict = build_rests(reserve=100.0, idle=1.0)
    strict.note(50, has_text=True, now=0.0)
    assert strict.count_ticks(60.0) == 5


def test_no_more_waits_in_the_kernel_than_its_buffer_holds(knowing):
    fast = build_rests()
    fast.note(400_000, has_text=True, now=0.0)
    ticks = fast.count_ticks(2.0)  # 200 kB a second
    assert 0 < ticks * TICK_SECONDS * 200_000 <= MAX_WAITING


def test_text_that_is_shown_as_it_comes_is_read_as_often_as_it_is_shown(knowing):
    free = build_rests(reserve=None)
    free.note(50, has_text=True, now=0.0)
    assert [free.count_ticks(seconds) for seconds in (0.1, 60.0)] == [1, FREE_TICKS]


def test_the_last_text_is_as_late_as_the_kernel_says_and_came_after_the_read_before(knowing):
    each = build_rests(age=0.3)
    each.note(50, has_text=True, now=0.0)
    assert each.late == 0.0  # nothing had rested yet
    each.count_ticks(2.0)
    each.note(50, has_text=True, now=3.0)
    assert each.late == pytest.approx(0.3)
    each.note(50, has_text=False, now=3.1)
    assert each.late == pytest.approx(0.3)
    late = build_rests(age=9.0)
    late.note(50, has_text=True, now=0.0)
    late.count_ticks(2.0)
    late.note(50, has_text=True, now=2.001)
    late.count_ticks(2.001)
    late.note(50, has_text=True, now=2.004)
    assert late.late == pytest.approx(0.003)


def test_where_nobody_knows_when_data_came_rests_are_short(monkeypatch):
    monkeypatch.setattr(rests, "TCP_INFO", None)
    each = build_rests(age=0.3)
    each.note(50, has_text=True, now=0.0)
    assert each.count_ticks(60.0) == FREE_TICKS
    poor = build_rests(reserve=0.0)
    poor.note(50, has_text=True, now=0.0)
    assert poor.count_ticks(60.0) == 1
    each.note(50, has_text=True, now=60.1)
    assert each.late == 0.0


@knows_arrivals
async def test_the_kernel_knows_when_the_last_data_came():
    arrived = asyncio.Event()
    ages: list[tuple[float, float]] = []

    async def accept(reader, writer):
        await reader.readexactly(1)
        arrived.set()
        await asyncio.sleep(0.05)
        asked = time.monotonic()
        age = get_age(writer.get_extra_info("socket"))
        ages.append((asked - age, time.monotonic() - age))
        writer.close()

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        _reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        before = time.monotonic()
        writer.write(b"x")
        await arrived.wait()
        after = time.monotonic()
        await _reader.read()
        writer.close()
    [(earliest, latest)] = ages
    # It counts in steps of up to ten milliseconds.
    assert latest >= before - 0.01
    assert earliest <= after + 0.01


@knows_arrivals
@pytest.mark.parametrize("pieces", [30, 60])
async def test_the_end_of_an_answer_over_a_socket_is_when_it_came_not_when_it_was_read(pieces):
    """A server that writes a piece at each pass of the loop after the first was read."""
    last_written = 0.0
    reads = 0
    is_first_read = asyncio.Event()

    async def serve(reader, writer):
        nonlocal last_written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        writer.write(PIECE)
        await is_first_read.wait()
        await asyncio.sleep(rests.YOUNG_SECONDS)
        for _ in range(pieces):
            writer.write(PIECE)
            await writer.drain()
            await asyncio.sleep(0)
        last_written = time.perf_counter()
        writer.write(PIECE + END)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    target = Target("m", base_url=f"http://127.0.0.1:{port}/v1", get_reserve=lambda now: 100.0)
    finish, read = None, 0.0
    async for piece in OpenAIChatProvider().stream(target, [Message("user", "Speak.")]):
        if isinstance(piece, Finish):
            finish = piece
        else:
            read, reads = time.perf_counter(), reads + 1
            is_first_read.set()
    await close_session()
    server.close()
    await server.wait_closed()
    assert reads < pieces / 2
    assert finish.late > 0
    assert read - finish.late >= last_written - 0.01  # never so late that the model would seem faster


async def test_an_age_that_cannot_be_read_is_unknown():
    class Closed:
        def getsockopt(self, *_arguments):
            raise OSError("closed")

    class Short:
        def getsockopt(self, *_arguments):
            return b"\x00" * 10

    assert [get_age(each) for each in (None, Closed(), Short())] == [None, None, None]

"""Event streams at the same time: the oldest of a client ends, others go on, and nothing is left behind."""

import asyncio

import pytest

from battles.rate_limits.streams import OPEN_STREAMS, limit_stream


async def tick():
    """A stream without an end."""
    while True:
        yield b"."
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _few(settings):
    settings.STREAMS_PER_VOTER = 2
    settings.STREAMS_PER_ADDRESS = 3


async def test_the_oldest_stream_of_a_voter_ends_and_others_go_on():
    oldest, second, third = (limit_stream(tick(), "a", "203.0.113.7") for _ in range(3))
    other = limit_stream(tick(), "b", "198.51.100.1")
    for stream in (oldest, second, other, third):
        assert await anext(stream) == b"."
    with pytest.raises(StopAsyncIteration):
        await anext(oldest)
    for stream in (second, third, other):
        assert await anext(stream) == b"."
        await stream.aclose()
    assert len(OPEN_STREAMS) == 0


async def test_many_voters_of_one_address_share_its_limit():
    opened = [limit_stream(tick(), str(number), "203.0.113.7") for number in range(4)]
    for stream in opened:
        await anext(stream)
    with pytest.raises(StopAsyncIteration):
        await anext(opened[0])
    for stream in opened[1:]:
        await anext(stream)
        await stream.aclose()
    assert len(OPEN_STREAMS) == 0


async def test_a_viewer_who_leaves_frees_the_place():
    for _ in range(10):
        stream = limit_stream(tick(), "a", "")
        await anext(stream)
        await stream.aclose()
    assert len(OPEN_STREAMS) == 0


async def test_zero_is_no_limit(settings):
    settings.STREAMS_PER_VOTER = settings.STREAMS_PER_ADDRESS = 0
    opened = [limit_stream(tick(), "a", "203.0.113.7") for _ in range(20)]
    for stream in opened:
        await anext(stream)
    for stream in opened:
        assert await anext(stream) == b"."
        await stream.aclose()

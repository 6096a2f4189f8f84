"""A process that is late does not make a model late: what has arrived meanwhile arrived in time."""

import asyncio

import pytest

from battles.providers.base import ErrorKind, Finish, Message, ProviderError, Target, Timeouts
from battles.providers.openai_chat import OpenAIChatProvider
from battles.providers.sessions import close_session
from tests.battles.providers.upstream import DONE, HOLD, Response, chunk, stream
from tests.patience import PATIENCE_SECONDS, until

PATIENT = Timeouts(connect=3600.0, first_token=3600.0, idle=3600.0, total=100_000.0)
IN_TWO_PARTS = stream(chunk("Hello"), 0.1, chunk(" there."), chunk(finish="stop"), DONE)
LATE_FROM_THE_FIRST = Response(
    [
        0.1,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\n\r\n",
        chunk("Hello there."),
        chunk(finish="stop"),
        DONE,
    ],
    raw=True,
)
HELLO = [Message("user", "Hello")]


@pytest.fixture
async def pause(monkeypatch):
    """Have the loop's clock move on by two hours at once, as it does while a machine sleeps."""
    loop = asyncio.get_running_loop()
    read_clock = loop.time

    def pause() -> None:
        monkeypatch.setattr(loop, "time", lambda: read_clock() + 7200.0)

    yield pause
    await close_session()


def answer(upstream, *, timeouts: Timeouts = PATIENT):
    return OpenAIChatProvider().stream(Target("m", base_url=upstream.base_url, timeouts=timeouts), HELLO)


async def read(answer) -> str:
    return "".join([piece async for piece in answer if not isinstance(piece, Finish)])


async def test_an_answer_that_began_while_the_process_was_late_is_read(upstream, pause):
    upstream.play(LATE_FROM_THE_FIRST)
    reading = asyncio.create_task(read(answer(upstream)))
    await until(lambda: upstream.chats)
    assert upstream.idle.wait(PATIENCE_SECONDS)
    pause()
    assert await reading == "Hello there."


async def test_text_that_came_before_the_next_read_is_read(upstream, pause):
    upstream.play(IN_TWO_PARTS)
    parts = answer(upstream)
    first = await anext(parts)
    assert upstream.idle.wait(PATIENCE_SECONDS)
    pause()
    assert first + await read(parts) == "Hello there."


async def test_text_that_came_while_a_read_waited_is_read(upstream, pause):
    upstream.play(IN_TWO_PARTS)
    parts = answer(upstream)
    first = await anext(parts)
    reading = asyncio.create_task(read(parts))
    for _ in range(2):
        await asyncio.sleep(0)
    assert upstream.idle.wait(PATIENCE_SECONDS)
    pause()
    assert first + await reading == "Hello there."


async def test_a_silent_model_is_late_all_the_same(upstream, pause):
    upstream.play(stream(chunk("Hello"), HOLD))
    parts = answer(upstream)
    assert await anext(parts) == "Hello"
    pause()
    with pytest.raises(ProviderError) as caught:
        await read(parts)
    assert caught.value.kind is ErrorKind.TIMEOUT_IDLE


async def test_no_answer_goes_on_for_ever(upstream, pause):
    upstream.play(IN_TWO_PARTS)
    parts = answer(upstream, timeouts=Timeouts(first_token=3600.0, idle=3600.0, total=3600.0))
    await anext(parts)
    assert upstream.idle.wait(PATIENCE_SECONDS)
    pause()
    with pytest.raises(ProviderError) as caught:
        await read(parts)
    assert caught.value.kind is ErrorKind.TIMEOUT_TOTAL

"""Many packets in one read: all bytes at once, and the short way of reading an object is the long one's."""

import asyncio
from types import SimpleNamespace

import aiohttp
import pytest

from battles.providers.base import ErrorKind, ProviderError, Target, Timeouts
from battles.providers.deadlines import Body, Deadlines
from battles.providers.openai_chat import ChatCompletionReader

PIECES = [b"data: %d\n\n" % number for number in range(50)]


class CountingProtocol:
    """Counts how often reading is resumed; each time costs a call of the parser and of the transport."""

    _reading_paused = False
    resumed = 0

    def pause_reading(self) -> None:
        raise AssertionError("fifty small chunks are no reason to pause")

    def resume_reading(self, resume_parser: bool = True) -> None:
        self.resumed += 1


def arrived(pieces: list[bytes]) -> tuple[Body, aiohttp.StreamReader, CountingProtocol]:
    """A body whose pieces have arrived as chunks while it was not read."""
    loop, protocol = asyncio.get_running_loop(), CountingProtocol()
    content = aiohttp.StreamReader(protocol, 2**16, loop=loop)  # type: ignore[arg-type]
    for piece in pieces:
        content.begin_http_chunk_receiving()
        content.feed_data(piece)
        content.end_http_chunk_receiving()
    response = SimpleNamespace(content=content, close=lambda: None)
    return Body(response, Deadlines(Timeouts(), loop.time())), content, protocol  # type: ignore[arg-type]


async def test_all_chunks_that_have_arrived_are_one_read():
    body, content, protocol = arrived(PIECES)
    assert await body.read() == b"".join(PIECES)
    assert protocol.resumed <= 3
    content.feed_data(b"more")
    assert await body.read() == b"more"
    content.feed_eof()
    assert await body.read() == b""
    body.close()


async def test_comments_that_go_on_arriving_keep_no_silent_model_alive():
    loop = asyncio.get_running_loop()
    body, content, _protocol = arrived([])
    body._deadlines.next = loop.time()
    with pytest.raises(ProviderError) as caught:  # noqa: PT012  each read has something to read
        for _ in range(100):
            content.feed_data(b": alive\n\n")
            await body.read()
    assert caught.value.kind is ErrorKind.TIMEOUT_FIRST
    body.close()


async def test_what_comes_after_a_read_of_many_chunks_is_not_lost():
    body, content, _protocol = arrived(PIECES)
    first = await body.read()
    for piece in PIECES:
        content.begin_http_chunk_receiving()
        content.feed_data(piece)
        content.end_http_chunk_receiving()
    assert first + await body.read() == b"".join(PIECES * 2)
    body.close()


LINES = [
    b'{"choices": [{"delta": {"content": "Hi"}, "finish_reason": null}]}',
    b'{"choices": [{"delta": {"content": "\xe9\xb7\xba", "reasoning": "hm"}}]}',
    b'{"choices": [{"delta": {"content": "\\ud83d"}}]}',
    b'{"choices": [{"delta": {"content": "Hi", "logprobs": NaN}}]}',
    b'{"choices": [{"delta": {"content": "\xff"}}]}',
    b'{"choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3}}',
    b'{"choices": [{"delta": {"content": "Hi"}, "finish_reason": "length"}], "usage": {}}',
    b'{"choices": [], "usage": {"completion_tokens": 3}}',
    b'{"error": {"message": "overloaded", "code": 503}}',
    b'{"choices": [{"delta": {"content": 5}}]}',
    b'{"choices": ["Hi"]}',
    b'{"choices": [{"delta": {"content": "Hi"',
    b"{}",
]


@pytest.mark.parametrize("line", LINES)
def test_the_short_way_reads_what_the_long_way_reads(line):
    short, long = (ChatCompletionReader(Target("heron")) for _ in range(2))
    texts = short.feed(b"data: " + line + b"\n\n"), long.feed(b": long\ndata: " + line + b"\n\n")
    assert texts[0] == texts[1]
    states = [{**vars(reader), "failure": str(reader.failure)} for reader in (short, long)]
    for state in states:
        del state["_alike"], state["_events"], state["_tags"], state["_target"]
    assert states[0] == states[1]

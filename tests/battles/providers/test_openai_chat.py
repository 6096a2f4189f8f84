"""Answers of an OpenAI-compatible server over real sockets: what comes through, and how it is asked."""

import asyncio
import json
import logging
from contextlib import aclosing

import pytest

from battles.providers import close_all, http_provider, sessions
from battles.providers.base import ErrorKind, Finish, FinishReason, Target
from battles.providers.openai_chat import OpenAIChatProvider
from tests.battles.providers.conftest import HELLO, KEY
from tests.battles.providers.upstream import (
    CUT,
    DONE,
    HOLD,
    Response,
    chunk,
    document,
    event,
    ok,
    refusal,
    stream,
    usage,
)
from tests.patience import PATIENCE_SECONDS

COUNTED = Finish(FinishReason.STOP, input_tokens=5, output_tokens=2)


async def test_an_answer_streams_in_pieces_and_ends_with_its_counts(ask):
    *pieces, finish = await ask(stream(chunk("Hel"), 0.01, chunk("lo."), chunk(finish="stop"), usage(), DONE))
    assert pieces == ["Hel", "lo."]
    assert finish == COUNTED


async def test_the_request_says_what_the_target_says_and_carries_the_key_in_its_header_alone(ask, upstream):
    await ask(parameters={"temperature": 0.7, "max_tokens": 9, "stream": False, "model": "other"})
    (request,) = upstream.chats
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(request.body)
    assert request.body == {
        "model": "test-model",
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello?"}],
        "temperature": 0.7,
        "max_tokens": 9,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_without_a_key_no_authorization_is_sent(ask, upstream):
    await ask(api_key=None)
    assert "authorization" not in upstream.chats[0].headers


async def test_a_finished_answer_gives_its_connection_back(ask, upstream):
    await ask()
    await ask()
    assert {request.connection for request in upstream.chats} == {1}


@pytest.mark.parametrize(
    "steps",
    [
        [event({"choices": [], "filters": []}), chunk("Hi"), chunk(finish="stop"), usage(), DONE],
        [chunk("Hi"), chunk(None), chunk("", x=1), chunk(finish="stop"), usage()],
        [b": ping\n\n", chunk("Hi"), chunk(finish="stop"), event({"unknown": 1}), usage(), DONE],
        [chunk("Hi", finish="stop"), usage(), DONE],
        [chunk("Hi"), event({"choices": [{"delta": None, "finish_reason": "stop"}]}), usage(), DONE],
        [b"data:" + chunk("Hi")[6:].replace(b"\n", b"\r\n"), chunk(finish="stop"), usage(), DONE],
        [chunk("Hi"), chunk(finish="stop"), usage(), CUT],
        [chunk("Hi"), chunk(finish="eos"), usage(), DONE, chunk(" and more")],
        [chunk([{"type": "refusal"}, {"type": "text", "text": "Hi"}], finish="stop"), usage()],
    ],
    ids=["empty choices", "null content, no [DONE]", "comments and unknown chunks", "text with the finish",
         "null delta", "CRLF", "cut after the finish", "unknown finish reason", "typed parts"],
)  # fmt: skip
async def test_the_manners_of_servers_do_not_matter(ask, steps):
    *pieces, finish = await ask(stream(*steps))
    assert "".join(pieces) == "Hi"
    assert finish == COUNTED


async def test_bytes_cut_anywhere_are_the_same_answer(ask):
    whole = b"".join([chunk("naïve 猫"), chunk(finish="stop"), usage(), DONE])
    assert await ask(stream(*[bytes([byte]) for byte in whole])) == ["naïve 猫", COUNTED]


async def test_halves_of_a_character_in_two_chunks_become_one(ask):
    halves = [
        b'data: {"choices":[{"delta":{"content":"%b"}}]}\n\n' % half for half in (b"\\ud83d", b"\\ude00")
    ]
    *pieces, _ = await ask(stream(*halves, chunk(finish="stop"), DONE))
    assert "".join(pieces) == "😀"


async def test_characters_that_no_database_keeps_are_replaced(ask):
    *pieces, _ = await ask(stream(chunk("a\0b\udc00c\udc00\0"), chunk(finish="stop"), DONE))
    assert "".join(pieces) == "a\ufffdb\ufffdc\ufffd\ufffd"


async def test_a_token_limit_is_a_finish_of_its_own(ask):
    assert (await ask(stream(chunk("Hi"), chunk(finish="length"), DONE)))[-1] == Finish(FinishReason.LENGTH)


async def test_senseless_counts_are_none(ask):
    counts = event({"choices": [], "usage": {"prompt_tokens": -1, "completion_tokens": "7"}})
    assert (await ask(stream(chunk("Hi"), chunk(finish="stop"), counts)))[-1] == Finish(FinishReason.STOP)


async def test_a_finished_answer_does_not_wait_for_a_server_that_never_closes(ask, monkeypatch):
    monkeypatch.setattr(http_provider, "USAGE_GRACE", 0.02)
    assert await ask(stream(chunk("Hi"), chunk(finish="stop"), HOLD)) == ["Hi", Finish(FinishReason.STOP)]


async def test_plain_json_is_an_answer_too(ask):
    answer = {
        "choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2},
    }
    assert await ask(document(answer)) == ["Hi", COUNTED]
    assert await ask(Response([b'\n {"choices', json.dumps(answer).encode()[9:]])) == ["Hi", COUNTED]


async def test_a_server_that_refuses_to_count_is_asked_without_and_not_again(ask, upstream):
    no = refusal(400, {"error": {"message": "Unrecognized request argument: stream_options"}})
    assert (await ask(no, ok("Hi")))[0] == "Hi"
    await ask()
    assert ["stream_options" in request.body for request in upstream.chats] == [True, False, False]


async def test_a_request_that_is_bad_anyway_is_remembered_for_nothing(ask, ask_in_vain, upstream):
    no = refusal(400, {"error": {"message": "context too long"}})
    _, error = await ask_in_vain(no)
    assert (error.kind, error.detail) == (ErrorKind.BAD_REQUEST, "HTTP 400: context too long")
    await ask(ok())
    assert ["stream_options" in request.body for request in upstream.chats] == [True, False, True]


async def test_a_caller_that_stops_early_closes_the_connection(upstream, connections):
    upstream.play("silence")
    target = Target("test-model", base_url=upstream.base_url)
    async with aclosing(OpenAIChatProvider().stream(target, HELLO)) as parts:
        assert await anext(parts) == "Hello"
    assert await asyncio.to_thread(upstream.idle.wait, PATIENCE_SECONDS)


async def test_a_cancelled_call_is_cancelled_and_not_a_failure(ask):
    task = asyncio.create_task(ask("silence"))
    await asyncio.sleep(0.03)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_closed_session_is_opened_anew(ask):
    await ask()
    before = sessions.session()
    await close_all()
    assert before.closed
    assert (await ask())[-1] == COUNTED


async def test_a_proxy_of_the_environment_is_not_used(ask, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await ask())[-1] == COUNTED


async def test_neither_key_nor_text_reaches_the_log(ask, ask_in_vain, caplog):
    caplog.set_level(logging.INFO)
    await ask(ok("A text to keep quiet about."))
    await ask_in_vain("error in the stream")
    assert not [record for record in caplog.records if record.name != "asyncio"]

"""Dialects of OpenAI-compatible servers over real sockets, each seen in public reports."""

import pytest

from battles.providers import http_provider
from battles.providers.base import ErrorKind, Finish, FinishReason, Timeouts
from tests.battles.providers.upstream import CUT, DONE, HOLD, chunk, document, event, stream, usage

COUNTED = Finish(FinishReason.STOP, input_tokens=5, output_tokens=2)


@pytest.mark.parametrize("not_yet", ["", "null", "NULL", " "])
async def test_an_empty_finish_reason_means_not_yet(ask, not_yet):
    *pieces, finish = await ask(
        stream(chunk("Half", finish=not_yet), 0.01, chunk(" and half"), chunk(finish="stop"), usage(), DONE)
    )
    assert "".join(pieces) == "Half and half"
    assert finish == COUNTED


@pytest.mark.parametrize("not_yet", ["", "null"])
async def test_an_answer_that_ends_while_the_reason_is_not_yet_is_cut_off(ask_in_vain, not_yet):
    text, error = await ask_in_vain(stream(chunk("Half an ans", finish=not_yet), DONE))
    assert (text, error.kind) == ("Half an ans", ErrorKind.TRUNCATED)


async def test_a_reason_in_every_chunk_ends_nothing_before_the_stream_ends(ask, monkeypatch):
    monkeypatch.setattr(http_provider, "USAGE_GRACE", 0.01)
    steps = [
        chunk("One,", finish="stop"),
        0.05,
        chunk(" two,", finish="stop"),
        0.05,
        chunk(" three.", finish="stop"),
    ]
    *pieces, finish = await ask(stream(*steps, DONE))
    assert "".join(pieces) == "One, two, three."
    assert finish.reason is FinishReason.STOP


async def test_a_reason_in_every_chunk_does_not_make_a_silence_complete(ask_in_vain):
    steps = [chunk("One,", finish="stop"), chunk(" two,", finish="stop"), HOLD]
    text, error = await ask_in_vain(stream(*steps), timeouts=Timeouts(5, 5, 0.05, 5))
    assert (text, error.kind) == ("One, two,", ErrorKind.TIMEOUT_IDLE)


async def test_text_after_a_reason_reopens_the_answer(ask, ask_in_vain):
    reopened = [chunk("Hi"), chunk(finish="stop"), chunk(" again")]
    *pieces, finish = await ask(stream(*reopened, chunk(finish="length"), DONE))
    assert ("".join(pieces), finish.reason) == ("Hi again", FinishReason.LENGTH)
    text, error = await ask_in_vain(stream(*reopened, DONE))
    assert (text, error.kind) == ("Hi again", ErrorKind.TRUNCATED)


async def test_an_error_after_the_reason_and_before_the_end_is_an_error_with_its_words(ask_in_vain):
    error_frame = event({"error": {"message": "the last half was lost", "code": 502}})
    _, error = await ask_in_vain(stream(chunk("Hi"), chunk(finish="stop"), error_frame, DONE))
    assert (error.kind, error.detail) == (ErrorKind.UPSTREAM_5XX, "the last half was lost")


async def test_a_connection_that_breaks_after_the_counts_takes_nothing_away(ask, ask_in_vain):
    assert (await ask(stream(chunk("Hi"), chunk(finish="stop"), usage(), CUT)))[-1] == COUNTED
    _, error = await ask_in_vain(stream(chunk("Hi"), chunk(finish="stop"), 0.01, CUT))
    assert error.kind is ErrorKind.TRUNCATED


@pytest.mark.parametrize(
    "steps",
    [
        [b"data:\n\n", chunk("Hi"), b"data: \n\n", b"data:  \n\n", chunk(finish="stop"), usage(), DONE],
        [chunk("Hi"), chunk(finish="stop"), usage(), b"data: [DONE] \n\n", chunk(" more")],
        [chunk("Hi"), chunk(finish="stop"), usage(), b"data:[DONE]\n\n"],
        [chunk("Hi"), chunk(finish="stop"), usage()[:-2]],
        [chunk("Hi"), chunk(finish="stop"), usage()[:-1]],
        [event({"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}), usage(), DONE],
        [event({"choices": [{"delta": None, "message": {"content": "H"}}]}),
         event({"choices": [{"message": {"content": "i"}, "finish_reason": "stop"}]}), usage(), DONE],
        [event({"choices": [{"delta": {"content": "H"}, "message": {"content": "H"}}]}),
         event({"choices": [{"delta": {"content": "i"}, "message": {"content": "Hi"}}]}),
         event({"choices": [{"delta": {}, "message": {"content": "Hi"}, "finish_reason": "stop"}]}),
         usage(), DONE],
        [chunk("H"), chunk("i"),
         event({"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}), usage(), DONE],
        [event({"choices": [], "prompt_filter": []}), chunk("Hi"), chunk(finish="stop"), usage(), DONE],
    ],
    ids=["blank frames", "[DONE] with a blank", "[DONE] without a blank", "no blank line at the end",
         "one line feed at the end", "message for delta", "messages for deltas",
         "delta beside the whole message", "the whole message last", "empty choices first"],
)  # fmt: skip
async def test_the_frames_of_servers_differ_and_the_answer_does_not(ask, steps):
    *pieces, finish = await ask(stream(*steps))
    assert "".join(pieces) == "Hi"
    assert finish == COUNTED


@pytest.mark.parametrize(
    ("script", "kind", "words"),
    [
        (stream(chunk("Hi"), b'error: {"code": 500, "message": "slot is gone"}\n\n'), ErrorKind.UPSTREAM_5XX,
         "slot is gone"),
        (stream(event({"error": {"type": "rate_limit_error", "message": "later"}})), ErrorKind.RATE_LIMITED,
         "later"),
        (document({"detail": "The model is not loaded"}), ErrorKind.UPSTREAM_5XX, "The model is not loaded"),
        (stream(event({"detail": [{"msg": "field required"}]})), ErrorKind.UPSTREAM_5XX, ""),
    ],
)  # fmt: skip
async def test_errors_within_a_success_reach_staff_with_their_words(ask_in_vain, script, kind, words):
    _, error = await ask_in_vain(script)
    assert error.kind is kind
    assert words in error.detail


async def test_done_without_a_reason_ends_an_answer_where_the_endpoint_says_so(ask, ask_in_vain):
    without = stream(chunk("Hi"), DONE)
    assert (await ask_in_vain(without))[1].kind is ErrorKind.TRUNCATED
    assert await ask(without, accepts_done=True) == ["Hi", Finish(FinishReason.STOP)]
    _, error = await ask_in_vain(stream(chunk("Hi")), accepts_done=True)
    assert error.kind is ErrorKind.TRUNCATED
    _, error = await ask_in_vain(stream(DONE), accepts_done=True)
    assert error.kind is ErrorKind.EMPTY

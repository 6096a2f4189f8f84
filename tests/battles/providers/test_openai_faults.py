"""Every fault of an upstream ends in its kind, within its time, with the text before it kept."""

import asyncio
import socket
from email.utils import format_datetime

import pytest
from django.utils import timezone

from battles.providers.base import ErrorKind, Timeouts
from tests.battles.providers.conftest import KEY
from tests.battles.providers.upstream import (
    CUT,
    HOLD,
    Response,
    chunk,
    document,
    event,
    refusal,
    stream,
)

SOON = Timeouts(connect=5, first_token=0.06, idle=5, total=5)
STEADY = Timeouts(connect=5, first_token=5, idle=0.06, total=5)


@pytest.mark.parametrize(
    ("script", "kind", "text"),
    [
        ("unauthorized", ErrorKind.AUTH, ""),
        (refusal(403), ErrorKind.AUTH, ""),
        (refusal(402), ErrorKind.AUTH, ""),
        ("rate limited", ErrorKind.RATE_LIMITED, ""),
        ("server error", ErrorKind.UPSTREAM_5XX, ""),
        (refusal(529), ErrorKind.UPSTREAM_5XX, ""),
        ("bad request", ErrorKind.BAD_REQUEST, ""),
        (refusal(422, {"detail": [{"msg": "field required"}]}), ErrorKind.BAD_REQUEST, ""),
        ("filtered prompt", ErrorKind.CONTENT_FILTER, ""),
        (refusal(403, {"error": {"metadata": {"flagged_input": "x"}}}), ErrorKind.CONTENT_FILTER, ""),
        (refusal(302, Location="https://elsewhere.example/v1"), ErrorKind.BAD_REQUEST, ""),
        ("no answer", ErrorKind.CONNECT, ""),
        ("no http", ErrorKind.MALFORMED, ""),
        ("malformed chunk", ErrorKind.MALFORMED, "Hello"),
        (stream(chunk("Hello"), b"data: [1]\n\n"), ErrorKind.MALFORMED, "Hello"),
        (stream(event({"choices": {"0": 1}})), ErrorKind.MALFORMED, ""),
        (stream(event({"choices": [7]})), ErrorKind.MALFORMED, ""),
        (stream(chunk(7)), ErrorKind.MALFORMED, ""),
        (stream(b"data: " + b"[" * 100_000 + b"\n\n"), ErrorKind.MALFORMED, ""),
        (stream(b"<html>Welcome</html>"), ErrorKind.MALFORMED, ""),
        (document({"hello": "world"}), ErrorKind.TRUNCATED, ""),
        ("huge line", ErrorKind.TOO_LONG, "Hello"),
        ("cut in the middle", ErrorKind.TRUNCATED, "Hello"),
        ("missing finish reason", ErrorKind.TRUNCATED, "Hello"),
        (stream(chunk("Hello")), ErrorKind.TRUNCATED, "Hello"),
        (stream(), ErrorKind.TRUNCATED, ""),
        (stream(chunk("Hello"), chunk(finish="abort")), ErrorKind.TRUNCATED, "Hello"),
        ("empty", ErrorKind.EMPTY, ""),
        (stream(chunk(" \n"), chunk(finish="length")), ErrorKind.EMPTY, " \n"),
        ("content filter", ErrorKind.CONTENT_FILTER, "Hello"),
        ("error in the stream", ErrorKind.UPSTREAM_5XX, "Hello"),
        (stream(b'event: error\ndata: {"type": "overloaded"}\n\n'), ErrorKind.UPSTREAM_5XX, ""),
        (stream(event({"error": {"code": "rate_limit_exceeded"}})), ErrorKind.RATE_LIMITED, ""),
        (stream(event({"error": "out of memory"})), ErrorKind.UPSTREAM_5XX, ""),
        (stream(event({"object": "error", "message": "no", "code": 400})), ErrorKind.BAD_REQUEST, ""),
        (document({"error": {"message": "no", "type": "invalid_request_error"}}), ErrorKind.BAD_REQUEST, ""),
        (document({"detail": "Not authenticated"}), ErrorKind.UPSTREAM_5XX, ""),
        (stream(chunk("Hi", finish="stop"), event({"error": {"code": 500}})), ErrorKind.UPSTREAM_5XX, "Hi"),
        (stream(chunk("Hello"), chunk(finish="stop"), CUT), ErrorKind.TRUNCATED, "Hello"),
        (stream(b'error: {"code": 400, "message": "too long"}\n\n'), ErrorKind.BAD_REQUEST, ""),
        (stream(chunk("Hello"), b"event: error\ndata: out of memory\n\n"), ErrorKind.UPSTREAM_5XX, "Hello"),
    ],
)  # fmt: skip
async def test_every_fault_has_its_kind_and_keeps_the_text_before_it(ask_in_vain, script, kind, text):
    received, error = await ask_in_vain(script)
    assert error.kind is kind
    assert received == text


@pytest.mark.parametrize(
    ("script", "timeouts", "kind", "text"),
    [
        (stream(HOLD), SOON, ErrorKind.TIMEOUT_FIRST, ""),
        (Response([HOLD], raw=True), SOON, ErrorKind.TIMEOUT_FIRST, ""),
        ("late first token", SOON, ErrorKind.TIMEOUT_FIRST, ""),
        (stream(*[b": alive\n\n", 0.02] * 400), SOON, ErrorKind.TIMEOUT_FIRST, ""),
        ("silence", STEADY, ErrorKind.TIMEOUT_IDLE, "Hello"),
        (stream(chunk("Hello"), *[b": alive\n\n", 0.02] * 400), STEADY, ErrorKind.TIMEOUT_IDLE, "Hello"),
        (stream(*[chunk("."), 0.02] * 400), Timeouts(5, 5, 5, 0.09), ErrorKind.TIMEOUT_TOTAL, None),
        (stream(HOLD), Timeouts(5, 5, 5, 0.05), ErrorKind.TIMEOUT_TOTAL, ""),
    ],
)
async def test_every_patience_ends_in_its_kind(ask_in_vain, script, timeouts, kind, text):
    received, error = await ask_in_vain(script, timeouts=timeouts)
    assert error.kind is kind
    assert text is None or received == text


async def test_an_endless_answer_is_cut_off(ask_in_vain):
    received, error = await ask_in_vain("endless")
    assert error.kind is ErrorKind.TOO_LONG
    assert 150_000 < len(received) <= 200_000


async def test_an_endless_document_is_cut_off(ask_in_vain):
    steps = [b'{"x": "', *[b"x" * 1_000_000] * 5, HOLD]
    _, error = await ask_in_vain(stream(*steps))
    assert error.kind is ErrorKind.TOO_LONG


async def test_an_endless_refusal_is_cut_off(ask_in_vain):
    endless = Response([*[b"no " * 10_000] * 5, HOLD], status=500)
    _, error = await ask_in_vain(endless)
    assert error.kind is ErrorKind.UPSTREAM_5XX


async def test_a_redirect_is_not_followed_and_named_for_staff(ask_in_vain, upstream):
    _, error = await ask_in_vain(refusal(307, Location=f"{upstream.base_url}/elsewhere"))
    assert "redirects to" in error.detail
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("value", ["7", "7.0"])
async def test_a_rate_limit_says_in_seconds_when_to_come_back(ask_in_vain, value):
    _, error = await ask_in_vain(refusal(429, Retry_After=value))
    assert error.retry_after == 7


async def test_a_rate_limit_says_by_date_when_to_come_back(ask_in_vain):
    soon = timezone.now() + timezone.timedelta(seconds=90)
    _, error = await ask_in_vain(refusal(429, Retry_After=format_datetime(soon, usegmt=True)))
    assert 60 < error.retry_after <= 90


async def test_a_refused_connection_is_its_kind(ask_in_vain):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        _, error = await ask_in_vain(base_url=address)
        assert error.kind is ErrorKind.CONNECT


async def test_a_name_that_does_not_resolve_is_a_connection_that_failed(ask_in_vain, monkeypatch):
    async def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    _, error = await ask_in_vain(base_url="http://models.invalid/v1")
    assert error.kind is ErrorKind.CONNECT


async def test_a_server_without_tls_is_a_connection_that_failed(ask_in_vain, upstream):
    address = upstream.base_url.replace("http:", "https:")
    _, error = await ask_in_vain(base_url=address)
    assert error.kind is ErrorKind.CONNECT


async def test_a_connection_that_is_not_made_in_time_is_one_that_failed(ask_in_vain):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"https://127.0.0.1:{mute.getsockname()[1]}/v1"
        _, error = await ask_in_vain(base_url=address, timeouts=Timeouts(0.05, 1, 1, 1))
    assert error.kind is ErrorKind.CONNECT
    assert "0.05" in error.detail


@pytest.mark.parametrize("address", ["", "ftp://models.example", "nonsense"])
async def test_an_address_that_is_none_is_a_bad_request(ask_in_vain, address):
    _, error = await ask_in_vain(base_url=address)
    assert error.kind is ErrorKind.BAD_REQUEST


@pytest.mark.parametrize("words", [f"wrong key {KEY}!", "x" * 480 + KEY])
@pytest.mark.parametrize("place", ["status", "stream"])
async def test_a_key_that_a_server_repeats_is_masked(ask_in_vain, words, place):
    error = {"error": {"message": words}}
    script = refusal(401, error) if place == "status" else stream(event(error))
    _, failure = await ask_in_vain(script)
    assert KEY[:5] not in failure.detail + str(failure)
    assert "[key]" in failure.detail


async def test_a_key_that_no_header_may_carry_fails_without_being_told(ask_in_vain):
    _, failure = await ask_in_vain(api_key="sk-\nX-Evil: 1")
    assert failure.kind is ErrorKind.AUTH
    assert "Evil" not in str(failure)

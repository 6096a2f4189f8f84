"""The registry of wire formats, and what each of them has to do over real sockets."""

from contextlib import aclosing

import pytest

from battles.providers import PROVIDERS, UnknownWireFormat, get_provider
from battles.providers.base import (
    ErrorKind,
    Finish,
    FinishReason,
    Message,
    ModelList,
    ProviderError,
    Target,
    Thinking,
)
from tests.battles.providers.conftest import KEY, PATIENT
from tests.battles.providers.upstream import DONE, chunk, document, event, refusal, stream, usage

CONVERSATION = [
    Message("system", "Be kind."),
    Message("user", "Hello?"),
    Message("assistant", "Hi."),
    Message("user", "And?"),
]


def named(kind, **fields):
    """One of Anthropic's events."""
    return b"event: " + kind.encode() + b"\n" + event({"type": kind, **fields})


def delta(**fields):
    return named("content_block_delta", index=0, delta=fields)


def candidate(*parts, reason=None, **fields):
    """One of Gemini's chunks."""
    content = {"content": {"parts": list(parts), "role": "model"}} | (
        {"finishReason": reason} if reason else {}
    )
    return event({"candidates": [content], **fields})


START = named("message_start", message={"usage": {"input_tokens": 5, "output_tokens": 1}})
STOP = named("message_stop")


def end(reason):
    return named("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 2})


COUNTS = {"usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 1, "thoughtsTokenCount": 1}}

ANSWERS = {
    "openai": stream(
        chunk(None, reasoning="hm"), chunk("Hi"), chunk(" you"), chunk(finish="stop"), usage(), DONE
    ),
    "anthropic": stream(
        START,
        named("ping"),
        named("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""}),
        delta(type="thinking_delta", thinking="hm"),
        delta(type="signature_delta", signature="abc"),
        named("content_block_stop", index=0),
        named("content_block_start", index=1, content_block={"type": "text", "text": ""}),
        delta(type="text_delta", text="Hi"),
        delta(type="text_delta", text=" you"),
        end("end_turn"),
        STOP,
    ),
    "gemini": stream(
        candidate({"text": "hm", "thought": True}),
        candidate({"text": "Hi"}),
        candidate({"text": " you"}, reason="STOP", **COUNTS),
    ),
}
CUT_OFF = {
    "openai": stream(chunk("Hi"), chunk(finish="length"), DONE),
    "anthropic": stream(START, delta(type="text_delta", text="Hi"), end("max_tokens"), STOP),
    "gemini": stream(candidate({"text": "Hi"}, reason="MAX_TOKENS")),
}
USED_UP = {
    "openai": stream(chunk(None, reasoning="hm"), chunk(finish="length"), DONE),
    "anthropic": stream(START, delta(type="thinking_delta", thinking="hm"), end("max_tokens"), STOP),
    "gemini": stream(candidate({"text": "hm", "thought": True}, reason="MAX_TOKENS")),
}
UNFINISHED = {
    "openai": stream(chunk("Hi")),
    "anthropic": stream(START, delta(type="text_delta", text="Hi"), STOP),
    "gemini": stream(candidate({"text": "Hi"})),
}
FILTERED = {
    "openai": stream(chunk("Hi"), chunk(finish="content_filter")),
    "anthropic": stream(START, delta(type="text_delta", text="Hi"), end("refusal"), STOP),
    "gemini": stream(candidate({"text": "Hi"}, reason="SAFETY")),
}
ERRORS = {
    "openai": stream(event({"error": {"type": "server_error", "message": "gone"}})),
    "anthropic": stream(START, named("error", error={"type": "overloaded_error", "message": "gone"})),
    "gemini": stream(event({"error": {"code": 503, "message": "gone", "status": "UNAVAILABLE"}})),
}
NONSENSE = {
    "openai": stream(event({"choices": [7]})),
    "anthropic": stream(named("message_delta", delta=7)),
    "gemini": stream(event({"candidates": [{"content": {"parts": [7]}}]})),
}
PATHS = {
    "openai": "/v1/chat/completions",
    "anthropic": "/v1/messages",
    "gemini": "/v1/models/test-model:streamGenerateContent?alt=sse",
}
KEY_HEADERS = {
    "openai": ("authorization", f"Bearer {KEY}"),
    "anthropic": ("x-api-key", KEY),
    "gemini": ("x-goog-api-key", KEY),
}
BODIES = {
    "openai": {
        "model": "test-model",
        "messages": [{"role": message.role, "content": message.content} for message in CONVERSATION],
        "temperature": 0.5,
        "max_tokens": 9,
        "stream": True,
        "stream_options": {"include_usage": True},
    },
    "anthropic": {
        "model": "test-model",
        "system": "Be kind.",
        "messages": [{"role": message.role, "content": message.content} for message in CONVERSATION[1:]],
        "temperature": 0.5,
        "max_tokens": 9,
        "stream": True,
    },
    "gemini": {
        "systemInstruction": {"parts": [{"text": "Be kind."}]},
        "contents": [
            {"role": "user", "parts": [{"text": "Hello?"}]},
            {"role": "model", "parts": [{"text": "Hi."}]},
            {"role": "user", "parts": [{"text": "And?"}]},
        ],
        "generationConfig": {"temperature": 0.5, "maxOutputTokens": 9},
    },
}

OVER_HTTP = sorted(name for name, wire_format in PROVIDERS.items() if wire_format.needs_address)
every_format = pytest.mark.parametrize("wire_format", OVER_HTTP)


@pytest.fixture
def ask(upstream, connections):
    """Asks the upstream in a wire format; gives text, thinking, and the Finish or the error."""

    async def ask(wire_format, script, messages=CONVERSATION):
        upstream.play(script)
        parameters = {"temperature": 0.5, "max_tokens": 9}
        target = Target("test-model", upstream.base_url, KEY, parameters, PATIENT)
        text, thinking, finish = "", "", None
        try:
            async with aclosing(get_provider(wire_format).stream(target, messages)) as parts:
                async for part in parts:
                    if isinstance(part, Finish):
                        finish = part
                    elif isinstance(part, Thinking):
                        thinking += part.text
                    else:
                        text += part
        except ProviderError as error:
            return text, thinking, error
        return text, thinking, finish

    return ask


def test_every_wire_format_over_http_is_tested_here():
    assert set(OVER_HTTP) == set(ANSWERS) == set(BODIES)


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_wire_format_has_a_label_and_a_provider(name):
    assert str(PROVIDERS[name].label)
    provider = get_provider(name)
    assert callable(provider.stream)
    assert callable(provider.list_models)
    assert len(name) <= 20


def test_an_unknown_wire_format_is_an_error():
    with pytest.raises(UnknownWireFormat):
        get_provider("morse")


@every_format
async def test_an_answer_streams_with_its_thinking_apart_and_its_counts(ask, wire_format):
    text, thinking, finish = await ask(wire_format, ANSWERS[wire_format])
    assert (text, thinking) == ("Hi you", "hm")
    assert finish == Finish(FinishReason.STOP, input_tokens=5, output_tokens=2)


@every_format
async def test_the_request_is_of_the_format_and_its_key_is_in_a_header_alone(ask, upstream, wire_format):
    await ask(wire_format, ANSWERS[wire_format])
    (request,) = upstream.chats
    name, value = KEY_HEADERS[wire_format]
    assert request.path == PATHS[wire_format]
    assert request.headers[name] == value
    assert request.body == BODIES[wire_format]


@every_format
@pytest.mark.parametrize(
    ("scripts", "kind", "text"),
    [
        (USED_UP, ErrorKind.THINKING_LIMIT, ""),
        (UNFINISHED, ErrorKind.TRUNCATED, "Hi"),
        (FILTERED, ErrorKind.CONTENT_FILTER, "Hi"),
        (ERRORS, ErrorKind.UPSTREAM_5XX, ""),
        (NONSENSE, ErrorKind.MALFORMED, ""),
    ],
)
async def test_every_fault_has_its_kind_in_every_format(ask, wire_format, scripts, kind, text):
    received, _, error = await ask(wire_format, scripts[wire_format])
    assert error.kind is kind
    assert received == text


HIDDEN = {
    "openai": stream(
        chunk("", finish="length"),
        event({"choices": [], "usage": {"completion_tokens_details": {"reasoning_tokens": 9}}}),
        DONE,
    ),
    "gemini": stream(candidate(reason="MAX_TOKENS", usageMetadata={"thoughtsTokenCount": 9})),
}


@pytest.mark.parametrize("wire_format", HIDDEN)
async def test_thinking_that_is_counted_and_not_shown_uses_up_the_limit_too(ask, wire_format):
    assert (await ask(wire_format, HIDDEN[wire_format]))[2].kind is ErrorKind.THINKING_LIMIT


@every_format
async def test_a_token_limit_is_a_finish(ask, wire_format):
    assert (await ask(wire_format, CUT_OFF[wire_format]))[2].reason is FinishReason.LENGTH


@every_format
async def test_a_wrong_key_and_a_rate_limit_are_told_apart(ask, wire_format):
    assert (await ask(wire_format, refusal(401)))[2].kind is ErrorKind.AUTH
    limited = (await ask(wire_format, refusal(429, Retry_After="7")))[2]
    assert (limited.kind, limited.retry_after) == (ErrorKind.RATE_LIMITED, 7)


async def test_gemini_refuses_a_prompt_before_any_candidate(ask):
    _, _, error = await ask("gemini", stream(event({"promptFeedback": {"blockReason": "SAFETY"}})))
    assert error.kind is ErrorKind.CONTENT_FILTER


async def test_a_message_that_is_not_streamed_is_read_whole(ask):
    message = {
        "type": "message",
        "content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 5, "output_tokens": 2},
    }
    text, thinking, finish = await ask("anthropic", document(message))
    assert (text, thinking) == ("Hi", "hm")
    assert finish == Finish(FinishReason.STOP, input_tokens=5, output_tokens=2)


async def test_anthropic_requires_a_token_limit(upstream, connections):
    upstream.play(ANSWERS["anthropic"])
    target = Target("test-model", upstream.base_url, None, {}, PATIENT)
    async with aclosing(get_provider("anthropic").stream(target, CONVERSATION)) as parts:
        assert [part async for part in parts][-1].reason is FinishReason.STOP
    assert upstream.chats[0].body["max_tokens"] > 0
    assert "x-api-key" not in upstream.chats[0].headers


@every_format
async def test_models_are_listed_by_the_names_that_requests_use(upstream, connections, wire_format):
    prefix = "models/" if wire_format == "gemini" else ""
    field = "name" if wire_format == "gemini" else "id"
    listing = "models" if wire_format == "gemini" else "data"
    upstream.models = document({listing: [{field: f"{prefix}b"}, {field: f"{prefix}a"}, {}]})
    provider, target = get_provider(wire_format), Target("", upstream.base_url, KEY)
    assert await provider.list_models(target) == ModelList(["b", "a"], unnamed=1)
    name, value = KEY_HEADERS[wire_format]
    assert upstream.requests[-1].headers[name] == value

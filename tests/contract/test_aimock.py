"""Every provider keeps the contract of its wire format with a server that others wrote."""

from contextlib import aclosing

import pytest

from battles.providers import PROVIDERS, close_all, get_provider
from battles.providers.base import (
    ErrorKind,
    Finish,
    FinishReason,
    Message,
    ProviderError,
    Target,
    Thinking,
    Timeouts,
)

pytestmark = pytest.mark.contract

PATIENT = Timeouts(connect=5, first_token=5, idle=5, total=10)
HERON = "A heron is a wading bird: naïve café, 蒼鷺, 😀. It waits for fish."
OVER_HTTP = sorted(name for name, wire_format in PROVIDERS.items() if wire_format.needs_address)
MODELS = {"openai": "o3-mini", "anthropic": "claude-sonnet-4", "gemini": "gemini-2.5-flash"}


@pytest.fixture(params=OVER_HTTP)
async def ask(aimock, request):
    """Asks for one answer in a wire format; gives the text pieces and, last, the Finish."""
    wire_format = request.param
    provider = get_provider(wire_format)

    async def ask(words, *, received=None, thinking=None, model=MODELS[wire_format], **fields):
        received = [] if received is None else received
        thinking = [] if thinking is None else thinking
        address = {"base_url": aimock.address_of(wire_format), "api_key": aimock.key, "timeouts": PATIENT}
        async with aclosing(
            provider.stream(Target(model, **address | fields), [Message("user", words)])
        ) as parts:
            async for part in parts:
                if isinstance(part, Thinking):
                    thinking.append(part.text)
                else:
                    received.append(part)
        return received

    ask.wire_format = wire_format
    yield ask
    await close_all()


async def test_an_answer_streams_to_its_finish(ask):
    *pieces, finish = await ask("What is a heron?")
    assert "".join(pieces) == HERON
    assert finish.reason is FinishReason.STOP
    assert finish.output_tokens is not None


async def test_the_counts_are_the_servers_own(ask):
    assert (await ask("counted"))[-1] == Finish(FinishReason.STOP, input_tokens=11, output_tokens=22)


async def test_a_token_limit_is_told(ask):
    assert (await ask("too long"))[-1].reason is FinishReason.LENGTH


async def test_thinking_is_kept_apart(ask):
    thinking = []
    *pieces, _ = await ask("think", thinking=thinking)
    assert "".join(pieces) == "Forty-two."
    assert "".join(thinking) == "Secret thoughts."


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("rate limit", ErrorKind.RATE_LIMITED),
        ("overloaded", ErrorKind.UPSTREAM_5XX),
        ("dropped", ErrorKind.UPSTREAM_5XX),
        ("disconnect", ErrorKind.CONNECT),
        ("garbled", ErrorKind.MALFORMED),
        ("nothing", ErrorKind.EMPTY),
    ],
)
async def test_every_fault_before_any_text_has_its_kind(ask, words, kind):
    received = []
    with pytest.raises(ProviderError) as caught:
        await ask(words, received=received)
    assert caught.value.kind is kind
    assert received == []


@pytest.mark.parametrize(
    ("words", "kind", "beginning"),
    [("cut off", ErrorKind.TRUNCATED, "This "), ("filtered", ErrorKind.CONTENT_FILTER, "Half a sen")],
)
async def test_a_fault_after_some_text_keeps_the_text(ask, words, kind, beginning):
    if words == "filtered" and ask.wire_format == "anthropic":
        pytest.skip("The server does not know this format's word for a refusal.")
    received = []
    with pytest.raises(ProviderError) as caught:
        await ask(words, received=received)
    assert caught.value.kind is kind
    assert "".join(received).startswith(beginning)


@pytest.mark.parametrize(
    ("words", "timeouts", "kind"),
    [
        ("late", Timeouts(5, 0.2, 5, 5), ErrorKind.TIMEOUT_FIRST),
        ("halting", Timeouts(5, 5, 0.05, 5), ErrorKind.TIMEOUT_IDLE),
        ("halting", Timeouts(5, 5, 5, 0.5), ErrorKind.TIMEOUT_TOTAL),
    ],
)
async def test_a_slow_server_is_left_in_time(ask, words, timeouts, kind):
    with pytest.raises(ProviderError) as caught:
        await ask(words, timeouts=timeouts)
    assert caught.value.kind is kind


async def test_a_rate_limit_says_when_to_come_back(ask):
    with pytest.raises(ProviderError) as caught:
        await ask("rate limit")
    assert caught.value.retry_after > 0


async def test_a_wrong_key_is_refused(ask, aimock):
    with pytest.raises(ProviderError) as caught:
        await ask("What is a heron?", api_key="wrong-key")
    assert caught.value.kind is ErrorKind.AUTH
    assert "wrong-key" not in str(caught.value)


async def test_a_path_the_server_does_not_know_is_a_bad_request(ask, aimock):
    with pytest.raises(ProviderError) as caught:
        await ask("What is a heron?", base_url=aimock.base_url + "/nowhere")
    assert caught.value.kind is ErrorKind.BAD_REQUEST


@pytest.mark.parametrize("wire_format", ["anthropic", "openai"])  # the server has no list for Gemini
async def test_the_models_are_listed(aimock, wire_format):
    target = Target("", base_url=aimock.address_of(wire_format), api_key=aimock.key)
    models = await get_provider(wire_format).list_models(target)
    await close_all()
    assert models.names
    assert models.unnamed == 0

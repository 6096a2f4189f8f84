"""Fixtures for whoever talks to an upstream."""

from contextlib import aclosing

import pytest

from battles.providers import close_all
from battles.providers.base import Finish, Message, ProviderError, Target, Timeouts
from battles.providers.openai_chat import OpenAIChatProvider

PATIENT = Timeouts(connect=5, first_token=5, idle=5, total=5)
KEY = "sk-test-0123456789abcdef"
HELLO = [Message("system", "Be kind."), Message("user", "Hello?")]


@pytest.fixture
async def connections():
    """Closes what the test's providers have opened on its loop."""
    yield
    await close_all()


@pytest.fixture
def ask(upstream, connections):
    """Asks the upstream on one provider; gives the text pieces and, last, the Finish."""
    provider = OpenAIChatProvider()

    async def ask(*scripts, received=None, **fields):
        if scripts:
            upstream.play(*scripts)
        fields = {"base_url": upstream.base_url, "api_key": KEY, "timeouts": PATIENT} | fields
        received = [] if received is None else received
        async with aclosing(provider.stream(Target("test-model", **fields), HELLO)) as parts:
            async for part in parts:
                received.append(part)
        return received

    return ask


@pytest.fixture
def ask_in_vain(ask):
    """Asks like `ask`, where no answer is to be had; gives the text received and the ProviderError."""

    async def ask_in_vain(*scripts, **fields):
        received = []
        with pytest.raises(ProviderError) as caught:
            await ask(*scripts, received=received, **fields)
        assert not any(isinstance(part, Finish) for part in received)
        return "".join(part for part in received if isinstance(part, str)), caught.value

    return ask_in_vain

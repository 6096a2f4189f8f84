"""Providers of answers: one per wire format, all in the registry PROVIDERS."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.providers.anthropic_messages import AnthropicProvider
from battles.providers.base import Provider
from battles.providers.demo.provider import DemoProvider
from battles.providers.gemini import GeminiProvider
from battles.providers.openai_chat import OpenAIChatProvider
from battles.providers.sessions import close_session, session

__all__ = ["PROVIDERS", "UnknownWireFormat", "WireFormat", "close_all", "get_provider", "session"]


@dataclass(frozen=True)
class WireFormat:
    """How one kind of server is called.

    label: its name in the admin. build: returns the provider. needs_address: whether an endpoint of this
    format has a base URL.
    """

    label: str | Promise
    build: Callable[[], Provider]
    needs_address: bool = True


def _shared(provider: Provider) -> Callable[[], Provider]:
    return lambda: provider


PROVIDERS: dict[str, WireFormat] = {
    "demo": WireFormat(
        _("Demo (built in)"), lambda: DemoProvider(speed=settings.DEMO_SPEED), needs_address=False
    ),
    "openai": WireFormat(_("OpenAI-compatible chat completions"), _shared(OpenAIChatProvider())),
    "anthropic": WireFormat(_("Anthropic Messages"), _shared(AnthropicProvider())),
    "gemini": WireFormat(_("Google Gemini"), _shared(GeminiProvider())),
}
"""By the value of Endpoint.wire_format."""


class UnknownWireFormat(LookupError):
    """There is no provider for this wire format."""


def get_provider(wire_format: str) -> Provider:
    """Return the provider of a wire format. Raises UnknownWireFormat."""
    try:
        return PROVIDERS[wire_format].build()
    except KeyError:
        raise UnknownWireFormat(wire_format) from None


async def close_all() -> None:
    """Close the running loop's connections. Await it before the loop ends."""
    await close_session()

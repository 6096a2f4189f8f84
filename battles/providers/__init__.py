"""Who answers: one provider per wire format."""

from django.conf import settings

from battles.providers.base import Provider
from battles.providers.demo.provider import DemoProvider
from battles.providers.openai_chat import OpenAIChatProvider

__all__ = ["UnknownWireFormat", "close_all", "provider_for"]

_openai = OpenAIChatProvider()


class UnknownWireFormat(LookupError):
    """No provider speaks this wire format."""


def provider_for(wire_format: str) -> Provider:
    """The provider of an endpoint's wire format. Raises UnknownWireFormat."""
    if wire_format == "demo":
        return DemoProvider(speed=settings.DEMO_SPEED)
    if wire_format == "openai":
        return _openai
    raise UnknownWireFormat(wire_format)


async def close_all() -> None:
    """Close what the running loop's providers hold open; to be awaited before the loop ends."""
    await _openai.close()

"""Providers of answers: one per wire format."""

from django.conf import settings

from battles.providers.base import Provider
from battles.providers.demo.provider import DemoProvider
from battles.providers.openai_chat import OpenAIChatProvider

__all__ = ["UnknownWireFormat", "close_all", "get_provider"]

_openai = OpenAIChatProvider()


class UnknownWireFormat(LookupError):
    """There is no provider for this wire format."""


def get_provider(wire_format: str) -> Provider:
    """Return the provider of a wire format. Raises UnknownWireFormat."""
    if wire_format == "demo":
        return DemoProvider(speed=settings.DEMO_SPEED)
    if wire_format == "openai":
        return _openai
    raise UnknownWireFormat(wire_format)


async def close_all() -> None:
    """Close the running loop's connections. Await it before the loop ends."""
    await _openai.close()

"""The models that a server offers, asked of the server itself."""

import asyncio
import re

from battles.endpoints.keys import read_key
from battles.models import Endpoint
from battles.providers import close_all, get_provider
from battles.providers.base import ErrorKind, ModelList, ProviderError, Target

SECONDS = 30.0

NOT_CHAT = re.compile(
    r"embed|rerank|whisper|tts|transcri|moderation|dall-e|imagen|image|speech|bge-|clip", re.I
)
"""Upstream names of models that do not chat."""


def list_models(endpoint: Endpoint, *, seconds: float = SECONDS) -> ModelList:
    """Return the models that the server lists. Raises Unreachable, ProviderError."""
    target = Target("", base_url=endpoint.base_url, api_key=read_key(endpoint.key_env))

    async def ask() -> ModelList:
        try:
            async with asyncio.timeout(seconds):
                return await get_provider(endpoint.wire_format).list_models(target)
        except TimeoutError:
            raise ProviderError(ErrorKind.TIMEOUT_TOTAL, f"no list within {seconds:g} s") from None
        finally:
            await close_all()

    return asyncio.run(ask())

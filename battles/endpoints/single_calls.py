"""One call of an endpoint or a model from synchronous code, within a time limit and without a retry.

For services that help the site (screening), not for answers of battles.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from battles.endpoints.concurrency import slot_at
from battles.endpoints.connection import build_target
from battles.endpoints.keys import Unreachable, read_key
from battles.models import Endpoint, LanguageModel
from battles.providers import close_all, get_provider
from battles.providers.base import ErrorKind, Finish, Message, ProviderError, Target, Thinking, Timeouts
from battles.providers.http_provider import HttpProvider

MAX_ANSWER_CHARACTERS = 20_000


class CallFailed(Exception):
    """The service cannot be asked or did not answer; the message is for staff."""


def call_endpoint(endpoint: Endpoint, path: str, content: Mapping[str, Any], *, seconds: float) -> Any:
    """Post JSON to a path of an endpoint and return the response's JSON. Raises CallFailed."""
    provider = get_provider(endpoint.wire_format)
    if not isinstance(provider, HttpProvider):
        raise CallFailed(f"{endpoint.name} is no server")
    try:
        target = Target("", endpoint.base_url, read_key(endpoint.key_env), timeouts=_timeouts(seconds))
    except Unreachable as problem:
        raise CallFailed(str(problem)) from None
    return _run(provider.call(target, path, content), seconds)


def ask_model(model: LanguageModel, prompt: str, *, seconds: float) -> str:
    """Return a model's whole answer to one prompt. Raises CallFailed."""
    try:
        target = replace(build_target(model), timeouts=_timeouts(seconds))
    except Unreachable as problem:
        raise CallFailed(str(problem)) from None
    if "temperature" in target.parameters:
        target = replace(target, parameters={**target.parameters, "temperature": 0})
    return _run(_ask(model.endpoint, target, prompt), seconds)


async def _ask(endpoint: Endpoint, target: Target, prompt: str) -> str:
    pieces: list[str] = []
    provider = get_provider(endpoint.wire_format)
    stream = provider.stream(target, [Message("user", prompt)])
    slot = slot_at(endpoint.pk, limit=endpoint.max_concurrency, seconds=target.timeouts.total)
    async with slot, aclosing(stream) as parts:
        async for part in parts:
            if isinstance(part, Finish | Thinking):
                continue
            pieces.append(part)
            if sum(map(len, pieces)) > MAX_ANSWER_CHARACTERS:
                raise ProviderError(ErrorKind.TOO_LONG, "the model does not stop")
    return "".join(pieces)


def _timeouts(seconds: float) -> Timeouts:
    return Timeouts(connect=seconds, first_token=seconds, idle=seconds, total=seconds)


def _run(call: Awaitable[Any], seconds: float) -> Any:
    """Run a call in a loop of its own. Raises CallFailed."""
    try:
        return asyncio.run(_call_and_close(call, seconds))
    except TimeoutError:
        raise CallFailed(f"no answer within {seconds:g} s") from None
    except ProviderError as failure:
        raise CallFailed(str(failure)) from None


async def _call_and_close(call: Awaitable[Any], seconds: float) -> Any:
    try:
        async with asyncio.timeout(seconds):
            return await call
    finally:
        await close_all()

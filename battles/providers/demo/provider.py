"""The demo provider: personas that stream composed answers at their own rhythm, or fail as they do."""

import asyncio
import hashlib
import json
import math
import random
import secrets
from collections.abc import AsyncIterator

from battles.providers.base import ErrorKind, Finish, FinishReason, Message, ModelList, ProviderError, Target
from battles.providers.demo.answers import compose
from battles.providers.demo.persona import Persona
from battles.providers.demo.roster import PERSONAS, get_persona
from battles.providers.demo.tokens import count_tokens, pieces

MID_ANSWER = frozenset({ErrorKind.TRUNCATED, ErrorKind.TIMEOUT_IDLE})
"""Failures after some text; all others happen before the first token."""


class DemoProvider:
    """speed multiplies every persona's rhythm; math.inf answers at once."""

    def __init__(self, speed: float = 1.0):
        if not speed > 0:
            raise ValueError("speed must be positive")
        self.speed = speed

    async def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Finish]:
        """Yield the persona's answer piece by piece, then a Finish.

        The answer depends on the messages, the upstream name and parameters["seed"], or, without a seed,
        on chance. parameters["max_tokens"] cuts it off. Raises ProviderError.
        """
        persona = _persona_asked(target, messages)
        rng = _generator(persona, messages, target.parameters.get("seed"))
        failure = _draw_failure(persona, rng)
        await self._pause(persona.first_token_delay * rng.uniform(0.7, 1.5))
        if failure is not None and failure not in MID_ANSWER:
            raise _error(failure, persona)
        text = pieces(compose(persona, messages, rng))
        limit = _token_limit(target)
        cut = text[: len(text) // 2] if failure else text[:limit]
        for piece in cut:
            yield piece
            await self._pause(rng.uniform(0.5, 1.5) / persona.speed)
        if failure is not None:
            raise _error(failure, persona)
        reason = FinishReason.STOP if len(cut) == len(text) else FinishReason.LENGTH
        asked = sum(count_tokens(message.content) for message in messages)
        yield Finish(reason, input_tokens=asked, output_tokens=len(cut))

    async def list_models(self, target: Target) -> ModelList:
        """Return the upstream names of all personas, strongest first."""
        return ModelList([persona.slug for persona in PERSONAS])

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(0 if math.isinf(self.speed) else seconds / self.speed)


def _persona_asked(target: Target, messages: list[Message]) -> Persona:
    """Return the persona that must answer. Raises ProviderError for an unknown name or an empty prompt."""
    persona = get_persona(target.upstream_name)
    if persona is None:
        raise ProviderError(ErrorKind.BAD_REQUEST, f"no demo model is called {target.upstream_name!r}")
    if not any(message.role == "user" and message.content.strip() for message in messages):
        raise ProviderError(ErrorKind.BAD_REQUEST, "no user message")
    return persona


def _generator(persona: Persona, messages: list[Message], seed: object) -> random.Random:
    nonce = secrets.token_hex(8) if seed is None else repr(seed)
    content = [[message.role, message.content] for message in messages]
    digest = hashlib.sha256(json.dumps([persona.slug, nonce, content]).encode()).digest()
    return random.Random(int.from_bytes(digest))  # noqa: S311 - dice of a demo, no secret


def _token_limit(target: Target) -> int | None:
    limit = target.parameters.get("max_tokens")
    return int(limit) if limit is not None else None


def _draw_failure(persona: Persona, rng: random.Random) -> ErrorKind | None:
    if rng.random() >= persona.manner.fails:
        return None
    return rng.choice(persona.manner.failures)


def _error(kind: ErrorKind, persona: Persona) -> ProviderError:
    """As real upstreams do, the detail names the model: it is for staff only."""
    retry_after = 3.0 if kind is ErrorKind.RATE_LIMITED else None
    return ProviderError(kind, f"{persona.slug} at {persona.organization}: {kind}", retry_after=retry_after)

"""Reaching a model: where it is asked, with which key, and whether it answers at all."""

import asyncio
import os
import time
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from battles.models import LanguageModel
from battles.providers import close_all, provider_for
from battles.providers.base import ErrorKind, Message, ProviderError, Target, Timeouts

TRIAL_PROMPT = "Say hello."
TRIAL_SECONDS = 30.0
TRIAL_TOKENS = 512
"""Enough for a model that thinks before it greets."""

TRIALS_AT_ONCE = 4
TOKEN_LIMITS = ("max_tokens", "max_completion_tokens")


class Unreachable(Exception):
    """A model that cannot be asked as it is set up."""


class NoEndpoint(Unreachable):
    """The model is known by name only (from a vote log) and no server answers for it."""

    def __init__(self, model: LanguageModel):
        super().__init__(_("%(model)s has no endpoint.") % {"model": model.name})


class KeyMissing(Unreachable):
    """The environment variable that should hold the endpoint's key is not set."""

    def __init__(self, variable: str):
        super().__init__(_("The environment variable %(name)s is not set.") % {"name": variable})
        self.variable = variable


@dataclass(frozen=True)
class Trial:
    """How a short real call went. `problem` is for staff and empty if it went well; times in milliseconds."""

    text: str = ""
    first_token_ms: int | None = None
    duration_ms: int | None = None
    kind: ErrorKind | None = None
    problem: str = ""

    @property
    def succeeded(self) -> bool:
        return not self.problem


def key_of(variable: str) -> str | None:
    """The key that an environment variable holds; None where no variable is named. Raises KeyMissing."""
    if not variable:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise KeyMissing(variable)
    return key


def target_of(model: LanguageModel) -> Target:
    """Where and how this model is asked, with the key the environment holds now.

    In async code the model's endpoint must have been loaded with it. Raises Unreachable (NoEndpoint,
    KeyMissing).
    """
    endpoint = model.endpoint
    if endpoint is None:
        raise NoEndpoint(model)
    return Target(
        upstream_name=model.upstream_name,
        base_url=endpoint.base_url,
        api_key=key_of(endpoint.key_env),
        parameters=dict(model.parameters),
        timeouts=Timeouts(
            connect=model.connect_timeout,
            first_token=model.first_token_timeout,
            idle=model.idle_timeout,
            total=model.total_timeout,
        ),
    )


async def trial_call(model: LanguageModel) -> Trial:
    """Ask the model to say hello and report how that went; its endpoint must have been loaded with it."""
    try:
        target = _for_trial(target_of(model))
    except Unreachable as error:
        return Trial(problem=str(error))
    provider = provider_for(model.endpoint.wire_format)
    started = time.perf_counter()
    pieces: list[str] = []
    first = None
    try:
        async with aclosing(provider.stream(target, [Message("user", TRIAL_PROMPT)])) as parts:
            async for part in parts:
                first = first or time.perf_counter()
                if isinstance(part, str):
                    pieces.append(part)
    except ProviderError as error:
        return Trial("".join(pieces), kind=error.kind, problem=str(error))
    first_token = _milliseconds(started, first or started)
    return Trial("".join(pieces), first_token, _milliseconds(started, time.perf_counter()))


def run_trials(models: Iterable[LanguageModel]) -> list[Trial]:
    """The trial calls of these models, a few at once, in their order. For synchronous code only."""
    wanted = list(models)
    prefetch_related_objects(wanted, "endpoint")  # no query can be made inside the loop
    return asyncio.run(_run_trials(wanted))


async def _run_trials(models: list[LanguageModel]) -> list[Trial]:
    places = asyncio.Semaphore(TRIALS_AT_ONCE)

    async def in_turn(model: LanguageModel) -> Trial:
        async with places:
            return await trial_call(model)

    try:
        return await asyncio.gather(*(in_turn(model) for model in models))
    finally:
        await close_all()


def _for_trial(target: Target) -> Target:
    limits = {
        name: min(target.parameters[name], TRIAL_TOKENS) for name in TOKEN_LIMITS if name in target.parameters
    }
    total = min(target.timeouts.total, TRIAL_SECONDS)
    return replace(
        target,
        parameters={**target.parameters, **limits},
        timeouts=replace(target.timeouts, total=total),
    )


def _milliseconds(start: float, end: float) -> int:
    return round((end - start) * 1000)

"""Build the target of a model's calls from its settings and environment, and make trial calls."""

import asyncio
import os
import time
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from battles.models import LanguageModel
from battles.providers import close_all, get_provider
from battles.providers.base import ErrorKind, Message, ProviderError, Target, Timeouts

TRIAL_PROMPT = "Say hello."
TRIAL_SECONDS = 30.0
TRIAL_TOKENS = 512
"""Enough for a model that thinks before it answers."""

MAX_PARALLEL_TRIALS = 4
TOKEN_LIMITS = ("max_tokens", "max_completion_tokens")


class Unreachable(Exception):
    """The model cannot be called with its present settings."""


class NoEndpoint(Unreachable):
    """The model has no endpoint: it is known by name only, for example from a vote log."""

    def __init__(self, model: LanguageModel):
        super().__init__(_("%(model)s has no endpoint.") % {"model": model.name})


class KeyMissing(Unreachable):
    """The environment variable of the endpoint's key is not set."""

    def __init__(self, variable: str):
        super().__init__(_("The environment variable %(name)s is not set.") % {"name": variable})
        self.variable = variable


@dataclass(frozen=True)
class Trial:
    """Result of a short real call. `problem` is for staff and empty on success; times in milliseconds."""

    text: str = ""
    first_token_ms: int | None = None
    duration_ms: int | None = None
    kind: ErrorKind | None = None
    problem: str = ""

    @property
    def succeeded(self) -> bool:
        return not self.problem


def read_key(variable: str) -> str | None:
    """Return the key in an environment variable, or None without a variable. Raises KeyMissing."""
    if not variable:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise KeyMissing(variable)
    return key


def build_target(model: LanguageModel) -> Target:
    """Return the model's target, with the key that the environment has now.

    In async code the model's endpoint must already be loaded. Raises Unreachable (NoEndpoint, KeyMissing).
    """
    endpoint = model.endpoint
    if endpoint is None:
        raise NoEndpoint(model)
    return Target(
        upstream_name=model.upstream_name,
        base_url=endpoint.base_url,
        api_key=read_key(endpoint.key_env),
        parameters=dict(model.parameters),
        timeouts=Timeouts(
            connect=model.connect_timeout,
            first_token=model.first_token_timeout,
            idle=model.idle_timeout,
            total=model.total_timeout,
        ),
    )


async def trial_call(model: LanguageModel) -> Trial:
    """Ask the model for a greeting and report the result. The model's endpoint must already be loaded."""
    try:
        target = _for_trial(build_target(model))
    except Unreachable as error:
        return Trial(problem=str(error))
    provider = get_provider(model.endpoint.wire_format)
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
    """Make trial calls, several at once; results in the order of `models`. For synchronous code only."""
    models = list(models)
    prefetch_related_objects(models, "endpoint")  # the event loop allows no query
    return asyncio.run(_run_trials(models))


async def _run_trials(models: list[LanguageModel]) -> list[Trial]:
    semaphore = asyncio.Semaphore(MAX_PARALLEL_TRIALS)

    async def run_one(model: LanguageModel) -> Trial:
        async with semaphore:
            return await trial_call(model)

    try:
        return await asyncio.gather(*(run_one(model) for model in models))
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

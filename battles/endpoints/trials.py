"""Trial calls: ask a model for a greeting, adapt to what its server accepts, and store what was found.

A trial's message is for staff and has only this site's words: an endpoint may point to any server, whose
responses no page may repeat.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from battles.endpoints.adaptation import Adaptation, adapt_to_failure, adapt_to_text, shorten_for_trial
from battles.endpoints.connection import build_target
from battles.endpoints.keys import Unreachable
from battles.models import LanguageModel
from battles.providers import close_all, get_provider
from battles.providers.base import ErrorKind, Message, Provider, ProviderError, Target

TRIAL_PROMPT = "Say hello."
MAX_PARALLEL_TRIALS = 4
MAX_CALLS = 6
"""Calls of one trial: the first and one after each adaptation."""

OWN_WORDS = frozenset(
    {
        ErrorKind.CONNECT,
        ErrorKind.TIMEOUT_FIRST,
        ErrorKind.TIMEOUT_IDLE,
        ErrorKind.TIMEOUT_TOTAL,
        ErrorKind.MALFORMED,
        ErrorKind.TRUNCATED,
        ErrorKind.EMPTY,
        ErrorKind.TOO_LONG,
        ErrorKind.THINKING_LIMIT,
    }
)
"""Kinds whose details are written by this site and not by the server."""


@dataclass(frozen=True)
class Trial:
    """Result of a trial.

    problem: for staff, empty on success. Times in milliseconds. adaptation: what the server turned out to
    need; stored on the model and its endpoint by `run_trials`.
    """

    text: str = ""
    first_token_ms: int | None = None
    duration_ms: int | None = None
    kind: ErrorKind | None = None
    problem: str = ""
    adaptation: Adaptation = field(default_factory=Adaptation)

    @property
    def succeeded(self) -> bool:
        return not self.problem


def run_trials(models: Iterable[LanguageModel]) -> list[Trial]:
    """Make trial calls, several at once, and store what they found; results in the order of `models`.

    For synchronous code only.
    """
    models = list(models)
    prefetch_related_objects(models, "endpoint")  # the event loop allows no query
    trials = asyncio.run(_run_trials(models))
    for model, trial in zip(models, trials, strict=True):
        if trial.succeeded:
            trial.adaptation.store(model)
    return trials


async def trial_call(model: LanguageModel) -> Trial:
    """Ask the model for a greeting, adapting the request. The model's endpoint must already be loaded."""
    try:
        target = build_target(model)
    except Unreachable as error:
        return Trial(problem=str(error))
    provider = get_provider(model.endpoint.wire_format)
    adaptation = Adaptation()
    for _call in range(MAX_CALLS):
        call_target = adaptation.apply(target)
        if not adaptation.full_length:
            call_target = shorten_for_trial(call_target)
        trial, error = await _call_once(provider, call_target)
        if error is not None:
            change = adapt_to_failure(error, call_target, has_text=bool(trial.text.strip()))
        else:
            change = adapt_to_text(trial.text, call_target)
        if change is None or (merged := adaptation.merge(change)) == adaptation:
            break
        adaptation = merged
    return replace(trial, adaptation=adaptation)


async def _call_once(provider: Provider, target: Target) -> tuple[Trial, ProviderError | None]:
    started = time.perf_counter()
    pieces: list[str] = []
    first = None
    try:
        async with aclosing(provider.stream(target, [Message("user", TRIAL_PROMPT)])) as parts:
            async for part in parts:
                if isinstance(part, str):
                    first = first or time.perf_counter()
                    pieces.append(part)
    except ProviderError as error:
        return Trial("".join(pieces), kind=error.kind, problem=describe_failure(error)), error
    first_token = _milliseconds(started, first or started)
    return Trial("".join(pieces), first_token, _milliseconds(started, time.perf_counter())), None


async def _run_trials(models: list[LanguageModel]) -> list[Trial]:
    semaphore = asyncio.Semaphore(MAX_PARALLEL_TRIALS)

    async def run_one(model: LanguageModel) -> Trial:
        async with semaphore:
            return await trial_call(model)

    try:
        return await asyncio.gather(*(run_one(model) for model in models))
    finally:
        await close_all()


def describe_failure(error: ProviderError) -> str:
    """Return the failure for staff, without a word of the server's response."""
    status = f" (HTTP {error.status})" if error.status else ""
    explanation = error.detail if error.kind in OWN_WORDS else explain_kind(error)
    return f"{error.kind.value}{status}: {explanation}"


def explain_kind(error: ProviderError) -> str:
    """Return what a failure of this kind usually means, for failures that the server describes itself."""
    match error.kind:
        case ErrorKind.AUTH:
            return _("The server refused the key. Is the right one in the endpoint's variable?")
        case ErrorKind.RATE_LIMITED:
            return _("The server allows no more requests now. Try again later.")
        case ErrorKind.BAD_REQUEST if error.parameter:
            return _("The server refused the parameter %(name)s.") % {"name": error.parameter}
        case ErrorKind.BAD_REQUEST:
            return _("The server refused the request. Are the address and the model's name right?")
        case ErrorKind.CONTENT_FILTER:
            return _("The server's content filter refused a greeting.")
    return _("The server failed.")


def _milliseconds(start: float, end: float) -> int:
    return round((end - start) * 1000)

"""The judge: a model that labels prompts, and the requests to it."""

import asyncio
import logging
import random
import secrets
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from battles.detectors.categories import Fact
from battles.detectors.judging import (
    DETECTOR,
    INSTRUCTIONS,
    BadLabels,
    build_material,
    failure_fact,
    judge_version,
    parse_labels,
)
from battles.endpoints.concurrency import slot_at
from battles.endpoints.connection import build_target
from battles.endpoints.keys import Unreachable
from battles.endpoints.retries import retry_until_answered
from battles.models import LanguageModel
from battles.providers import close_all, get_provider
from battles.providers.base import (
    ErrorKind,
    Finish,
    FinishReason,
    Message,
    Provider,
    ProviderError,
    Target,
    Thinking,
    Timeouts,
)

logger = logging.getLogger(__name__)

MAX_CONCURRENT = 4
"""Requests at the same time, if the endpoint allows as many."""

MAX_ANSWER_CHARACTERS = 20_000

BAD_LABELS = "bad_verdict"

UNREACHABLE = frozenset(
    {
        ErrorKind.RATE_LIMITED,
        ErrorKind.AUTH,
        ErrorKind.CONNECT,
        ErrorKind.UPSTREAM_5XX,
        ErrorKind.TIMEOUT_FIRST,
    }
)
"""Errors that do not depend on the prompt: the judge cannot be reached now, and nothing is stored."""


class JudgeUnusable(Exception):
    """The configured judge cannot be asked; the message gives the reason to staff."""


@dataclass(frozen=True)
class Judge:
    """A model that labels prompts, ready for requests."""

    slug: str
    endpoint_id: int
    places: int
    provider: Provider
    target: Target

    @property
    def version(self) -> str:
        """The version of its facts."""
        return judge_version(self.slug)


def configured_judge() -> Judge | None:
    """Return the judge of ARENA_JUDGE_MODEL; None if it is empty. Raises JudgeUnusable."""
    slug = settings.JUDGE_MODEL
    return get_judge(slug) if slug else None


def get_judge(slug: str) -> Judge:
    """Return the registered model with this slug as a judge; it need not be a contender.

    The model's own parameters apply, with temperature 0 if it has a temperature. Raises JudgeUnusable.
    """
    model = LanguageModel.objects.select_related("endpoint").filter(slug=slug).first()
    if model is None:
        raise JudgeUnusable(_("There is no model %(slug)s.") % {"slug": slug})
    try:
        target = build_target(model)
    except Unreachable as error:
        raise JudgeUnusable(str(error)) from error
    endpoint = model.endpoint
    if not endpoint.is_enabled:
        raise JudgeUnusable(_("The endpoint %(endpoint)s is switched off.") % {"endpoint": endpoint.name})
    if "temperature" in target.parameters:
        target = replace(target, parameters={**target.parameters, "temperature": 0})
    return Judge(slug, endpoint.pk, endpoint.max_concurrency, get_provider(endpoint.wire_format), target)


def label_prompts(judge: Judge, battles: Sequence[Sequence[str]]) -> list[Fact | None]:
    """Return for each battle's prompts the labels or the failure, as a fact; for synchronous code only.

    None for a battle that could not be labelled because the judge is unreachable: after the first such error
    no more requests are sent.
    """
    return asyncio.run(_label_prompts(judge, battles))


async def _label_prompts(judge: Judge, battles: Sequence[Sequence[str]]) -> list[Fact | None]:
    places = asyncio.Semaphore(MAX_CONCURRENT)
    is_unreachable = False

    async def label_one(prompts: Sequence[str]) -> Fact | None:
        nonlocal is_unreachable
        async with places:
            fact = None if is_unreachable else await _ask(judge, prompts)
        is_unreachable = is_unreachable or fact is None
        return fact

    try:
        return await asyncio.gather(*(label_one(prompts) for prompts in battles))
    finally:
        await close_all()


async def _ask(judge: Judge, prompts: Sequence[str]) -> Fact | None:
    """Return one battle's labels or failure; None if the judge is unreachable."""
    material = build_material(prompts, boundary=f"=={secrets.token_hex(16)}==")
    messages = [Message("system", INSTRUCTIONS), Message("user", material)]
    try:
        answer = await _answer(judge, messages)
    except ProviderError as error:
        if error.kind in UNREACHABLE:
            logger.warning("the judge %s cannot be reached: %s", judge.slug, error.kind.value)
            return None
        return failure_fact(judge.version, error.kind.value, error.detail)
    try:
        return Fact(DETECTOR, judge.version, parse_labels(answer))
    except BadLabels as problem:
        return failure_fact(judge.version, BAD_LABELS, str(problem))


async def _answer(judge: Judge, messages: list[Message]) -> str:
    """Return the judge's whole answer. Raises ProviderError."""
    answers: list[str] = []

    async def ask(timeouts: Timeouts) -> None:
        answers[:] = [await _answer_once(judge, messages, timeouts)]

    rng = random.Random()  # noqa: S311 - spreads pauses, no secret
    await retry_until_answered(ask, judge.target.timeouts, may_retry=lambda: True, rng=rng)
    return answers[0]


async def _answer_once(judge: Judge, messages: list[Message], timeouts: Timeouts) -> str:
    pieces: list[str] = []
    finish = None
    async with slot_at(judge.endpoint_id, limit=judge.places, seconds=timeouts.first_token):
        stream = judge.provider.stream(replace(judge.target, timeouts=timeouts), messages)
        async with aclosing(stream) as parts:
            async for part in parts:
                if isinstance(part, Finish):
                    finish = part
                    continue
                if isinstance(part, Thinking):
                    continue
                pieces.append(part)
                if sum(map(len, pieces)) > MAX_ANSWER_CHARACTERS:
                    raise ProviderError(ErrorKind.TOO_LONG, "the judge does not stop")
    if finish is None or finish.reason is FinishReason.LENGTH:
        raise ProviderError(ErrorKind.TRUNCATED, "the judge's answer was cut off")
    return "".join(pieces)

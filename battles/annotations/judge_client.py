"""Who judges prompts: the model that the site names, and the questions put to it."""

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
from battles.endpoints.connection import Unreachable, build_target
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
    Timeouts,
)

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Questions under way at once, if the endpoint has as many places."""

MOST_READ = 20_000
"""Characters after which an answer is not read on."""

BAD_LABELS = "bad_verdict"

TROUBLE = frozenset(
    {
        ErrorKind.RATE_LIMITED,
        ErrorKind.AUTH,
        ErrorKind.CONNECT,
        ErrorKind.UPSTREAM_5XX,
        ErrorKind.TIMEOUT_FIRST,
    }
)
"""What says nothing about the prompt: the judge cannot be reached now, and nothing is noted."""


class JudgeUnusable(Exception):
    """A judge is named that cannot be asked as things are set up; says why, for staff."""


@dataclass(frozen=True)
class Judge:
    """A model that labels prompts, ready to be asked."""

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
    """The judge that ARENA_JUDGE_MODEL names; None where it names none. Raises JudgeUnusable."""
    slug = settings.JUDGE_MODEL
    return get_judge(slug) if slug else None


def get_judge(slug: str) -> Judge:
    """The registered model of this slug as a judge; it need not be a contender. Raises JudgeUnusable.

    It answers with its own parameters, but at temperature 0 where it has a temperature at all.
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
    """For each battle's prompts the verdict, or that there was none; for synchronous code only.

    None for whatever was not found out because the judge could not be reached: after the first such trouble
    no more questions are put.
    """
    return asyncio.run(_ask_about(judge, battles))


async def _ask_about(judge: Judge, battles: Sequence[Sequence[str]]) -> list[Fact | None]:
    places = asyncio.Semaphore(AT_ONCE)
    in_trouble = False

    async def in_turn(prompts: Sequence[str]) -> Fact | None:
        nonlocal in_trouble
        async with places:
            fact = None if in_trouble else await _ask(judge, prompts)
        in_trouble = in_trouble or fact is None
        return fact

    try:
        return await asyncio.gather(*(in_turn(prompts) for prompts in battles))
    finally:
        await close_all()


async def _ask(judge: Judge, prompts: Sequence[str]) -> Fact | None:
    """One battle's verdict or failure; None where the judge could not be reached."""
    material = build_material(prompts, boundary=f"=={secrets.token_hex(16)}==")
    messages = [Message("system", INSTRUCTIONS), Message("user", material)]
    try:
        answer = await _answer(judge, messages)
    except ProviderError as error:
        if error.kind in TROUBLE:
            logger.warning("the judge %s cannot be reached: %s", judge.slug, error.kind.value)
            return None
        return failure_fact(judge.version, error.kind.value, error.detail)
    try:
        return Fact(DETECTOR, judge.version, parse_labels(answer))
    except BadLabels as problem:
        return failure_fact(judge.version, BAD_LABELS, str(problem))


async def _answer(judge: Judge, messages: list[Message]) -> str:
    """The judge's whole answer. Raises ProviderError."""
    said: list[str] = []

    async def ask(timeouts: Timeouts) -> None:
        said[:] = [await _answer_once(judge, messages, timeouts)]

    rng = random.Random()  # noqa: S311 - spreads pauses, no secret
    await retry_until_answered(ask, judge.target.timeouts, may_retry=lambda: True, rng=rng)
    return said[0]


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
                pieces.append(part)
                if sum(map(len, pieces)) > MOST_READ:
                    raise ProviderError(ErrorKind.TOO_LONG, "the judge does not stop")
    if finish is None or finish.reason is FinishReason.LENGTH:
        raise ProviderError(ErrorKind.TRUNCATED, "the judge's answer was cut off")
    return "".join(pieces)

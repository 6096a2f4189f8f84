"""A model's public speed: medians over its newest answers in battles that have their vote.

A number that followed every answer would name the models of a running battle to a visitor who reads all
model pages before and after it. A vote names its models anyway.
"""

import statistics
from collections.abc import Iterable
from itertools import chain

from django.db.models import BigIntegerField

from battles.database.compiled import CompiledQuery, Given
from battles.detectors.tokens import estimate_tokens
from battles.endpoints.latency import Speed
from battles.models import CONTROL_SAMPLER, Answer, Battle, Contender

MIN_ANSWERS = 20
"""The speed of fewer answers is not published."""

MAX_ANSWERS = 50

MIN_TOKENS = 20
"""With fewer tokens after the first one, no rate is computed."""

HIDDEN_TOKENS_RATIO = 2.0
"""If the upstream counts more than this many times the tokens of the text, it includes hidden reasoning."""


def get_speed(contenders: Iterable[Contender]) -> Speed | None:
    """Return the public speed of a model as these contenders, its own in the arenas that the reader may see.

    None while they have fewer than MIN_ANSWERS measured answers.

    A retried answer is left out: its first token waited for the pause between the tries.
    """
    # One query for each contender: each reads the newest rows of its own index range and no more.
    rows = chain.from_iterable(_read_newest(contender.pk) for contender in contenders)
    newest = sorted(rows, reverse=True)[:MAX_ANSWERS]
    if len(newest) < MIN_ANSWERS:
        return None
    rates = [rate for _pk, first, *answer in newest if (rate := _tokens_per_second(first, *answer))]
    return Speed(
        first_token_ms=statistics.median(first for _pk, first, *_answer in newest),
        tokens_per_second=statistics.median(rates) if rates else None,
        answers=len(newest),
    )


def get_speeds_of_battle(battle: Battle) -> dict[str, Speed]:
    """Return how fast each side of the battle's newest turn was generated; for after the reveal.

    A side without a complete answer has no entry.
    """
    return {
        side: Speed(first_token_ms=first, tokens_per_second=_tokens_per_second(first, *answer), answers=1)
        for side, first, *answer in _OF_BATTLE.fetch(battle=battle.pk)
    }


_OF_BATTLE: CompiledQuery[tuple] = CompiledQuery(
    lambda: (
        Answer.objects.filter(
            prompt__battle=Given("battle", BigIntegerField()),
            state=Answer.State.DONE,
            first_token_ms__isnull=False,
        )
        .order_by("prompt__turn", "attempt")
        .values_list("side", "first_token_ms", "duration_ms", "output_tokens", "text")
    )
)


def _read_newest(contender_id: int) -> list[tuple]:
    answers = Answer.objects.filter(
        contender=contender_id,
        first_token_ms__isnull=False,
        state=Answer.State.DONE,
        retries=0,
        prompt__battle__state=Battle.State.VOTED,
    )
    answers = answers.exclude(prompt__battle__sampler=CONTROL_SAMPLER)
    fields = ("pk", "first_token_ms", "duration_ms", "output_tokens", "text")
    return list(answers.order_by("-pk").values_list(*fields)[:MAX_ANSWERS])


def _tokens_per_second(
    first_token_ms: int, duration_ms: int | None, output_tokens: int | None, text: str
) -> float | None:
    """Return the rate after the first token; None for an answer that is too short to have one."""
    if duration_ms is None or duration_ms <= first_token_ms:
        return None
    estimate = estimate_tokens(text)
    counted = output_tokens or estimate
    tokens = estimate if counted > HIDDEN_TOKENS_RATIO * estimate else counted
    return 1000 * tokens / (duration_ms - first_token_ms) if tokens >= MIN_TOKENS else None

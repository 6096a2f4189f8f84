"""The demo provider keeps the protocol of all providers."""

import math
from collections import Counter

import pytest

from battles.providers.base import ErrorKind, Finish, FinishReason, Message, ModelList, ProviderError, Target
from battles.providers.demo import provider as provider_module
from battles.providers.demo.provider import DemoProvider
from battles.providers.demo.roster import PERSONAS

HELLO = [Message("user", "Explain why the sky is blue, please.")]


async def answer(slug, messages=HELLO, **parameters):
    target = Target(upstream_name=slug, parameters=parameters)
    received = [part async for part in DemoProvider(speed=math.inf).stream(target, messages)]
    return received[:-1], received[-1]


async def outcomes_of(slug, seeds):
    """For each seed the text received and the error kind, if any."""
    results = []
    for seed in seeds:
        received = []
        target = Target(upstream_name=slug, parameters={"seed": seed})
        try:
            async for part in DemoProvider(speed=math.inf).stream(target, HELLO):
                received.append(part)
        except ProviderError as error:
            results.append((received, error))
        else:
            results.append((received, None))
    return results


@pytest.mark.parametrize("slug", [persona.slug for persona in PERSONAS if not persona.manner.fails])
async def test_every_persona_streams_pieces_and_one_finish_last(slug):
    pieces, finish = await answer(slug, seed=1)
    assert len(pieces) > 5
    assert all(isinstance(piece, str) and piece for piece in pieces)
    assert finish == Finish(FinishReason.STOP, input_tokens=7, output_tokens=len(pieces))


async def test_a_seed_gives_the_same_answer_again():
    assert await answer("moonlit-ferry", seed=7) == await answer("moonlit-ferry", seed=7)


async def test_without_a_seed_answers_vary():
    texts = {"".join((await answer("moonlit-ferry"))[0]) for _ in range(12)}
    assert len(texts) > 1


async def test_the_token_limit_cuts_and_says_so():
    pieces, finish = await answer("grand-marmalade-3", seed=1, max_tokens=5)
    assert len(pieces) == 5
    assert finish.reason is FinishReason.LENGTH


async def test_an_unknown_model_is_a_bad_request():
    with pytest.raises(ProviderError) as caught:
        await answer("nobody")
    assert caught.value.kind is ErrorKind.BAD_REQUEST


@pytest.mark.parametrize("messages", [[], [Message("user", "  ")], [Message("system", "Be nice.")]])
async def test_nothing_asked_is_a_bad_request(messages):
    with pytest.raises(ProviderError) as caught:
        await answer("moonlit-ferry", messages)
    assert caught.value.kind is ErrorKind.BAD_REQUEST


async def test_the_failing_persona_fails_in_several_ways_and_sometimes_not():
    results = await outcomes_of("leaky-rowboat", range(120))
    kinds = Counter(error.kind for _, error in results if error)
    assert set(kinds) == set(next(p for p in PERSONAS if p.slug == "leaky-rowboat").manner.failures)
    assert 15 < kinds.total() < 60


async def test_failures_in_mid_answer_come_after_some_text_and_others_before_any():
    for received, error in await outcomes_of("leaky-rowboat", range(120)):
        if error is None:
            assert isinstance(received[-1], Finish)
        else:
            assert bool(received) == (error.kind in provider_module.MID_ANSWER)
            assert not any(isinstance(part, Finish) for part in received)


async def test_only_a_rate_limit_says_when_to_come_back():
    results = await outcomes_of("leaky-rowboat", range(120))
    waits = {error.kind: error.retry_after for _, error in results if error}
    assert [kind for kind, wait in waits.items() if wait] == [ErrorKind.RATE_LIMITED]


async def test_the_rhythm_is_the_personas_own_and_speed_multiplies_it(monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(provider_module.asyncio, "sleep", sleep)
    for speed in (1.0, 10.0):
        target = Target(upstream_name="mossy-boulder-90", parameters={"seed": 3})
        async for _ in DemoProvider(speed=speed).stream(target, HELLO):
            pass
    slow, quick = slept[: len(slept) // 2], slept[len(slept) // 2 :]
    assert [round(pause / 10, 9) for pause in slow] == [round(pause, 9) for pause in quick]
    assert 1 / 18 * 0.5 <= min(slow[1:]) <= max(slow[1:]) <= 1 / 18 * 1.5


async def test_all_models_are_listed():
    assert await DemoProvider().list_models(Target(upstream_name="")) == ModelList([p.slug for p in PERSONAS])


def test_a_speed_of_zero_is_refused():
    with pytest.raises(ValueError, match="positive"):
        DemoProvider(speed=0)

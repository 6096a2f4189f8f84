"""A whole battle answered by a server that others wrote: registered, activated, asked, voted on, rated."""

import uuid

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.test import AsyncClient

from battles.models import Answer, Battle, Contender, LanguageModel
from ratings.published import published
from ratings.rebuild.run import rebuild
from tests import world

pytestmark = [pytest.mark.contract, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def served(aimock, monkeypatch):
    """An arena whose two models answer at the independent server."""
    monkeypatch.setenv("CONTRACT_API_KEY", aimock.key)
    arena = world.make_arena(vote_grace=0)
    call_command("add_endpoint", aimock.base_url, key_env="CONTRACT_API_KEY", arena="text", activate=True)
    endpoint = LanguageModel.objects.first().endpoint
    if Contender.objects.drawable(arena).count() < 2:  # its list of models may be short
        for name in ("first-model", "second-model"):
            world.make_contender(arena, name, endpoint=endpoint)
    return arena


async def start(client, prompt):
    data = {"prompt": prompt, "key": str(uuid.uuid4()), "arena": "text"}
    return (await client.post("/battles/", data))["Location"]


async def events(client, url):
    response = await client.get(f"{url}events/")
    return b"".join([part async for part in response.streaming_content]).decode()


async def test_from_prompt_to_board(runner, served):
    client = AsyncClient()
    url = await start(client, "What is a heron?")
    assert "蒼鷺" in await events(client, url)
    await client.post(f"{url}vote/", {"outcome": "a"})
    page = (await client.get(url)).content.decode()
    assert page.count("/models/") >= 2
    answers = await sync_to_async(lambda: list(Answer.objects.all()))()
    assert {answer.state for answer in answers} == {"done"}
    assert all(answer.output_tokens and answer.first_token_ms is not None for answer in answers)
    await sync_to_async(rebuild)(served)
    snapshot = await sync_to_async(lambda: published(served).snapshot("overall", "elo"))()
    assert snapshot.votes_counted == 1


@pytest.mark.parametrize(
    "prompt", ["rate limit", "overloaded", "garbled", "cut off", "filtered", "nothing", "dropped"]
)
async def test_a_fault_is_neutral_words_and_no_vote(runner, served, prompt):
    client = AsyncClient()
    url = await start(client, prompt)
    stream = await events(client, url)
    assert '"state":"failed"' in stream
    for word in ("contract-model", "Slow down", "Overloaded", "error"):
        assert word not in stream
    refused = await client.post(f"{url}vote/", {"outcome": "a"})
    assert refused.status_code == 409
    kinds = await sync_to_async(lambda: set(Answer.objects.values_list("error_kind", flat=True)))()
    assert "" not in kinds
    state = await sync_to_async(lambda: Battle.objects.get().state)()
    assert state == Battle.State.FAILED


async def test_thoughts_stay_out_of_sight(runner, served):
    client = AsyncClient()
    url = await start(client, "think")
    assert "Secret thoughts" not in await events(client, url)
    assert "Secret thoughts" not in (await client.get(url)).content.decode()

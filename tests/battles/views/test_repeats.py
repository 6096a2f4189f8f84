"""Repeated, late and expired requests: nothing is lost, and nothing is done twice."""

import asyncio
import re
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.test import AsyncClient, Client

from battles.models import Ballot, Battle, Vote, Voter
from battles.visitors import set_voter_cookie
from tests import world
from tests.battles.views.visitor import Visitor, count
from tests.patience import patiently

pytestmark = pytest.mark.django_db(transaction=True)


def post_without_token(client, url, data=None, **headers):
    return client.post(url, data or {}, headers=headers)


def test_an_expired_form_keeps_its_draft_and_can_be_sent_again(stage):
    client = Client(enforce_csrf_checks=True)
    data = {"prompt": "A long draft", "key": str(uuid.uuid4()), "arena": "text"}
    refused = post_without_token(client, "/battles/", data)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "had expired" in page
    assert "A long draft" in page
    assert not Battle.objects.exists()
    assert not Voter.objects.exists()
    data["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert client.post("/battles/", data).status_code == 302


def test_an_expired_vote_gets_a_new_token_and_the_next_try_counts(stage):
    battle = world.answered_battle(stage)
    client = Client(enforce_csrf_checks=True)
    set_voter(client, battle)
    url = f"/battles/{battle.key}/vote/"
    refused = post_without_token(client, url, {"outcome": "a"}, HX_Request="true")
    assert refused.status_code == 403
    assert not Ballot.objects.exists()
    again = {"outcome": "a", "csrfmiddlewaretoken": refused["X-CSRFToken"]}
    assert client.post(url, again, headers={"HX-Request": "true"}).status_code == 200
    assert Vote.objects.get().battle == battle


def test_an_expired_prompt_keeps_its_draft_on_the_battles_page(stage):
    battle = world.answered_battle(stage)
    client = Client(enforce_csrf_checks=True)
    set_voter(client, battle)
    data = {"prompt": "A further draft", "turn": "2"}
    refused = post_without_token(client, f"/battles/{battle.key}/prompts/", data)
    assert refused.status_code == 403
    assert "A further draft" in refused.content.decode()
    assert battle.prompts.count() == 1


def test_a_form_of_another_site_is_not_shown_again(stage):
    client = Client(enforce_csrf_checks=True)
    data = {"prompt": "Their words", "key": str(uuid.uuid4()), "arena": "text"}
    refused = post_without_token(client, "/battles/", data, Origin="https://elsewhere.example")
    assert refused.status_code == 403
    assert "Their words" not in refused.content.decode()


def set_voter(client, battle):
    response = HttpResponse()
    set_voter_cookie(response, battle.voter.key)
    client.cookies.update(response.cookies)


async def test_a_first_visitor_who_posts_twice_is_one_voter_with_one_battle(runner, stage):
    data = {"prompt": "What is a heron?", "key": str(uuid.uuid4()), "arena": "text"}
    # Clients without cookies: the answer to the first post has not arrived, or never will.
    posts = [AsyncClient().post("/battles/", data) for _ in range(3)]
    responses = await asyncio.gather(*posts)
    assert {response.status_code for response in responses} == {302}
    assert len({response["Location"] for response in responses}) == 1
    assert (await count(Battle), await count(Voter)) == (1, 1)
    visitor = Visitor()
    visitor.client.cookies.update(responses[-1].cookies)
    visitor.url = responses[0]["Location"]
    assert "event: done" in await visitor.events()


async def test_the_voter_of_a_form_cannot_be_taken_over_by_the_battles_address(runner, stage):
    visitor = Visitor()
    started = await visitor.start()
    battle_key = started["Location"].strip("/").split("/")[-1]
    other = Visitor()
    await other.start(key=battle_key)
    assert await count(Voter) == 2
    assert (await other.client.get(started["Location"])).status_code == 404


async def test_a_stored_turn_that_nobody_started_is_started_by_its_reader(runner, stage, monkeypatch):
    monkeypatch.setattr(runner, "start_soon", lambda *turn: None)  # the process dies here
    visitor = Visitor()
    await visitor.start()
    assert runner.running() == []
    events = await patiently(visitor.events())
    assert events.count('"state":"done"') == 2
    assert "event: done" in events


async def test_a_stored_turn_that_nobody_started_is_started_by_a_repeat(runner, stage, monkeypatch):
    visitor, key = Visitor(), str(uuid.uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(runner, "start_soon", lambda *turn: None)
        first = await visitor.start(key=key)
    again = await visitor.start(key=key)
    assert again["Location"] == first["Location"]
    for turn in runner.running():  # none if it has ended already
        await patiently(turn.task)
    assert await sync_to_async(lambda: Battle.objects.get().state)() == "answered"


async def test_a_late_vote_is_told_that_the_first_stands(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    await visitor.do("vote", {"outcome": "a"})
    same = await visitor.do("vote", {"outcome": "a"})
    late = await visitor.do("vote", {"outcome": "b"})
    assert (same.status_code, late.status_code) == (302, 409)
    assert "that vote stands" in late.content.decode()
    fragment = await visitor.do("vote", {"outcome": "b"}, **{"HX-Request": "true"})
    assert "that vote stands" in fragment.content.decode()
    assert await sync_to_async(lambda: Vote.objects.get().get_outcome_display())() == "A is better"

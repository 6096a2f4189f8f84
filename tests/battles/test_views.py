"""The pages of a battle over HTTP, as a browser with and without scripts uses them."""

import asyncio
import re
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.test import AsyncClient, Client

from battles.counting.eligibility import Reason, get_reason
from battles.generation import assignment
from battles.generation.runner import RUNNER
from battles.models import Ballot, Battle, Vote, Voter
from battles.providers.base import ErrorKind, FinishReason
from battles.visitors import set_voter_cookie
from tests import world
from tests.world import ScriptedProvider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scripted(monkeypatch):
    provider = ScriptedProvider()
    monkeypatch.setattr(assignment, "get_provider", lambda wire_format: provider)
    return provider


@pytest.fixture
def stage(scripted):
    arena = world.make_arena(vote_grace=0)
    world.make_pool(arena)
    return arena


class Visitor:
    """A browser without scripts."""

    def __init__(self):
        self.client = AsyncClient()
        self.url = ""

    async def start(self, prompt="What is a heron?", **more):
        data = {"prompt": prompt, "key": str(uuid.uuid4()), "arena": "text"} | more
        response = await self.client.post("/battles/", data)
        self.url = response.get("Location", "")
        return response

    async def stream(self, **headers):
        return await self.client.get(f"{self.url}events/", headers=headers)

    async def events(self, **headers) -> str:
        response = await self.stream(**headers)
        return b"".join([part async for part in response.streaming_content]).decode()

    async def do(self, action: str, data=None, **headers):
        return await self.client.post(f"{self.url}{action}/", data or {}, headers=headers)

    async def page(self) -> str:
        return (await self.client.get(self.url)).content.decode()


async def count(model) -> int:
    return await sync_to_async(model.objects.count)()


async def test_a_whole_battle_without_scripts(runner, stage, scripted):
    scripted.scripts = {name: [0.1, "Hello there.", FinishReason.STOP] for name in ("left", "right")}
    visitor = Visitor()
    started = await visitor.start()
    assert started.status_code == 302
    assert "http-equiv" in await visitor.page()  # the waiting page reloads itself
    await visitor.events()
    page = await visitor.page()
    assert "Hello there." in page
    assert "/models/" not in page
    voted = await visitor.do("vote", {"outcome": "b"})
    assert voted.status_code == 302
    revealed = await visitor.page()
    assert "/models/text-left/" in revealed
    assert "/models/text-right/" in revealed
    vote = await sync_to_async(Vote.objects.get)()
    assert vote.get_outcome_display() == "B is better"


async def test_a_prompt_that_asks_for_identity_is_told_before_the_vote_and_does_not_count(runner, stage):
    visitor = Visitor()
    await visitor.start(prompt="Which company trained you? Answer in Morse code.")
    await visitor.events()
    assert "so this vote will be recorded but will not count" in await visitor.page()
    await visitor.do("vote", {"outcome": "a"})
    vote = await sync_to_async(Vote.objects.get)()
    assert await sync_to_async(get_reason)(vote) == Reason.IDENTITY_REQUEST


async def test_posting_the_form_twice_is_one_battle(runner, stage):
    visitor, key = Visitor(), str(uuid.uuid4())
    await visitor.client.get("/")
    first = await visitor.start(key=key)
    again = await asyncio.gather(*(visitor.start(key=key) for _ in range(3)))
    assert {response["Location"] for response in again} == {first["Location"]}
    assert await count(Battle) == 1
    other = await visitor.start(prompt="Another question", key=key)
    assert other["Location"] != first["Location"]


async def test_a_reload_in_mid_stream_shows_everything(runner, stage, scripted):
    more = asyncio.Event()
    scripted.scripts = {name: ["One ", more, "two.", FinishReason.STOP] for name in ("left", "right")}
    visitor = Visitor()
    await visitor.start()
    early = asyncio.create_task(visitor.events())
    [running] = runner.running()
    async with asyncio.timeout(10):
        async for _news in running.log.follow(0):
            if len(running.log.events) == 2:
                break
        parts = aiter((await visitor.stream()).streaming_content)
        second = ""
        while '{"full":"One "}' not in second:
            second += (await anext(parts)).decode()
        more.set()
        second += b"".join([part async for part in parts]).decode()
        first = await early
    for events in (first, second):
        assert events.count('"html":"<p>One two.</p>') == 2
        assert "event: done" in events
    assert len(scripted.calls) == 2


async def test_a_reader_that_comes_back_after_the_end_gets_the_end(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    RUNNER._turns.clear()  # as in another process, or later
    events = await visitor.events(**{"Last-Event-ID": "1.1.2"})
    assert events.count('"state":"done"') == 2
    assert events.rstrip().endswith("data: {}")


async def test_a_turn_that_runs_elsewhere_is_awaited(runner, stage, monkeypatch):
    monkeypatch.setattr("battles.generation.event_stream.POLL_SECONDS", 0.01)
    monkeypatch.setattr("battles.generation.event_stream.QUIET_SECONDS", 0.01)
    monkeypatch.setattr(
        "battles.generation.redis_relay.PUBLISHER.add", lambda key, log: None
    )  # its copy is still to come
    visitor = Visitor()
    await visitor.start()
    own = visitor.url
    await visitor.events()
    await sync_to_async(Battle.objects.update)(state="running")
    RUNNER._turns.clear()
    visitor.url = own
    waiting = asyncio.create_task(visitor.events())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await sync_to_async(Battle.objects.update)(state="answered")
    assert "event: done" in await asyncio.wait_for(waiting, 5)


async def test_the_stream_cannot_be_cached_or_buffered(runner, stage):
    visitor = Visitor()
    await visitor.start()
    response = await visitor.client.get(f"{visitor.url}events/")
    assert response["Content-Type"] == "text/event-stream"
    assert "no-cache" in response["Cache-Control"]
    assert response["X-Accel-Buffering"] == "no"
    async for _part in response.streaming_content:
        pass


async def test_nobody_else_sees_the_battle(runner, stage):
    visitor, stranger = Visitor(), Visitor()
    await visitor.start()
    await visitor.events()
    for path in ("", "events/", "ballot/"):
        assert (await stranger.client.get(f"{visitor.url}{path}")).status_code == 404
    for path in ("vote", "reveal", "stop", "regenerate", "prompts", "again"):
        assert (await stranger.client.post(f"{visitor.url}{path}/", {"outcome": "a"})).status_code == 404
    assert await count(Ballot) == 0


async def test_a_forged_cookie_is_nobody(runner, stage):
    visitor = Visitor()
    await visitor.start()
    voter = await sync_to_async(Voter.objects.get)()
    forger = AsyncClient()
    forger.cookies["arena_voter"] = f"{voter.key}:forged"
    assert (await forger.get(visitor.url)).status_code == 404


async def test_many_posts_of_one_vote_are_one_vote_and_one_reveal(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    replies = await asyncio.gather(
        *(visitor.do("vote", {"outcome": "a"}, **{"HX-Request": "true"}) for _ in range(12))
    )
    assert {reply.status_code for reply in replies} == {200}
    bodies = {re.sub(r'value="[A-Za-z0-9]{64}"', "", reply.content.decode()) for reply in replies}
    assert len(bodies) == 1
    assert await count(Vote) == 1


async def test_within_the_grace_the_choice_may_change_and_names_stay_hidden(runner, stage):
    await sync_to_async(lambda: type(stage).objects.update(vote_grace=60))()
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    await visitor.do("vote", {"outcome": "a"})
    assert "/models/" not in await visitor.page()
    await visitor.do("vote", {"outcome": "tie"})
    assert await count(Vote) == 0
    await visitor.do("reveal")
    assert "/models/text-left/" in await visitor.page()
    assert (await sync_to_async(Vote.objects.get)()).get_outcome_display() == "Tie"


async def test_a_failed_side_takes_no_vote_and_offers_a_fresh_pair(runner, stage, scripted):
    scripted.scripts["left"] = [ErrorKind.UPSTREAM_5XX]
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    refused = await visitor.do("vote", {"outcome": "a"})
    assert refused.status_code == 409
    assert await count(Vote) == 0
    scripted.scripts.clear()
    again = await visitor.do("again")
    assert again.status_code == 302
    assert again["Location"] != visitor.url
    twice = await visitor.do("again")
    assert twice["Location"] == again["Location"]
    assert await count(Battle) == 2


async def test_a_stopped_battle_says_that_its_vote_does_not_count(runner, stage, scripted):
    scripted.scripts["left"] = ["So far ", None]
    visitor = Visitor()
    await visitor.start()
    reading = asyncio.create_task(visitor.events())
    await asyncio.sleep(0.05)
    await visitor.do("stop")
    await asyncio.wait_for(reading, 5)
    await visitor.do("vote", {"outcome": "b"})
    assert "An answer was stopped before its end." in await visitor.page()


async def test_side_by_side_shows_the_names_and_says_it_never_counts(runner, stage):
    pool = await sync_to_async(lambda: list(stage.contenders.order_by("id")))()
    visitor = Visitor()
    await visitor.start(a=str(pool[0].pk), b=str(pool[1].pk))
    await visitor.events()
    assert "left" in await visitor.page()
    await visitor.do("vote", {"outcome": "a"})
    assert "only blind battles count" in await visitor.page()


async def test_a_refused_prompt_is_told_and_kept(runner, stage):
    await sync_to_async(lambda: type(stage).objects.update(max_prompt_characters=5))()
    visitor = Visitor()
    refused = await visitor.start(prompt="much too long")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "13 characters, 8 more than the 5" in text
    assert "much too long" in text
    assert await count(Battle) == 0


async def test_too_many_prompts_are_refused_with_the_time_to_come_back(runner, stage, settings):
    settings.BATTLES_PER_MINUTE = 2
    visitor = Visitor()
    for _ in range(3):  # the first one makes the voter
        assert (await visitor.start()).status_code == 302
    refused = await visitor.start(prompt="Fourth")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 120
    assert "Fourth" in refused.content.decode()
    assert "Please try again in" in refused.content.decode()
    assert await count(Battle) == 3


async def test_a_refused_post_of_new_visitors_writes_nothing(runner, stage, settings):
    settings.BATTLES_PER_MINUTE = 1
    for _ in range(6):  # the limit of one address
        assert (await Visitor().start()).status_code == 302
    for _ in range(5):
        refused = await Visitor().start()
        assert refused.status_code == 429
        assert not refused.cookies.get("arena_voter")
    assert (await count(Voter), await count(Battle)) == (6, 6)


async def test_a_repeated_regenerate_is_not_charged_again(runner, stage, settings):
    settings.BATTLES_PER_MINUTE = 2  # the first prompt makes the voter
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    for _ in range(4):
        assert (await visitor.do("regenerate", {"attempt": "2"})).status_code == 302
    await visitor.events()
    assert (await visitor.do("regenerate", {"attempt": "3"})).status_code == 302
    await visitor.events()
    refused = await visitor.do("regenerate", {"attempt": "4"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


async def test_changes_of_a_ballot_are_limited_and_repeats_are_free(runner, stage, monkeypatch):
    monkeypatch.setattr("battles.rate_limits.policies.BALLOTS_PER_MINUTE", 3)
    await sync_to_async(lambda: type(stage).objects.update(vote_grace=60))()
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    for outcome in ("a", "a", "a", "b", "a"):
        assert (await visitor.do("vote", {"outcome": outcome})).status_code == 302
    refused = await visitor.do("vote", {"outcome": "tie"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert (await visitor.do("vote", {"outcome": "a"})).status_code == 302
    assert await count(Ballot) == 3


async def test_a_conversation_goes_on(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    assert (await visitor.do("prompts", {"prompt": "And a stork?", "turn": "2"})).status_code == 302
    events = await visitor.events()
    assert "id: 2.1." in events
    page = await visitor.page()
    assert "And a stork?" in page
    assert "What is a heron?" in page


@pytest.mark.parametrize(
    ("action", "data", "status"),
    [
        ("prompts", {"prompt": "x"}, 422),
        ("prompts", {"prompt": " ", "turn": "2"}, 422),
        ("regenerate", {"attempt": "x"}, 422),
        ("regenerate", {"attempt": "9" * 5000}, 422),
        ("vote", {"outcome": ""}, 422),
        ("vote", {"outcome": "c"}, 422),
        ("reveal", {}, 409),
    ],
)
async def test_bad_input_gets_words_and_changes_nothing(runner, stage, action, data, status):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    refused = await visitor.do(action, data)
    assert refused.status_code == status
    assert 'role="alert"' in refused.content.decode()
    assert await count(Ballot) == 0


@pytest.mark.parametrize(
    "data", [{"key": "not-a-key"}, {"a": "1"}, {"a": "1", "b": "1"}, {"a": "x", "b": "y"}]
)
async def test_a_damaged_form_is_refused_with_words(runner, stage, data):
    refused = await Visitor().start(**data)
    assert refused.status_code == 422
    assert await count(Battle) == 0


async def test_hostile_text_is_shown_as_text(runner, stage, scripted):
    hostile = "<script>alert(1)</script> ![x](http://evil.example/p.png) <img src=x onerror=alert(1)>"
    scripted.scripts["left"] = [hostile, FinishReason.STOP]
    visitor = Visitor()
    await visitor.start(prompt=hostile)
    await visitor.events()
    page = await visitor.page()
    assert "<script>alert" not in page
    assert "<img" not in page.split("<main")[1]
    assert "&lt;script&gt;alert(1)" in page


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
    set_voter_cookie(response, battle.voter)
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
    monkeypatch.setattr(runner, "start_soon", lambda key, battle_key: None)  # the process dies here
    visitor = Visitor()
    await visitor.start()
    assert runner.running() == []
    events = await asyncio.wait_for(visitor.events(), 10)
    assert events.count('"state":"done"') == 2
    assert "event: done" in events


async def test_a_stored_turn_that_nobody_started_is_started_by_a_repeat(runner, stage, monkeypatch):
    visitor, key = Visitor(), str(uuid.uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(runner, "start_soon", lambda key, battle_key: None)
        first = await visitor.start(key=key)
    again = await visitor.start(key=key)
    assert again["Location"] == first["Location"]
    [turn] = runner.running()
    await asyncio.wait_for(turn.task, 10)
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


def test_a_closed_arena_is_404(client, stage):
    type(stage).objects.update(accepts_battles=False)
    assert client.get("/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_language_is_remembered_and_the_page_kept(client, stage, language):
    response = client.get(f"/language/{language}/", {"next": "/side-by-side/"})
    expected = "/side-by-side/" if language == "en" else "/zh-hant/side-by-side/"
    assert response["Location"] == expected
    assert client.get("/language/xx/").status_code == 404
    assert client.get(f"/language/{language}/", {"next": "https://evil.example/"})["Location"] in (
        "/",
        "/zh-hant/",
    )


def test_every_page_carries_the_strict_policy(client, stage):
    for url in ("/", "/side-by-side/", "/about/", "/nowhere/"):
        policy = client.get(url)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


async def test_speeds_are_shown_after_the_vote_and_not_before(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    assert "First word after" not in await visitor.page()
    await visitor.do("vote", {"outcome": "a"})
    assert (await visitor.page()).count("First word after") == 2


async def test_a_battle_can_be_left_without_a_vote(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    assert '<a href="/arena/text/">Skip without a vote</a>' in await visitor.page()
    await visitor.do("vote", {"outcome": "a"})
    assert "Skip without a vote" not in await visitor.page()

"""The pages of a battle over HTTP, as a browser with and without scripts uses them."""

import asyncio
import re
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from battles.counting.eligibility import Reason, get_reason
from battles.generation.runner import RUNNER
from battles.models import Ballot, Battle, Vote, Voter
from battles.providers.base import ErrorKind, FinishReason
from tests.battles.views.visitor import Visitor, count
from tests.patience import PATIENCE_SECONDS, patiently, until

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_whole_battle_without_scripts(runner, stage, scripted):
    more = asyncio.Event()
    scripted.scripts = {name: [more, "Hello there.", FinishReason.STOP] for name in ("left", "right")}
    visitor = Visitor()
    started = await visitor.start()
    assert started.status_code == 302
    assert "http-equiv" in await visitor.page()  # the waiting page reloads itself
    more.set()
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


async def test_a_running_battle_is_found_without_the_database_and_for_its_own_visitor_alone(
    runner, stage, scripted
):
    more = asyncio.Event()
    scripted.scripts = {name: ["One ", more, "two.", FinishReason.STOP] for name in ("left", "right")}
    visitor = Visitor()
    await visitor.start()
    battle = await sync_to_async(Battle.objects.select_related("voter").get)()
    turn = (battle.pk, 1, 1)
    await until(lambda: RUNNER.get(turn) is not None)
    assert RUNNER.find_own(battle.key, battle.voter.key) == turn
    assert RUNNER.find_own(battle.key, uuid.uuid4()) is None
    assert RUNNER.find_own(battle.key, None) is None
    assert RUNNER.find_own(uuid.uuid4(), battle.voter.key) is None
    stranger = await AsyncClient().get(f"{visitor.url}events/")
    assert stranger.status_code == 404
    more.set()
    await visitor.events()
    # From now on a further turn may be the newest: the database knows.
    assert RUNNER.find_own(battle.key, battle.voter.key) is None


async def test_a_reload_in_mid_stream_shows_everything(runner, stage, scripted):
    more = asyncio.Event()
    scripted.scripts = {name: ["One ", more, "two.", FinishReason.STOP] for name in ("left", "right")}
    visitor = Visitor()
    await visitor.start()
    early = asyncio.create_task(visitor.events())
    [running] = runner.running()
    async with asyncio.timeout(PATIENCE_SECONDS):
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
    await sync_to_async(Battle.objects.update)(state="running", generator=uuid.uuid4())
    RUNNER._turns.clear()
    visitor.url = own
    waiting = asyncio.create_task(visitor.events())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await sync_to_async(Battle.objects.update)(state="answered")
    assert "event: done" in await patiently(waiting)


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
    [turn] = runner.running()
    await until(lambda: any(side.released for side in turn.release.sides.values()))
    await visitor.do("stop")
    await patiently(reading)
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
    assert "First word" not in await visitor.page()
    await visitor.do("vote", {"outcome": "a"})
    assert (await visitor.page()).count("<dt>First word</dt>") == 2


async def test_a_battle_can_be_left_without_a_vote(runner, stage):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    assert '<a href="/arena/text/">Skip without a vote</a>' in await visitor.page()
    await visitor.do("vote", {"outcome": "a"})
    assert "Skip without a vote" not in await visitor.page()

"""Every fault of a server on a real socket, in a whole battle: its stored kind, its retries, its end."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from battles import services
from battles.models import Battle, LanguageModel
from battles.outcomes import Outcome
from battles.services import NotVotable
from battles.tags import Tag
from tests import world
from tests.battles.providers.upstream import SCRIPTS, ok
from tests.battles.whole_battle import name_of, run, stored
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)

SILENT_FAULTS = {
    "unauthorized": ("auth", 1),
    "rate limited": ("rate_limited", 3),
    "server error": ("upstream_5xx", 3),
    "bad request": ("bad_request", 1),
    "filtered prompt": ("content_filter", 1),
    "no answer": ("connect", 3),
    "no http": ("malformed", 3),
    "empty": ("empty", 3),
    "late first token": ("timeout_first", 1),
}
"""Faults before the first token: the stored kind, and how often the model is asked."""

LOUD_FAULTS = {
    "malformed chunk": "malformed",
    "huge line": "too_long",
    "cut in the middle": "truncated",
    "missing finish reason": "truncated",
    "endless": "too_long",
    "silence": "timeout_idle",
    "content filter": "content_filter",
    "error in the stream": "upstream_5xx",
}
"""Faults after it."""


def test_every_fault_of_the_raw_server_is_one_or_the_other():
    assert set(SCRIPTS) - {"reasoning"} == set(SILENT_FAULTS) | set(LOUD_FAULTS)


@sync_to_async
def served(upstream, names=("left", "middle", "right"), **model) -> Battle:
    endpoint = world.make_endpoint("Raw", wire_format="openai", base_url=upstream.base_url)
    arena = world.make_arena()
    patience = {"first_token_timeout": 30.0, "idle_timeout": 5.0, "total_timeout": 30.0}
    pool = {
        name: world.make_contender(arena, name, endpoint=endpoint, **(patience | model)) for name in names
    }
    battle = world.open_battle(arena, choice=(pool["left"].pk, pool["right"].pk))
    Battle.objects.filter(pk=battle.pk).update(mode=Battle.Mode.ANONYMOUS)
    return battle


def asked(upstream, name):
    return sum(request.body["model"] == name for request in upstream.chats)


def patience_for(fault):
    """Short only where the fault is to be late."""
    late = {"late first token": {"first_token_timeout": 0.3}, "silence": {"idle_timeout": 0.3}}
    return late.get(fault, {})


@pytest.mark.parametrize("fault", SILENT_FAULTS)
async def test_a_silent_fault_of_a_real_server_is_stored_and_replaced(runner, upstream, pauses, fault):
    kind, times = SILENT_FAULTS[fault]
    upstream.by_model["left"] = SCRIPTS[fault]
    battle = await served(upstream, **patience_for(fault))
    await run(runner, battle)
    battle, a, b, (replacement,) = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    assert (replacement.error_kind, replacement.retries) == (kind, times - 1)
    assert (name_of(a), a.text, b.text) == ("middle", "Hello there.", "Hello there.")
    assert asked(upstream, "left") == times


@pytest.mark.parametrize("fault", LOUD_FAULTS)
async def test_a_fault_after_the_first_token_takes_no_vote_and_keeps_the_other_side(
    runner, upstream, pauses, fault
):
    upstream.by_model["left"] = SCRIPTS[fault]
    battle = await served(upstream, **patience_for(fault))
    turn = await run(runner, battle)
    battle, a, b, replacements = await stored(battle)
    assert battle.state == Battle.State.FAILED
    assert Tag(battle.tags) & Tag.FAILED_ANSWER
    assert (name_of(a), a.state, a.error_kind) == ("left", "failed", LOUD_FAULTS[fault])
    assert (b.state, b.text) == ("done", "Hello there.")
    assert (asked(upstream, "left"), pauses, replacements) == (1, [], [])
    with pytest.raises(NotVotable):
        await sync_to_async(services.cast_ballot)(battle, outcome=Outcome.A, now=NOON)
    ends = [event.data for event in turn.log.events if "state" in event.data]
    assert sorted(end["state"] for end in ends) == ["done", "failed"]
    if a.error_detail:
        assert a.error_detail not in repr(turn.log.events)


async def test_a_refused_connection_is_asked_again_and_replaced(runner, upstream, pauses):
    battle = await served(upstream)
    closed = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()

    def move():
        nowhere = world.make_endpoint("Nowhere", wire_format="openai", base_url=f"http://127.0.0.1:{port}/v1")
        LanguageModel.objects.filter(name="left").update(endpoint=nowhere)

    await sync_to_async(move)()
    await run(runner, battle)
    battle, a, _b, (replacement,) = await stored(battle)
    assert (battle.state, name_of(a)) == (Battle.State.ANSWERED, "middle")
    assert (replacement.error_kind, replacement.retries, len(pauses)) == ("connect", 2, 2)


async def test_a_real_server_that_recovers_is_not_replaced(runner, upstream, pauses):
    upstream.play(SCRIPTS["server error"], SCRIPTS["rate limited"], ok("Back", " again."))
    upstream.by_model["right"] = ok()
    battle = await served(upstream)
    await run(runner, battle)
    battle, a, _b, replacements = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    assert (name_of(a), a.text, a.retries, replacements) == ("left", "Back again.", 2, [])
    assert 0.25 <= pauses[0] <= 0.5
    assert 7.0 < pauses[1] <= 8.0

"""A paced turn from prompt to stored texts: what is released is what is read, stored and voted on."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from battles.generation.claims import get_newest_turn
from battles.models import Answer, Battle
from battles.providers.base import FinishReason
from tests import world
from tests.patience import patiently

pytestmark = pytest.mark.django_db(transaction=True)

SPEED = 30.0
"""Pacing at thirty times its speed: the rules are the same, the test is short."""


@pytest.fixture(autouse=True)
def _paced(settings):
    settings.DEMO_SPEED = SPEED


@sync_to_async
def opened(**more) -> Battle:
    arena = world.make_arena()
    world.make_pool(arena)
    return world.open_battle(arena, **more)


async def start(runner, battle: Battle):
    return runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))


@sync_to_async
def stored(battle: Battle) -> tuple[Battle, dict[str, Answer]]:
    answers = Answer.objects.filter(prompt__battle=battle)
    return Battle.objects.get(pk=battle.pk), {answer.side: answer for answer in answers}


def texts(turn) -> dict[str, str]:
    """What a reader who saw every event has read, by side."""
    read = {"a": "", "b": ""}
    for event in turn.log.events:
        read[event.name] = read.get(event.name, "") + event.data.get("text", "")
    return read


async def first_text(turn, *, of=all) -> None:
    """Wait until a reader would see text of both sides; of any with `of=any`."""
    async for _events in turn.log.follow(0, quiet=1.0):
        if of(texts(turn)[side] for side in "ab"):
            return


async def test_both_sides_are_read_in_equal_steps_and_stored_whole(runner, scripted):
    scripted.scripts["left"] = ["x" * 1800, FinishReason.STOP]
    scripted.scripts["right"] = ["y" * 1800, FinishReason.STOP]
    battle = await opened()
    turn = await start(runner, battle)
    await patiently(turn.task)
    steps = [(event.name, len(event.data["text"])) for event in turn.log.events if "text" in event.data]
    a, b = ([size for name, size in steps if name == side] for side in ("a", "b"))
    assert a == b
    assert len(a) > 2
    battle, answers = await stored(battle)
    assert battle.pace == Battle.Pace.PACED
    assert {side: answer.text for side, answer in answers.items()} == {
        side: text for side, text in texts(turn).items() if side in {"a", "b"}
    }


async def test_a_stop_stores_what_was_read_and_no_more(runner, scripted):
    scripted.scripts["left"] = ["x" * 9000, FinishReason.STOP]
    scripted.scripts["right"] = ["y" * 9000, FinishReason.STOP]
    battle = await opened()
    turn = await start(runner, battle)
    await first_text(turn)
    turn.stop.set()
    await patiently(turn.task)
    _battle, answers = await stored(battle)
    for side, answer in answers.items():
        assert answer.state == Answer.State.STOPPED
        assert answer.text == texts(turn)[side]
        assert 0 < len(answer.text) < 9000


async def test_the_voter_may_choose_a_free_release(runner, scripted):
    scripted.scripts["left"] = ["x" * 9000, FinishReason.STOP]
    battle = await opened(is_free=True)
    turn = await start(runner, battle)
    await patiently(turn.task)
    battle, _answers = await stored(battle)
    assert battle.pace == Battle.Pace.FREE
    assert max(len(event.data.get("text", "")) for event in turn.log.events) == 9000


async def test_a_side_that_begins_alone_is_a_fact_of_the_battle(runner, scripted):
    is_read = asyncio.Event()
    scripted.scripts["left"] = ["x" * 30, FinishReason.STOP]
    scripted.scripts["right"] = [is_read, "y" * 30, FinishReason.STOP]
    battle = await opened()
    turn = await start(runner, battle)
    await first_text(turn, of=any)
    is_read.set()
    await patiently(turn.task)
    battle, _answers = await stored(battle)
    assert battle.pace == Battle.Pace.APART


async def test_a_server_that_stops_releases_the_rest_at_once(runner, scripted):
    scripted.scripts["left"] = ["x" * 90_000, FinishReason.STOP]
    scripted.scripts["right"] = ["y" * 90_000, FinishReason.STOP]
    battle = await opened()
    turn = await start(runner, battle)
    await first_text(turn)
    await runner.shutdown(patience=5)
    battle, answers = await stored(battle)
    assert battle.state == Battle.State.ANSWERED
    assert {len(answer.text) for answer in answers.values()} == {90_000}

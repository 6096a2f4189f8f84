"""Another model for a side that stalls: when it is offered, what it does, what it leaves alone."""

import asyncio
import math

import pytest
from asgiref.sync import sync_to_async

from battles.generation.claims import get_newest_turn
from battles.models import Answer, Battle, ModelHealth, Replacement
from battles.providers.base import FinishReason
from tests import world
from tests.patience import patiently, until

pytestmark = pytest.mark.django_db(transaction=True)

SPEED = 40.0
"""Everything at forty times its speed: the rules are the same."""


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.DEMO_SPEED = SPEED


@sync_to_async
def opened(names=("left", "right", "third"), **more) -> Battle:
    arena = world.make_arena(is_paced=more.pop("is_paced", False))
    pool = world.make_pool(arena, names)
    battle = world.open_battle(arena, **more)
    Battle.objects.filter(pk=battle.pk).update(contender_a=pool[0], contender_b=pool[1])
    for side, contender in (("a", pool[0]), ("b", pool[1])):
        Answer.objects.filter(prompt__battle=battle, side=side).update(contender=contender)
    return battle


@pytest.fixture
def is_late(monkeypatch) -> asyncio.Event:
    """Set it, and every side that has not begun is late. No side is late by the clock."""
    is_late = asyncio.Event()

    async def watch(stalls):
        while not stalls.is_over:
            await is_late.wait()
            is_late.clear()
            stalls.check(math.inf)

    monkeypatch.setattr("battles.generation.turn.watch_stalls", watch)
    return is_late


async def start(runner, battle: Battle):
    return runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))


async def until_stalled(turn, side="a") -> None:
    async for _events in turn.log.follow(0, quiet=0.05):
        if turn.stalls is not None and side in turn.stalls.stalled:
            return


@sync_to_async
def stored(battle: Battle):
    answers = Answer.objects.filter(prompt__battle=battle).select_related("contender__model").order_by("side")
    return list(answers), list(Replacement.objects.all()), Battle.objects.get(pk=battle.pk).state


@pytest.mark.parametrize("is_paced", [False, True])
async def test_the_voter_gets_another_model_for_a_side_that_has_not_begun(
    runner, scripted, is_late, is_paced
):
    scripted.scripts["left"] = [None]
    scripted.scripts["third"] = ["Here I am.", FinishReason.STOP]
    battle = await opened(is_paced=is_paced)
    turn = await start(runner, battle)
    await until(lambda: turn.release.sides and turn.release.sides["b"].is_ready)
    is_late.set()
    await patiently(until_stalled(turn))
    assert turn.stalls.stalled == {"a"}
    runner.request_replacement(turn.key, "a")
    await patiently(turn.task)
    (a, b), (replacement,), state = await stored(battle)
    assert (a.contender.model.name, a.text, b.text) == ("third", "Here I am.", "Hello there.")
    assert (replacement.side, replacement.error_kind, state) == ("a", "unwanted", "answered")
    assert replacement.probability == pytest.approx(1.0)
    assert not await sync_to_async(ModelHealth.objects.filter(model__name="left").exists)()
    events = [event.data["stalled"] for event in turn.log.events if "stalled" in event.data]
    assert events == ["yes", ""]


async def test_no_event_says_which_model_stalls(runner, scripted):
    scripted.scripts["left"] = [None]
    battle = await opened()
    turn = await start(runner, battle)
    await patiently(until_stalled(turn))
    runner.request_replacement(turn.key, "a")
    await patiently(turn.task)
    assert not {"left", "right", "third"} & set(str(turn.log.events).replace("'", " ").split())


async def test_a_side_that_has_begun_keeps_its_model(runner, scripted):
    more = asyncio.Event()
    scripted.scripts["left"] = ["First words ", more, "and the rest.", FinishReason.STOP]
    battle = await opened()
    turn = await start(runner, battle)
    async for _events in turn.log.follow(0, quiet=0.05):
        if turn.release.sides.get("a") and turn.release.sides["a"].released:
            break
    runner.request_replacement(turn.key, "a")
    await asyncio.sleep(0)
    more.set()
    await patiently(turn.task)
    (a, _b), replacements, _state = await stored(battle)
    assert (a.text, replacements) == ("First words and the rest.", [])


async def test_without_another_model_the_first_keeps_its_chance(runner, scripted):
    words = asyncio.Event()
    scripted.scripts["left"] = [words, "At last.", FinishReason.STOP]
    battle = await opened(("left", "right"))
    turn = await start(runner, battle)
    await patiently(until_stalled(turn))
    runner.request_replacement(turn.key, "a")
    await asyncio.sleep(0.05)
    words.set()
    await patiently(turn.task)
    (a, _b), replacements, state = await stored(battle)
    assert (a.text, replacements, state) == ("At last.", [], "answered")


async def test_nothing_is_offered_where_both_begin_in_time(runner, scripted, is_late):
    battle = await opened()
    turn = await start(runner, battle)
    runner.request_replacement(turn.key, "a")
    await patiently(turn.task)
    assert not [event for event in turn.log.events if "stalled" in event.data]
    _answers, replacements, _state = await stored(battle)
    assert replacements == []

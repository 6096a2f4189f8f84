"""What visitors ask of a turn that another process generates: it waits in the database until it is read."""

import datetime as dt

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from battles.generation import runner as runner_module
from battles.generation.claims import get_newest_turn
from battles.generation.runner import TurnRunner
from battles.generation.turn_signals import KEEP, delete_old_signals, send_signal, take_signals
from battles.models import Answer, TurnSignal
from battles.tags import Tag
from tests import world
from tests.patience import patiently

STOP, REPLACE_A = TurnSignal.Kind.STOP, TurnSignal.Kind.REPLACE_A


@pytest.fixture
def key(arena, pool):
    return get_newest_turn(world.open_battle(arena))


@pytest.mark.django_db
def test_a_signal_is_taken_once_by_whoever_generates_its_turn(key):
    now = timezone.now()
    send_signal(key, REPLACE_A)
    send_signal(key, STOP)
    send_signal(key, STOP)
    other_turn = (key[0], 2, 1)
    assert take_signals({other_turn}, now=now) == []
    assert take_signals({key, other_turn}, now=now) == [(key, REPLACE_A), (key, STOP)]
    assert take_signals({key}, now=now) == []


@pytest.mark.django_db
def test_a_signal_that_no_turn_reads_is_deleted_later(key):
    send_signal(key, STOP)
    assert delete_old_signals(now=timezone.now()) == 0
    later = timezone.now() + KEEP + dt.timedelta(seconds=1)
    assert take_signals({key}, now=later) == []
    assert delete_old_signals(now=later) == 1
    assert not TurnSignal.objects.exists()


async def _follow_until(turn, text: str) -> None:
    async for events in turn.log.follow(0):
        if any(text in str(event.data) for event in events):
            return


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failures", [0, 3])
async def test_a_stop_that_another_process_was_asked_for_is_obeyed_also_after_an_outage(
    runner, scripted, monkeypatch, failures
):
    """Neither the cache nor a database that was away for a while loses it."""
    left = failures

    def take(*arguments, **more):
        nonlocal left
        if left:
            left -= 1
            raise OperationalError("away")
        return take_signals(*arguments, **more)

    monkeypatch.setattr(runner_module, "take_signals", take)
    monkeypatch.setattr(runner_module, "WATCH_SECONDS", 0.02)
    scripted.scripts["left"] = ["So far ", None]
    battle = await sync_to_async(_open)()
    key = await sync_to_async(get_newest_turn)(battle)
    turn = runner.start(key, str(battle.key))
    await patiently(_follow_until(turn, "So far"))
    await sync_to_async(TurnRunner().request_stop)(key)
    await sync_to_async(cache.clear)()
    await patiently(turn.task)
    await sync_to_async(battle.refresh_from_db)()
    assert Tag(battle.tags) & Tag.STOPPED
    left_answer = await Answer.objects.aget(prompt__battle=battle, contender__model__upstream_name="left")
    assert (left_answer.state, left_answer.text) == ("stopped", "So far ")
    assert not await TurnSignal.objects.aexists()


def _open():
    arena = world.make_arena()
    world.make_pool(arena)
    return world.open_battle(arena)

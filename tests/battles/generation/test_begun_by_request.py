"""A new battle's turn belongs to the process that stored it, and begins without reading it again."""

import asyncio
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext

from battles import services
from battles.endpoints.health import Call
from battles.generation import background
from battles.generation.claims import claim_turn, get_newest_turn
from battles.generation.storage import call_records, persistence, turn_end
from battles.generation.storage.call_records import CallRecords
from battles.models import Battle
from battles.providers.base import ErrorKind
from tests import world
from tests.battles.views.visitor import Visitor, count
from tests.patience import patiently
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(scripted, arena, pool):
    return arena


async def test_the_process_that_stores_a_battle_has_claimed_it_and_answers_it(runner, stage):
    visitor = Visitor()
    await visitor.start()
    battle = await Battle.objects.aget()
    assert (battle.generator, battle.fence) == (runner.process, 1)
    events = await patiently(visitor.events())
    assert events.count('"state":"done"') == 2


async def test_no_other_process_claims_it_meanwhile(runner, stage, monkeypatch):
    monkeypatch.setattr(runner, "start", lambda *turn: None)
    await Visitor().start()
    battle = await Battle.objects.aget()
    key = await sync_to_async(get_newest_turn)(battle)
    assert await sync_to_async(claim_turn)(key, uuid.uuid4()) is None
    assert await sync_to_async(claim_turn)(key, runner.process) == 1


async def test_a_turn_that_comes_while_the_server_stops_is_left_to_another_process(
    runner, stage, monkeypatch
):
    visitor = Visitor()
    with monkeypatch.context() as patch:
        patch.setattr(type(runner), "claimant", runner.process)  # it stops between the two
        patch.setattr(runner, "is_stopping", True)
        await visitor.start()
        await asyncio.sleep(0)
        await runner.shutdown(patience=0)
    battle = await Battle.objects.aget()
    assert (battle.state, battle.generator) == ("running", None)


def test_a_battle_without_a_process_is_claimed_by_nobody(stage):
    with CaptureQueriesContext(connection) as captured:
        battle = world.open_battle(stage)
    assert (battle.generator, battle.fence) == (None, None)
    assert claim_turn(get_newest_turn(battle), uuid.uuid4()) == 1
    assert sum(query["sql"].startswith("INSERT") for query in captured) <= 5


async def test_sides_that_end_in_one_tick_are_stored_in_one_transaction(runner, stage, monkeypatch):
    ends = []

    def store(end):
        ends.append(len(end.answers))
        return turn_end.store_end(end)

    monkeypatch.setattr(persistence, "store_end", store)
    visitor = Visitor()
    await visitor.start()
    events = await patiently(visitor.events())
    assert ends[-1] == 2
    assert len(ends) <= 2
    assert events.count('"state":"done"') == 2


def make_call(failure: ErrorKind | None = None) -> Call:
    return Call(1, 1, NOON, 20, failure, 9, 50.0)


async def test_calls_of_several_turns_are_recorded_together_and_failures_at_once(monkeypatch):
    batches: list[int] = []
    monkeypatch.setattr(call_records, "record_health", lambda calls: batches.append(len(calls)))
    monkeypatch.setattr(call_records, "COLLECT_SECONDS", 60.0)
    records = CallRecords()
    waiting = [asyncio.create_task(records.record([make_call(), None])) for _ in range(3)]
    await asyncio.sleep(0.01)
    assert batches == []
    await records.record([make_call(ErrorKind.CONNECT)])
    await asyncio.gather(*waiting)
    assert batches == [4]
    await records.record([None])
    assert batches == [4]


async def test_a_repeat_of_the_form_finds_the_battle_that_runs(runner, stage):
    visitor, key = Visitor(), str(uuid.uuid4())
    first = await visitor.start(key=key)
    assert (await visitor.start(key=key))["Location"] == first["Location"]
    assert await count(Battle) == 1
    assert len(runner.running()) <= 1
    await sync_to_async(services.interrupt)(Battle.objects.all())


async def test_the_facts_of_a_turn_let_waiting_requests_go_first_for_a_limited_time():
    requests = background.Requests()
    with requests.counting():
        waiting = asyncio.create_task(requests.calm(at_most=60))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        await patiently(requests.calm(at_most=0.01))
    await patiently(waiting)
    await patiently(requests.calm(at_most=60))

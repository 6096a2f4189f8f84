"""Who generates a turn: one process at a time, under a growing number, until it is really lost."""

import datetime as dt
import uuid

import pytest

from battles import services
from battles.generation import claims
from battles.generation.claims import (
    claim_turn,
    get_newest_turn,
    interrupt_lost,
    list_unclaimed,
    release_claims,
    write_heartbeats,
)
from battles.models import Battle
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db

SILENCE = dt.timedelta(seconds=40)
HERE, ELSEWHERE = uuid.uuid4(), uuid.uuid4()


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def sweep(seconds: float) -> int:
    return interrupt_lost(silence=SILENCE, clock=lambda: at(seconds))


def beat(battle: Battle, seconds: float, process: uuid.UUID = HERE) -> None:
    write_heartbeats([battle.pk], process, clock=lambda: at(seconds))


def state(battle: Battle) -> str:
    battle.refresh_from_db()
    return battle.state


@pytest.fixture
def battle(arena, pool):
    return world.open_battle(arena)


@pytest.fixture
def claimed(battle):
    claim_turn(get_newest_turn(battle), HERE, clock=lambda: NOON)
    return battle


def test_one_process_gets_the_claim_and_may_ask_again(battle):
    key = get_newest_turn(battle)
    assert claim_turn(key, HERE, clock=lambda: NOON) == 1
    assert claim_turn(key, ELSEWHERE, clock=lambda: NOON) is None
    assert claim_turn(key, HERE, clock=lambda: NOON) == 1


def test_only_the_newest_turn_of_a_running_battle_can_be_claimed(arena, pool):
    battle = world.answered_battle(arena)
    key = get_newest_turn(battle)
    assert claim_turn(key, HERE, clock=lambda: NOON) is None
    services.continue_battle(battle, prompt="And a stork?", turn=2, now=NOON)
    assert claim_turn(key, HERE, clock=lambda: NOON) is None
    assert claim_turn((battle.pk, 2, 1), HERE, clock=lambda: NOON) == 1


def test_each_turn_needs_a_new_claim_with_a_higher_number(arena, pool):
    battle = world.open_battle(arena)
    assert claim_turn(get_newest_turn(battle), HERE, clock=lambda: NOON) == 1
    Battle.objects.update(state=Battle.State.ANSWERED)
    services.regenerate(battle, attempt=2, now=NOON)
    assert claim_turn(get_newest_turn(battle), ELSEWHERE, clock=lambda: NOON) == 2


def test_a_turn_without_a_claim_is_listed_after_a_moment_and_abandoned_after_an_hour(battle):
    assert list_unclaimed(now=at(1)) == []
    assert list_unclaimed(now=at(10)) == [(get_newest_turn(battle), str(battle.key))]
    assert (sweep(3000), state(battle)) == (0, "running")
    assert (sweep(claims.ABANDONED_SECONDS + 1), state(battle)) == (1, "interrupted")
    assert list_unclaimed(now=at(4000)) == []


def test_a_claimed_turn_is_not_listed_and_a_released_one_is(claimed):
    assert list_unclaimed(now=at(10)) == []
    release_claims([get_newest_turn(claimed)], ELSEWHERE)
    assert list_unclaimed(now=at(10)) == []
    release_claims([get_newest_turn(claimed)], HERE)
    assert list_unclaimed(now=at(10)) == [(get_newest_turn(claimed), str(claimed.key))]
    assert claim_turn(get_newest_turn(claimed), ELSEWHERE, clock=lambda: at(10)) == 2


def test_a_silent_process_is_first_suspected_and_then_lost(claimed):
    assert (sweep(39), sweep(41), sweep(50), state(claimed)) == (0, 0, 0, "running")
    assert (sweep(62), state(claimed)) == (1, "interrupted")
    assert set(claimed.prompts.get().answers.values_list("state", flat=True)) == {"interrupted"}


def test_a_heartbeat_clears_the_suspicion(claimed):
    sweep(41)
    beat(claimed, 45)
    assert (sweep(62), sweep(86), sweep(100), state(claimed)) == (0, 0, 0, "running")
    assert (sweep(108), state(claimed)) == (1, "interrupted")


def test_an_outage_of_the_database_costs_no_turn(claimed):
    # No heartbeat could be written and no sweep could look for ten minutes; a sweep is the first to come.
    assert (sweep(600), state(claimed)) == (0, "running")
    beat(claimed, 603)
    assert (sweep(625), state(claimed)) == (0, "running")


def test_a_suspicion_from_before_an_outage_does_not_count_after_it(claimed):
    assert sweep(41) == 0
    assert (sweep(600), state(claimed)) == (0, "running")
    assert (sweep(621), state(claimed)) == (1, "interrupted")


def test_only_the_process_with_the_claim_can_write_its_heartbeat(claimed):
    beat(claimed, 39, process=ELSEWHERE)
    sweep(41)
    assert (sweep(62), state(claimed)) == (1, "interrupted")

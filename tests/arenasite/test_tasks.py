"""Celery's doors and timetable, and the loop without a broker: the same function behind both."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from arenasite.celery import app
from arenasite.management.commands import work_loop
from battles import services
from battles.annotations.store import note_facts
from battles.counting.ledger.dirty_days import mark_days
from battles.models import Answer, Battle, Prompt, Vote
from battles.outcomes import Outcome
from battles.tasks import sweep_battles
from moderation.models import Finding
from ratings.management.commands import rebuild_loop
from ratings.models import Rebuild
from ratings.rebuild.run import rebuild
from ratings.tasks import rate_boards, rebuild_all, rebuild_arena, thin_all, thin_arena
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def voted(arena, pool):
    vote = world.stored_vote(arena, *pool, Outcome.A)
    mark_days([(arena.pk, vote.day)])
    return arena


def test_every_task_of_the_timetable_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks)


def test_a_task_rebuilds_and_running_it_twice_is_safe(voted, monkeypatch):
    monkeypatch.setattr(rate_boards, "delay", rate_boards)
    first = rebuild_arena(voted.pk)
    assert Rebuild.objects.get().pk == first
    assert rebuild_arena(voted.pk) is None


def test_all_arenas_are_asked_for(voted, monkeypatch):
    asked = []
    monkeypatch.setattr(rebuild_arena, "delay", asked.append)
    other = world.make_arena("other")
    assert rebuild_all() == [voted.pk, other.pk]
    assert asked == [voted.pk, other.pk]


def test_history_is_thinned_in_every_arena_and_running_it_twice_is_safe(voted, monkeypatch):
    asked = []
    monkeypatch.setattr(thin_arena, "delay", asked.append)
    assert thin_all() == asked == [voted.pk]
    run = rebuild(voted)
    assert thin_arena(voted.pk) == thin_arena(voted.pk) == voted.pk
    assert Rebuild.objects.get() == run


def test_the_sweep_settles_and_interrupts(arena, pool):
    long_ago = timezone.now() - dt.timedelta(hours=1)
    left = world.answered_battle(arena, now=long_ago)
    services.cast_ballot(left, outcome=Outcome.A, now=long_ago)
    world.open_battle(arena, now=long_ago)
    assert sweep_battles() == 2
    assert Vote.objects.count() == 1
    assert sweep_battles() == 0


@pytest.mark.django_db(transaction=True)
def test_the_loop_of_the_roof_rebuilds_and_scans(voted):
    battle = Battle.objects.get()
    turn = Prompt.objects.create(battle=battle, turn=1, text="Hello?")
    for side, contender in (("a", battle.contender_a), ("b", battle.contender_b)):
        Answer.objects.create(prompt=turn, side=side, contender=contender, state=Answer.State.DONE)
    note_facts(battle)
    work_loop.Command().look()
    assert Rebuild.objects.count() == 1
    assert Finding.objects.get().detector == "empty-answer"


@pytest.mark.django_db(transaction=True)
def test_the_loop_without_a_broker_rebuilds_and_stops_without_its_parent(voted, monkeypatch):
    monkeypatch.setattr(rebuild_loop.signal, "signal", lambda *_: None)
    rebuild_loop.Command().look()
    assert Rebuild.objects.count() == 1
    call_command("rebuild_loop", every=0.01, parent=1)  # this is not our parent: it ends at once


def test_the_loop_thins_once_an_hour(voted, monkeypatch):
    thinned, clock = [], [0.0]
    monkeypatch.setattr(rebuild_loop, "thin", thinned.append)
    monkeypatch.setattr(rebuild_loop, "close_old_connections", lambda: None)
    monkeypatch.setattr(rebuild_loop.time, "monotonic", lambda: clock[0])
    loop = rebuild_loop.Command()
    for moment in (0, 30, 3599, 3600, 3630):
        clock[0] = moment
        loop.look()
    assert thinned == [voted, voted]

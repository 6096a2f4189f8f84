"""Celery's tasks: an id in, an id out, safe to run twice."""

import datetime as dt

import pytest
from django.utils import timezone

from battles import services
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.models import Vote
from battles.outcomes import Outcome
from battles.tasks import sweep_battles
from ratings.models import Rebuild
from ratings.rebuild.run import rebuild
from ratings.tasks import rate_boards, rebuild_all, rebuild_arena, thin_all, thin_arena
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def voted(arena, pool):
    vote = world.stored_vote(arena, *pool, Outcome.A)
    mark_days_dirty([(arena.pk, vote.day)])
    return arena


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

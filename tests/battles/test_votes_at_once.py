"""Fifty posts of one vote at the same moment: one row, one reveal, on either database."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from battles import services
from battles.blind import get_names
from battles.models import Answer, Ballot, Battle, DirtyDay, Prompt, Vote, Voter
from battles.outcomes import Outcome
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)

POSTS = 50


def at_once(work, times=POSTS):
    """Run the same work in many threads, each with a connection of its own; their results."""

    def run(number):
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.parametrize("grace", [0, 5])
def test_fifty_votes_are_one_vote_and_one_reveal(grace):
    arena = world.make_arena(vote_grace=grace)
    world.make_pool(arena)
    battle = world.answered_battle(arena)
    DirtyDay.objects.all().delete()

    def vote(number):
        services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
        shown = services.reveal(battle, now=NOON)
        return get_names(Battle.objects.with_pair().get(pk=shown.pk))

    assert len(set(at_once(vote))) == 1
    assert Vote.objects.count() == Ballot.objects.count() == DirtyDay.objects.count() == 1


def test_fifty_different_minds_are_one_vote_and_it_is_one_of_them():
    arena = world.make_arena(vote_grace=0)
    world.make_pool(arena)
    battle = world.answered_battle(arena)
    outcomes = list(Outcome)
    at_once(lambda number: services.cast_ballot(battle, outcome=outcomes[number % 4], now=NOON))
    assert Vote.objects.get().outcome == Ballot.objects.get().outcome


def test_fifty_openings_under_one_key_are_one_battle():
    arena = world.make_arena()
    world.make_pool(arena)
    voter, key = world.make_voter(), "00000000-0000-4000-8000-000000000050"
    opened = at_once(
        lambda number: services.open_battle(arena=arena, voter=voter, prompt="Hi", key=key, now=NOON)
    )
    assert len({battle.pk for battle, _new in opened}) == 1
    assert sum(is_new for _battle, is_new in opened) == 1


@pytest.mark.parametrize("keys", [1, 10])
def test_openings_of_one_new_visitor_at_once_are_one_voter(keys):
    arena = world.make_arena()
    world.make_pool(arena)
    new = uuid.uuid4()
    forms = [uuid.uuid4() for _ in range(keys)]

    def open_one(number):
        battle, is_new = services.open_battle(
            arena=arena, voter=Voter(key=new), prompt="Hi", key=forms[number % keys], now=NOON
        )
        return battle.pk, battle.voter.pk, is_new

    opened = at_once(open_one, times=30)
    assert {battle for battle, _voter, _new in opened} == set(Battle.objects.values_list("pk", flat=True))
    assert {voter for _battle, voter, _new in opened} == {Voter.objects.get().pk}
    assert sum(is_new for _battle, _voter, is_new in opened) == Battle.objects.count() == keys
    assert Prompt.objects.count() == keys
    assert Answer.objects.count() == 2 * keys


def test_votes_and_the_sweep_at_once_are_one_vote_each():
    arena = world.make_arena(vote_grace=0)
    world.make_pool(arena)
    battles = [world.answered_battle(arena) for _ in range(10)]
    arena.vote_grace = 5
    arena.save()
    for battle in battles:
        battle.arena = arena
        services.cast_ballot(battle, outcome=Outcome.B, now=NOON)
    later = NOON.replace(minute=30)
    at_once(
        lambda number: (
            services.settle_due(now=later) if number % 2 else services.reveal(battles[number % 10], now=later)
        ),
        times=20,
    )
    assert Vote.objects.count() == 10

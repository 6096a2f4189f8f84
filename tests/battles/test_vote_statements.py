"""A ballot is one statement and a vote two on PostgreSQL, whatever else happens at the same moment."""

import datetime as dt
import itertools

import pytest
from django.db import connection, transaction

from battles import services
from battles.models import Ballot, Battle, Vote, WaitingVote
from battles.outcomes import Outcome
from tests import world
from tests.battles.statements import count_statements
from tests.battles.test_votes_at_once import at_once
from tests.world import NOON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite votes through the ORM"),
]


def test_ballot_and_vote_need_three_statements(arena, pool):
    battle = world.answered_battle(arena, address_hash="1" * 32)
    assert count_statements(lambda: services.cast_ballot(battle, outcome=Outcome.A, now=NOON)) == 1
    assert count_statements(lambda: services.reveal(battle, now=NOON)) == 2
    vote = Vote.objects.get()
    assert (vote.outcome, vote.cast_at, vote.day) == (Outcome.A, NOON, NOON.date())
    assert (vote.nth_of_voter, vote.nth_of_prefix) == (1, 1)


def test_without_a_grace_both_need_three(pool, arena):
    arena.vote_grace = 0
    arena.save()
    battle = world.answered_battle(arena)
    assert count_statements(lambda: services.cast_ballot(battle, outcome=Outcome.TIE, now=NOON)) == 3
    assert Vote.objects.get().outcome == Ballot.objects.get().outcome == Outcome.TIE


def test_a_changed_mind_moves_the_end_of_the_grace(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    later = NOON + dt.timedelta(seconds=3)
    changed = services.cast_ballot(battle, outcome=Outcome.B, now=later)
    assert changed.settles_at == later + dt.timedelta(seconds=arena.vote_grace)
    assert [ballot.outcome for ballot in Ballot.objects.all()] == [Outcome.A, Outcome.B]
    same = services.cast_ballot(battle, outcome=Outcome.B, now=later + dt.timedelta(seconds=1))
    assert same.settles_at == changed.settles_at
    assert services.reveal(battle, now=later).vote.outcome == Outcome.B


def test_fifty_different_clicks_at_once_are_stored_one_after_the_other(arena, pool):
    battle, outcomes = world.answered_battle(arena), list(Outcome)
    at_once(lambda number: services.cast_ballot(battle, outcome=outcomes[number % 4], now=NOON))
    stored = list(Ballot.objects.values_list("outcome", flat=True))
    assert all(first != second for first, second in itertools.pairwise(stored))


def test_votes_of_one_voter_at_once_have_different_ordinals(arena, pool):
    voter = world.make_voter()
    battles = [world.answered_battle(arena, voter=voter, address_hash="1" * 32) for _ in range(16)]
    for battle in battles:
        services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    at_once(lambda number: services.reveal(battles[number], now=NOON), times=16)
    for column in ("nth_of_voter", "nth_of_prefix"):
        assert sorted(Vote.objects.values_list(column, flat=True)) == list(range(1, 17))
    assert WaitingVote.objects.count() == 6  # those above the default policy's ten of a network


def test_a_vote_that_cannot_be_stored_leaves_nothing(arena, pool):
    battle = world.answered_battle(arena)
    services.cast_ballot(battle, outcome=Outcome.A, now=NOON)
    with transaction.atomic():
        services.reveal(battle, now=NOON)
        transaction.set_rollback(True)
    assert not Vote.objects.exists()
    assert Battle.objects.get().state == Battle.State.ANSWERED

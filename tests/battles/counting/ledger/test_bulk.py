"""Rows of numbers in one piece: the same from any database, and never a null read as a number."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Coalesce, NullIf

from battles.counting.ledger.fetch import Seconds, fetch
from battles.models import Vote
from battles.outcomes import Outcome
from tests import world
from tests.world import NOON

ROW = np.dtype([("battle_id", "<i8"), ("vote", "<i2"), ("who", "<i4"), ("at", "<f8")])


def numbers(votes):
    return votes.annotate(vote=F("outcome"), who=Coalesce(F("battle__voter"), -7), at=Seconds(F("cast_at")))


def test_values_come_as_they_are_with_moments_as_exact_seconds(arena, pool):
    moment = NOON + dt.timedelta(microseconds=123_457)
    early = world.stored_vote(arena, *pool, Outcome.B, at=moment)
    timeless = world.stored_vote(arena, *pool, Outcome.BOTH_BAD, at=None)
    found = {int(row["battle_id"]): row for row in fetch(numbers(Vote.objects.all()), ROW)}
    assert found[early.pk]["at"] == moment.timestamp()
    assert np.isnan(found[timeless.pk]["at"])
    assert (found[early.pk]["vote"], found[timeless.pk]["vote"]) == (Outcome.B, Outcome.BOTH_BAD)
    assert found[timeless.pk]["who"] == -7
    assert len(found) == 2


def test_no_rows_are_an_empty_array(arena):
    found = fetch(numbers(Vote.objects.filter(arena=arena)), ROW)
    assert found.size == 0
    assert found.dtype == ROW


def test_a_null_is_an_error_and_not_a_number(arena, pool):
    world.stored_vote(arena, *pool, Outcome.A)
    null = NullIf(F("outcome"), Value(int(Outcome.A)), output_field=IntegerField())
    votes = Vote.objects.annotate(missing=null)
    with pytest.raises((ValueError, TypeError)):
        fetch(votes, np.dtype([("battle_id", "<i8"), ("missing", "<i4")]))


def test_postgresql_answers_in_one_message(arena, pool, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    for _ in range(3):
        world.stored_vote(arena, *pool, Outcome.A)
    monkeypatch.setattr("battles.counting.ledger.fetch._fetch_by_iteration", None)
    assert fetch(numbers(Vote.objects.all()), ROW).size == 3

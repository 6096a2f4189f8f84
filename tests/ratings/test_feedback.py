"""Pair weights come down to the draw, cover the pool, and are recorded with each battle."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from battles.ledger.marks import mark_days
from battles.ledger.refresh import refresh, votes_in
from battles.models import Contender, PairWeights
from battles.outcomes import Outcome
from ratings.feedback import feed_back
from ratings.rebuilds import rebuild
from tests import world


@pytest.fixture
def voted(arena, pool):
    for outcome in (Outcome.A, Outcome.B) * 20:
        vote = world.stored_vote(arena, *pool, outcome)
    mark_days([(arena.pk, vote.day)])
    world.make_contender(arena, "new")
    return arena


def test_after_a_rebuild_the_least_known_model_is_drawn_most(voted):
    rebuild(voted)
    stored = PairWeights.objects.get()
    weights = np.frombuffer(stored.weights, "<f8")
    assert weights.sum() == pytest.approx(1.0)
    assert (weights > 0.03).all()  # the uniform share: a third of a tenth
    pairs = list(zip(*np.triu_indices(3, 1), strict=True))
    known = pairs.index((0, 1))
    assert weights[known] == weights.min()


def test_a_battle_records_version_and_probability(voted):
    rebuild(voted)
    stored = PairWeights.objects.get()
    battle = world.open_battle(voted)
    assert battle.sampler == f"gain-1#{stored.pk}"
    weights = np.frombuffer(stored.weights, "<f8")
    assert np.isclose(weights, battle.pair_probability).any()


def test_a_paused_contender_is_left_out_and_the_rest_is_scaled(voted):
    rebuild(voted)
    Contender.objects.filter(model__name="new").update(state="paused")
    assert world.open_battle(voted).pair_probability == pytest.approx(1.0)


def test_a_contender_the_weights_do_not_know_makes_the_draw_by_weight(voted):
    rebuild(voted)
    world.make_contender(voted, "newer")
    assert world.open_battle(voted).sampler == "by-weight-1"


def test_a_new_version_is_stored_when_the_pool_changes_or_an_hour_has_passed(voted):
    votes = votes_in(refresh(voted))
    assert feed_back(voted, votes) is not None
    assert feed_back(voted, votes) is None
    assert feed_back(voted, votes, now=timezone.now() + dt.timedelta(hours=2)) is not None
    world.make_contender(voted, "newer")
    assert feed_back(voted, votes) is not None


def test_an_arena_without_a_pair_gets_no_weights(arena):
    world.make_contender(arena, "lonely")
    assert feed_back(arena, votes_in(refresh(arena))) is None

"""Pair weights come down to the draw under the policy, cover the pool, and are recorded with each battle."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.counting.ledger.refresh import load_votes, refresh
from battles.models import Contender, LanguageModel, ModelHealth, PairWeights, SamplingPolicy
from battles.outcomes import Outcome
from battles.pairing.constraints import side_shares
from battles.sampling.draw import get_pair_probabilities
from ratings.rebuild.pair_weights import update_pair_weights
from ratings.rebuild.run import rebuild
from tests import world


@pytest.fixture
def voted(arena, pool):
    for outcome in (Outcome.A, Outcome.B) * 20:
        vote = world.stored_vote(arena, *pool, outcome)
    mark_days_dirty([(arena.pk, vote.day)])
    world.make_contender(arena, "new")
    return arena


def set_policy(arena, **parameters):
    return SamplingPolicy.objects.create(arena=arena, public_reason="Because.", **parameters)


def stored_weights():
    return np.frombuffer(PairWeights.objects.first().weights, "<f8")


def odds(arena):
    return get_pair_probabilities(arena, Contender.objects.drawable(arena).entrants())


def test_after_a_rebuild_the_least_known_model_is_drawn_most(voted):
    rebuild(voted)
    weights = stored_weights()
    assert weights.sum() == pytest.approx(1.0)
    assert (weights > 0.03).all()  # the floor: a third of a tenth
    pairs = list(zip(*np.triu_indices(3, 1), strict=True))
    known = pairs.index((0, 1))
    assert weights[known] == weights.min()


def test_a_battle_records_version_and_probability(voted):
    rebuild(voted)
    stored = PairWeights.objects.get()
    battle = world.open_battle(voted)
    assert battle.sampler == f"gain-2#{stored.pk}"
    assert np.isclose(stored_weights(), battle.pair_probability).any()


def test_a_paused_contender_is_left_out_and_the_rest_is_scaled(voted):
    rebuild(voted)
    Contender.objects.filter(model__name="new").update(state="paused")
    assert world.open_battle(voted).pair_probability == pytest.approx(1.0)


def test_a_contender_the_weights_do_not_know_makes_the_draw_by_weight(voted):
    rebuild(voted)
    world.make_contender(voted, "newer")
    assert world.open_battle(voted).sampler == "by-weight-2"


def test_the_floor_of_the_policy_holds_for_every_pair(voted):
    set_policy(voted, uniform_share=0.6)
    rebuild(voted)
    assert stored_weights().min() >= 0.2


def test_the_policy_boosts_who_is_new(voted):
    set_policy(voted, new_votes=0)
    rebuild(voted)
    before = stored_weights()
    set_policy(voted, new_votes=30, new_boost=50.0)
    assert update_pair_weights(voted, load_votes(refresh(voted))) is not None
    assert stored_weights()[0] < before[0]  # the pair of the two that have their forty votes


def test_an_organization_gets_no_more_sides_than_its_cap(voted):
    world.make_contender(voted, "other", organization="Capped")
    LanguageModel.objects.filter(name="new").update(organization="capped ")
    set_policy(voted, organization_caps={"Capped": 0.3})
    rebuild(voted)
    assert side_shares(odds(voted).table.probability, 4)[2:].sum() == pytest.approx(0.3)


def test_a_changed_weight_or_policy_applies_at_once_and_not_twice(voted):
    rebuild(voted)
    before = odds(voted).table.probability
    Contender.objects.filter(model__name="new").update(weight=3.0)
    scaled = odds(voted)
    assert scaled.sampler == f"gain-2#{PairWeights.objects.get().pk}"
    assert scaled.table.probability[1] > before[1]
    update_pair_weights(voted, load_votes(refresh(voted)))
    np.testing.assert_allclose(odds(voted).table.probability, scaled.table.probability, rtol=1e-6)
    set_policy(voted, uniform_share=0.9)
    assert odds(voted).table.probability.min() >= 0.3


def test_probabilities_of_those_left_keep_floor_and_cap(voted):
    for name in ("other", "another"):
        world.make_contender(voted, name, organization="Makers")
    set_policy(voted, organization_cap=0.4, uniform_share=0.2)
    rebuild(voted)
    Contender.objects.filter(model__name="left").update(state="paused")
    table = odds(voted).table
    assert table.probability.min() >= 0.2 / 6
    assert side_shares(table.probability, 4)[2:].sum() <= 0.4 + 1e-6


def test_a_benched_model_changes_no_version(voted):
    rebuild(voted)
    model = LanguageModel.objects.get(name="new")
    ModelHealth.objects.create(model=model, benched_until=timezone.now() + dt.timedelta(hours=1))
    assert update_pair_weights(voted, load_votes(refresh(voted))) is None
    assert world.open_battle(voted, now=timezone.now()).pair_probability == pytest.approx(1.0)


@pytest.mark.parametrize("change", ["pool", "weight", "policy", "organization"])
def test_a_new_version_is_stored_when_pool_weights_or_policy_change(voted, change):
    votes = load_votes(refresh(voted))
    assert update_pair_weights(voted, votes) is not None
    assert update_pair_weights(voted, votes) is None
    new = Contender.objects.get(model__name="new")
    if change == "pool":
        world.make_contender(voted, "newer")
    elif change == "weight":
        Contender.objects.filter(pk=new.pk).update(weight=2.0)
    elif change == "policy":
        set_policy(voted, new_boost=3.0)
    else:
        LanguageModel.objects.filter(pk=new.model_id).update(organization="Makers")
    assert update_pair_weights(voted, votes) is not None
    assert update_pair_weights(voted, votes) is None


def test_a_new_contender_joins_the_weights_at_the_next_look_without_a_new_vote(voted):
    rebuild(voted)
    newer = world.make_contender(voted, "newer")
    rebuild(voted)
    assert newer.pk in PairWeights.objects.first().contenders
    assert world.open_battle(voted).sampler == f"gain-2#{PairWeights.objects.first().pk}"


def test_a_new_policy_reaches_the_weights_at_the_next_look_without_a_new_vote(voted):
    rebuild(voted)
    set_policy(voted, uniform_share=0.9)
    assert rebuild(voted) is None
    assert stored_weights().min() >= 0.3
    assert rebuild(voted) is None
    assert PairWeights.objects.count() == 2


def test_a_new_version_is_stored_when_votes_move_the_probabilities_and_not_for_less(voted):
    assert update_pair_weights(voted, load_votes(refresh(voted))) is not None
    newest = PairWeights.objects.get()
    left, right, new = Contender.objects.filter(arena=voted).order_by("pk")
    for rival in (left, right) * 30:
        vote = world.stored_vote(voted, new, rival, Outcome.A)
    mark_days_dirty([(voted.pk, vote.day)])
    moved = update_pair_weights(voted, load_votes(refresh(voted)))
    assert moved is not None
    assert moved.pk != newest.pk
    mark_days_dirty([(voted.pk, world.stored_vote(voted, left, right, Outcome.TIE).day)])
    assert update_pair_weights(voted, load_votes(refresh(voted))) is None


def test_a_policy_of_tomorrow_does_not_apply_today(voted):
    votes = load_votes(refresh(voted))
    update_pair_weights(voted, votes)
    set_policy(voted, uniform_share=0.9, effective_from=timezone.now() + dt.timedelta(days=1))
    assert update_pair_weights(voted, votes) is None


def test_an_arena_without_a_pair_gets_no_weights(arena):
    world.make_contender(arena, "lonely")
    assert update_pair_weights(arena, load_votes(refresh(arena))) is None

"""Who answers instead of a silent contender, with which probability, and where nobody does."""

import collections

import numpy as np
import pytest

from battles import services
from battles.generation.replacement import replace_contender
from battles.models import Answer, Battle, Contender, Replacement, SamplingPolicy
from battles.pairing.draw import (
    TooFewContenders,
    draw_rival,
    rival_probabilities,
    sequential_pair_weights,
)
from battles.providers.base import ErrorKind, ProviderError
from battles.sampling.draw import draw_replacement, store_pair_weights
from battles.sampling.policy_terms import get_policy_terms
from tests import world
from tests.world import NOON

NO_CONNECTION = ProviderError(ErrorKind.CONNECT, "nobody at the door of secret-model-7")


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def replace(battle, side, rng):
    answer = Answer.objects.filter(prompt__battle=battle, side=side).latest("id")
    return replace_contender(answer.pk, NO_CONNECTION, retries=2, duration_ms=950, rng=rng)


# The arithmetic


def test_a_rivals_chance_is_its_pairs_weight_among_those_left():
    # Pairs of four: 01 02 03 12 13 23.
    weights = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert rival_probabilities(weights, 4, opponent=1, excluded=[0]) == pytest.approx([0, 0, 4 / 9, 5 / 9])
    assert rival_probabilities(weights, 4, opponent=3, excluded=[]) == pytest.approx(
        [3 / 14, 5 / 14, 6 / 14, 0]
    )


def test_chances_sum_to_one_over_any_pool(rng):
    for size in (3, 5, 12):
        weights = sequential_pair_weights(rng.random(size) + 0.1)
        chances = rival_probabilities(weights, size, opponent=1, excluded=[0])
        assert chances.sum() == pytest.approx(1)
        assert chances[[0, 1]].tolist() == [0, 0]


def test_rivals_come_as_often_as_their_probability_says(rng):
    weights = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    drawn = collections.Counter(
        draw_rival(weights, 4, opponent=1, excluded=[0], rng=rng) for _ in range(4000)
    )
    assert {rival for rival, _probability in drawn} == {2, 3}
    for (rival, probability), count in drawn.items():
        assert probability == pytest.approx({2: 4 / 9, 3: 5 / 9}[rival])
        assert count / 4000 == pytest.approx(probability, abs=0.04)


def test_nobody_left_is_an_error(rng):
    with pytest.raises(TooFewContenders):
        draw_rival(np.array([1.0, 1.0, 1.0]), 3, opponent=0, excluded=[1, 2], rng=rng)


# The draw from an arena


@pytest.mark.django_db
def test_the_draw_uses_the_arenas_pair_weights_and_names_them(arena, rng):
    pool = world.make_pool(arena, ["one", "two", "three", "four"])
    stored = store_pair_weights(
        arena,
        rule="gain-2",
        entrants=Contender.objects.in_the_draw(arena).entrants(),
        terms=get_policy_terms(SamplingPolicy.objects.in_effect(arena)),
        weights=np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    )
    expected = {pool[2].pk: 4 / 9, pool[3].pk: 5 / 9}
    for _ in range(20):
        drawn = draw_replacement(arena, opponent=pool[1], tried=[pool[0]], rng=rng)
        assert drawn.probability == pytest.approx(expected[drawn.contender.pk])
        assert drawn.sampler == f"gain-2#{stored.pk}"


@pytest.mark.django_db
def test_a_contender_that_left_the_draw_meanwhile_changes_no_probability(arena, rng):
    pool = world.make_pool(arena, ["one", "two", "three", "four"])
    Contender.objects.filter(pk=pool[0].pk).update(weight=7.0)
    pool[0].refresh_from_db()
    before = draw_replacement(arena, opponent=pool[1], tried=[pool[0]], rng=rng)
    Contender.objects.filter(pk__in=[pool[0].pk, pool[1].pk]).update(state=Contender.State.PAUSED)
    after = draw_replacement(arena, opponent=pool[1], tried=[pool[0]], rng=rng)
    assert before.probability == pytest.approx(0.5)
    assert after.probability == pytest.approx(0.5)
    assert {before.contender, after.contender} <= {pool[2], pool[3]}


# The rules


@pytest.mark.django_db
def test_a_replacement_hands_the_side_over_and_records_all_there_is_to_know(arena, rng):
    world.make_pool(arena, ["one", "two", "three"])
    battle = world.open_battle(arena)
    failed, other = battle.contender_a, battle.contender_b
    replacement = replace(battle, "a", rng)
    battle.refresh_from_db()
    assert battle.contender_b == other
    assert battle.contender_a == replacement.to_contender
    assert battle.contender_a not in (failed, other)
    assert battle.pair_probability == pytest.approx(1 / 3)
    stored = Replacement.objects.get()
    assert (stored.side, stored.number, stored.from_contender) == ("a", 1, failed)
    assert (stored.error_kind, stored.error_detail) == ("connect", NO_CONNECTION.detail)
    assert (stored.retries, stored.duration_ms) == (2, 950)
    assert (stored.probability, stored.sampler) == (1.0, "by-weight-2")
    answer = Answer.objects.get(prompt__battle=battle, side="a")
    assert (answer.contender, answer.attempt) == (stored.to_contender, 1)


@pytest.mark.django_db
def test_a_side_is_replaced_twice_at_most_and_never_by_somebody_asked_before(arena, rng):
    world.make_pool(arena, ["one", "two", "three", "four", "five", "six"])
    battle = world.open_battle(arena)
    asked = {battle.contender_a_id, battle.contender_b_id}
    for side, number in (("a", 1), ("b", 1), ("a", 2), ("b", 2)):
        replacement = replace(battle, side, rng)
        assert (replacement.side, replacement.number) == (side, number)
        assert replacement.to_contender_id not in asked
        asked.add(replacement.to_contender_id)
    assert replace(battle, "a", rng) is None
    assert replace(battle, "b", rng) is None
    battle.refresh_from_db()
    assert battle.contender_a_id != battle.contender_b_id


@pytest.mark.django_db
def test_a_pool_of_two_has_nobody_else(arena, pool, rng):
    battle = world.open_battle(arena)
    assert replace(battle, "a", rng) is None
    assert not Replacement.objects.exists()


@pytest.mark.django_db
def test_a_model_the_visitor_chose_is_not_exchanged(arena, rng):
    pool = world.make_pool(arena, ["one", "two", "three"])
    battle = world.open_battle(arena, choice=(pool[0].pk, pool[1].pk))
    assert replace(battle, "a", rng) is None
    battle.refresh_from_db()
    assert battle.contender_a == pool[0]


@pytest.mark.django_db
def test_a_side_that_was_read_is_not_exchanged(arena, rng):
    world.make_pool(arena, ["one", "two", "three"])
    further = world.answered_battle(arena)
    services.continue_battle(further, prompt="And then?", turn=2, now=NOON)
    regenerated = world.answered_battle(arena)
    services.regenerate(regenerated, attempt=2, now=NOON)
    assert replace(further, "a", rng) is None
    assert replace(regenerated, "a", rng) is None


@pytest.mark.django_db
def test_a_battle_interrupted_meanwhile_keeps_its_pair(arena, rng):
    world.make_pool(arena, ["one", "two", "three"])
    battle = world.open_battle(arena)
    services.interrupt(Battle.objects.all())
    assert replace(battle, "a", rng) is None
    assert Battle.objects.get().contender_a == battle.contender_a


# What staff see


@pytest.mark.django_db
def test_staff_read_who_was_replaced_and_why(admin_client, arena, rng):
    world.make_pool(arena, ["one", "two", "three"])
    battle = world.open_battle(arena)
    replacement = replace(battle, "b", rng)
    Answer.objects.filter(prompt__battle=battle, side="b").update(retries=1)
    Battle.objects.update(state=Battle.State.FAILED)  # before that staff are blind, too
    case = admin_client.get(f"/admin/battles/battle/{battle.pk}/change/").content.decode()
    assert "Side B replaced" in case
    assert replacement.from_contender.model.name in case
    assert "secret-model-7" in case
    assert "retries: 1" in case
    listed = admin_client.get("/admin/battles/replacement/").content.decode()
    assert "connect" in listed
    assert "by-weight-2" in listed

"""How an arena draws a pair: from its newest weights, or by weight where these do not fit its pool."""

import datetime as dt

import numpy as np
import pytest

from battles.models import Contender, ModelHealth, SamplingPolicy
from battles.pairing.draw import TooFewContenders
from battles.sampling import get_pair_probabilities, get_policy_terms, store_pair_weights
from battles.sampling.draw import BY_WEIGHT, draw, draw_fresh
from tests import world
from tests.world import NOON

WEIGHTS = np.array([0.5, 0.3, 0.2])


@pytest.fixture
def pool(arena):
    return world.make_pool(arena, ("a", "b", "c"))


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def stored(arena, pool):
    return store(arena, WEIGHTS)


def entrants(arena):
    return Contender.objects.drawable(arena).entrants()


def store(arena, weights):
    terms = get_policy_terms(SamplingPolicy.objects.in_effect(arena))
    return store_pair_weights(arena, rule="test", entrants=entrants(arena), terms=terms, weights=weights)


def probabilities(arena):
    return get_pair_probabilities(arena, entrants(arena))


def test_without_stored_weights_every_pair_of_equal_contenders_is_as_likely(arena, pool):
    pairs = probabilities(arena)
    assert pairs.sampler == BY_WEIGHT
    assert pairs.table.probability == pytest.approx([1 / 3] * 3)


def test_stored_weights_are_the_probabilities_while_nothing_changed(arena, stored):
    pairs = probabilities(arena)
    assert pairs.sampler == stored.sampler
    assert pairs.table.probability == pytest.approx(WEIGHTS)


def test_the_newest_stored_weights_are_used(arena, stored):
    newer = store(arena, WEIGHTS[::-1])
    assert probabilities(arena).sampler == newer.sampler
    assert probabilities(arena).table.probability == pytest.approx(WEIGHTS[::-1])


def test_a_drawn_pair_records_its_probability_and_its_version(arena, pool, stored, rng):
    expected = dict(zip([(0, 1), (0, 2), (1, 2)], WEIGHTS, strict=True))
    numbers = {contender.pk: number for number, contender in enumerate(pool)}
    for _ in range(20):
        pair = draw(arena, rng=rng)
        first, second = sorted((numbers[pair.a.pk], numbers[pair.b.pk]))
        assert pair.probability == pytest.approx(expected[first, second])
        assert pair.sampler == stored.sampler


def test_a_contender_that_left_is_never_drawn_and_the_others_keep_their_version(arena, pool, stored, rng):
    Contender.objects.filter(pk=pool[2].pk).update(state=Contender.State.PAUSED)
    pair = draw(arena, rng=rng)
    assert {pair.a, pair.b} == set(pool[:2])
    assert (pair.probability, pair.sampler) == (1.0, stored.sampler)


def test_a_benched_model_is_not_drawn_until_its_bench_ends(arena, pool, rng):
    health = ModelHealth.objects.create(model=pool[0].model, benched_until=NOON + dt.timedelta(days=36500))
    pair = draw(arena, rng=rng)
    assert {pair.a, pair.b} == set(pool[1:])
    ModelHealth.objects.filter(pk=health.pk).update(benched_until=NOON)
    assert len(probabilities(arena).entrants) == 3


def test_a_contender_that_the_version_lacks_makes_the_draw_by_weight(arena, stored):
    world.make_contender(arena, "d")
    assert probabilities(arena).sampler == BY_WEIGHT


def test_a_doubled_weight_scales_the_contenders_pairs(arena, pool, stored):
    Contender.objects.filter(pk=pool[0].pk).update(weight=2.0)
    pairs = probabilities(arena)
    assert pairs.sampler == stored.sampler
    ab, ac, bc = pairs.table.probability
    floor = 0.1 / 3  # the uniform share of the default policy
    assert (ab - floor) / (ac - floor) == pytest.approx((0.5 - floor) / (0.3 - floor))
    assert (ab - floor) / (bc - floor) == pytest.approx(2 * (0.5 - floor) / (0.2 - floor))


def test_a_new_policy_applies_to_stored_weights_at_once(arena, pool, stored):
    SamplingPolicy.objects.create(arena=arena, uniform_share=0.9, public_reason="Try", effective_from=NOON)
    pairs = probabilities(arena)
    assert pairs.sampler == stored.sampler
    assert pairs.table.probability.min() > 0.9 / 3
    assert pairs.table.probability.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("left", [0, 1])
def test_fewer_than_two_contenders_are_refused(arena, pool, rng, left):
    gone = [contender.pk for contender in pool[left:]]
    Contender.objects.filter(pk__in=gone).update(weight=0)
    with pytest.raises(TooFewContenders):
        draw(arena, rng=rng)


def test_another_arenas_contenders_and_weights_are_not_used(arena, pool, stored, rng):
    other = world.make_arena("other")
    with pytest.raises(TooFewContenders):
        draw(other, rng=rng)
    world.make_pool(other)
    assert probabilities(other).sampler == BY_WEIGHT


@pytest.mark.parametrize(
    "weights", [[1.0], [1.0, -1.0, 1.0], [np.nan, 1.0, 1.0], [0.0, 0.0, 0.0]], ids=["few", "<0", "nan", "0"]
)
def test_weights_that_are_no_probabilities_are_not_stored(arena, pool, weights):
    with pytest.raises(ValueError, match="weights"):
        store(arena, np.array(weights))


def test_a_fresh_pair_is_drawn_in_proportion_to_its_weight_among_those_left(arena, rng):
    world.make_pool(arena, ("a", "b", "c", "d", "e"))
    a, b, *left = entrants(arena)
    whole = get_pair_probabilities(arena, entrants(arena)).table.probability
    for _ in range(20):
        drawn = draw_fresh(arena, without=[a.pk, b.pk], rng=rng)
        assert {drawn.a.pk, drawn.b.pk} <= {entrant.pk for entrant in left}
        assert drawn.probability == pytest.approx(whole[-1] / whole[-3:].sum())


def test_without_two_others_there_is_no_fresh_pair(arena, pool, rng):
    with pytest.raises(TooFewContenders):
        draw_fresh(arena, without=[pool[0].pk, pool[1].pk], rng=rng)

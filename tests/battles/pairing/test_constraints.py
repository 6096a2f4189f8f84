"""Fair probabilities: they sum to one, keep the floor and the caps, and do not know who is who."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from battles.pairing.constraints import (
    SLACK,
    attainable,
    fair_probabilities,
    floor_shares,
    room,
    side_shares,
    wanted_part,
)
from battles.pairing.draw import TooFewContenders, pairs_of

NO_CAP = np.ones(1)


@st.composite
def wishes(draw):
    """Pair weights over many magnitudes, groups, caps and a floor."""
    n = draw(st.integers(2, 9))
    n_groups = draw(st.integers(1, 5))
    powers = draw(st.lists(st.floats(-6, 6), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2))
    groups = draw(st.lists(st.integers(0, n_groups - 1), min_size=n, max_size=n))
    caps = draw(st.lists(st.floats(0.02, 1), min_size=n_groups, max_size=n_groups))
    uniform = draw(st.floats(0.01, 0.9))
    return 10.0 ** np.array(powers), np.array(groups), np.array(caps), uniform


def group_shares(p, groups, n_groups):
    return np.bincount(groups, side_shares(p, len(groups)), n_groups)


@settings(max_examples=20, deadline=None)
@given(wishes())
def test_they_are_probabilities_with_a_floor(wish):
    wanted, groups, caps, uniform = wish
    p = fair_probabilities(wanted, groups=groups, caps=caps, uniform=uniform)
    assert p.sum() == pytest.approx(1)
    assert p.min() >= uniform / len(p) * (1 - 1e-9)
    assert side_shares(p, len(groups)).sum() == pytest.approx(1)


@settings(max_examples=20, deadline=None)
@given(wishes())
def test_no_group_gets_more_than_its_cap_where_caps_can_be_kept(wish):
    wanted, groups, caps, uniform = wish
    assume(room(caps, groups=groups, uniform=uniform) >= 1 + SLACK)
    p = fair_probabilities(wanted, groups=groups, caps=caps, uniform=uniform)
    assert (group_shares(p, groups, len(caps)) <= caps + 1e-6).all()
    assert attainable(caps, groups=groups, uniform=uniform) is caps


@settings(max_examples=20, deadline=None)
@given(wishes())
def test_caps_that_cannot_be_kept_are_raised_together_and_no_farther_than_needed(wish):
    wanted, groups, caps, uniform = wish
    raised = attainable(caps, groups=groups, uniform=uniform)
    factors = raised[raised < 1] / caps[raised < 1]
    assert np.allclose(factors, factors[:1].mean() if len(factors) else 1)
    assert (raised >= caps - 1e-12).all()
    p = fair_probabilities(wanted, groups=groups, caps=caps, uniform=uniform)
    assert (group_shares(p, groups, len(caps)) <= raised + 1e-4).all()


@settings(max_examples=20, deadline=None)
@given(wishes(), st.randoms(use_true_random=False))
def test_another_order_of_contenders_gives_the_same_pairs_the_same(wish, random):
    wanted, groups, caps, uniform = wish
    n = len(groups)
    order = list(range(n))
    random.shuffle(order)
    matrix = np.zeros((n, n))
    matrix[pairs_of(n)] = wanted
    matrix += matrix.T
    turned = matrix[np.ix_(order, order)][pairs_of(n)]
    straight = fair_probabilities(wanted, groups=groups, caps=caps, uniform=uniform)
    other = fair_probabilities(turned, groups=groups[order], caps=caps, uniform=uniform)
    back = np.zeros((n, n))
    back[pairs_of(n)] = straight
    back += back.T
    np.testing.assert_allclose(other, back[np.ix_(order, order)][pairs_of(n)], atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(wishes())
def test_without_a_binding_cap_they_are_what_was_wanted_with_the_floor(wish):
    wanted, groups, _caps, uniform = wish
    p = fair_probabilities(wanted, groups=groups, caps=np.ones(5), uniform=uniform)
    np.testing.assert_allclose(p, (1 - uniform) * wanted / wanted.sum() + uniform / len(wanted))
    kept = wanted_part(p, uniform=uniform)
    np.testing.assert_allclose(kept / kept.sum(), wanted / wanted.sum(), atol=1e-9)


def test_a_cap_takes_from_one_group_and_leaves_the_others_in_proportion():
    groups = np.array([0, 0, 1, 2])
    wanted = np.array([4.0, 3.0, 3.0, 2.0, 2.0, 1.0])
    p = fair_probabilities(wanted, groups=groups, caps=np.array([0.4, 1.0, 1.0]), uniform=0.0)
    assert group_shares(p, groups, 3)[0] == pytest.approx(0.4)
    assert p[1] / p[2] == pytest.approx(1.0)
    assert p[1] / p[3] == pytest.approx(1.5)
    assert p[0] / p[5] < 4.0


def test_a_group_of_one_has_half_of_the_sides_at_most():
    groups = np.array([0, 1, 2])
    caps = np.array([0.3, 0.3, 0.3])
    assert room(caps, groups=groups, uniform=0.0) == pytest.approx(0.9)
    assert room(np.array([0.1, 1.0, 1.0]), groups=groups, uniform=0.0) == pytest.approx(1.1)
    p = fair_probabilities(np.array([5.0, 1.0, 1.0]), groups=groups, caps=caps, uniform=0.0)
    np.testing.assert_allclose(side_shares(p, 3), 1 / 3, atol=0.014)


def test_a_cap_under_the_floor_cannot_be_kept():
    groups = np.array([0, 0, 0, 1])
    np.testing.assert_allclose(floor_shares(groups, 2, uniform=0.4), [0.3, 0.1])
    caps = np.array([0.2, 1.0])
    assert room(caps, groups=groups, uniform=0.4) == 0.0
    p = fair_probabilities(np.ones(6), groups=groups, caps=caps, uniform=0.4)
    assert p.min() >= 0.4 / 6 - 1e-12


def test_all_drawn_evenly_leaves_nothing_to_cap():
    p = fair_probabilities(np.array([9.0, 1.0, 1.0]), groups=np.arange(3), caps=np.full(3, 0.1), uniform=1.0)
    np.testing.assert_allclose(p, 1 / 3)


def test_no_wish_is_an_even_draw_and_one_contender_no_draw():
    np.testing.assert_allclose(
        fair_probabilities(np.zeros(3), groups=np.zeros(3, int), caps=NO_CAP, uniform=0.1), 1 / 3
    )
    with pytest.raises(TooFewContenders):
        fair_probabilities(np.zeros(0), groups=np.zeros(1, int), caps=NO_CAP, uniform=0.1)

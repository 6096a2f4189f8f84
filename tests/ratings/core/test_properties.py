"""What must hold for any log: checked on logs that hypothesis makes up."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ratings.core import elo
from ratings.core.board import Status, rate_bradley_terry
from ratings.core.bradley_terry import fit, sandwich
from ratings.core.connectivity import main_component
from ratings.core.errors import NotConnected
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes, merge, subset

MODELS = 5
PROFILE = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def votes(draw):
    """(a, b, outcome) between five models, self-battles among them."""
    number = draw(st.integers(20, 120))
    contenders = arrays.arrays(np.int64, number, elements=st.integers(0, MODELS - 1))
    return (
        draw(contenders),
        draw(contenders),
        draw(arrays.arrays(np.int64, number, elements=st.integers(1, 4))),
    )


@st.composite
def connected_tallies(draw):
    """Any log with a tie added to every neighbouring pair."""
    a, b, outcome = draw(votes())
    ring = np.arange(MODELS)
    return count_outcomes(
        np.append(a, ring), np.append(b, (ring + 1) % MODELS), np.append(outcome, [3] * MODELS), MODELS
    )


@PROFILE
@given(votes(), st.permutations(range(MODELS)))
def test_relabelling_the_models_relabels_the_ratings(columns, order):
    a, b, outcome = columns
    new = np.array(order)
    counted = count_outcomes(a, b, outcome, MODELS)
    assume(main_component(counted).size == MODELS)
    relabelled = count_outcomes(new[a], new[b], outcome, MODELS)
    np.testing.assert_allclose(fit(relabelled).theta[new], fit(counted).theta, atol=1e-9)


@PROFILE
@given(votes(), st.randoms(use_true_random=False))
def test_the_order_of_votes_does_not_matter(columns, random):
    a, b, outcome = columns
    shuffled = list(range(a.size))
    random.shuffle(shuffled)
    one, other = (
        count_outcomes(a, b, outcome, MODELS),
        count_outcomes(a[shuffled], b[shuffled], outcome[shuffled], MODELS),
    )
    np.testing.assert_array_equal(one.counts, other.counts)
    np.testing.assert_array_equal(one.first, other.first)


@PROFILE
@given(votes())
def test_swapping_sides_does_not_matter(columns):
    a, b, outcome = columns
    one, other = (
        count_outcomes(a, b, outcome, MODELS),
        count_outcomes(b, a, np.array([0, 2, 1, 3, 4])[outcome], MODELS),
    )
    np.testing.assert_array_equal(one.counts, other.counts)
    np.testing.assert_array_equal(one.first, other.first)
    np.testing.assert_allclose(
        elo.online(a, b, outcome, MODELS), elo.online(b, a, np.array([0, 2, 1, 3, 4])[outcome], MODELS)
    )


@PROFILE
@given(connected_tallies())
def test_doubling_the_votes_keeps_ratings_and_halves_variances(counted):
    doubled = merge([counted, counted])
    once, twice = fit(counted), fit(doubled)
    np.testing.assert_allclose(twice.theta, once.theta, atol=1e-9)
    np.testing.assert_allclose(2 * sandwich(twice), sandwich(once), rtol=1e-6, atol=1e-9)


@PROFILE
@given(connected_tallies(), st.integers(0, MODELS - 1), st.integers(1, MODELS - 1))
def test_a_tie_brings_two_models_closer(counted, one, step):
    other = (one + step) % MODELS
    before = fit(counted).theta
    after = fit(merge([counted, count_outcomes([one], [other], [3], MODELS)])).theta
    assert abs(after[one] - after[other]) <= abs(before[one] - before[other]) + 1e-9


@PROFILE
@given(connected_tallies(), st.integers(0, MODELS - 1), st.integers(1, MODELS - 1))
def test_a_win_raises_the_winner_against_everybody(counted, winner, step):
    loser = (winner + step) % MODELS
    before = fit(counted).theta
    after = fit(merge([counted, count_outcomes([winner], [loser], [1], MODELS)])).theta
    lead = (after[winner] - after) - (before[winner] - before)
    assert lead[np.arange(MODELS) != winner].min() > 0


@PROFILE
@given(connected_tallies())
def test_both_bad_is_worth_a_tie(counted):
    as_ties = OutcomeCounts(MODELS, counted.first, counted.second, counted.counts[:, [0, 1, 3, 2]])
    np.testing.assert_array_equal(fit(as_ties).theta, fit(counted).theta)


@PROFILE
@given(votes())
def test_the_main_component_can_be_fitted_and_nothing_larger(columns):
    counted = count_outcomes(*columns, MODELS)
    main = main_component(counted)
    if main.size:
        assert np.isfinite(fit(subset(counted, main)).theta).all()
    for model in set(range(MODELS)) - set(main.tolist()):
        with pytest.raises(NotConnected):
            fit(subset(counted, np.append(main, model)))


@PROFILE
@given(votes(), st.integers(0, 20))
def test_a_board_never_shows_half_a_rating(columns, minimum):
    board = rate_bradley_terry(
        count_outcomes(*columns, MODELS), seed=1, rounds=50, minimum_votes=minimum, provisional_votes=30
    )
    unranked = board.status == Status.UNRANKED
    np.testing.assert_array_equal(np.isnan(board.rating), unranked)
    assert np.isnan(board.ci_low[unranked]).all()
    ranked = board.status == Status.RANKED
    assert np.isfinite([board.ci_low[ranked], board.ci_high[ranked]]).all()
    np.testing.assert_array_equal(board.rank > 0, ranked)
    assert (board.votes[~unranked] >= minimum).all()
    assert (board.reason[~ranked] > 0).all()


@PROFILE
@given(votes())
def test_elo_keeps_the_sum_of_ratings(columns):
    assert elo.online(*columns, MODELS).sum() == pytest.approx(1000 * MODELS)

"""Weights by the draw: against repeated votes, and against the truth under an uneven draw."""

import numpy as np
import pytest

from ratings.core.bradley_terry import POINTS, fit
from ratings.core.outcome_counts import count_outcomes
from ratings.core.quality.prediction import PRIOR
from ratings.core.quality.weighting import effective_votes, weigh_by_draw
from tests.ratings.core.simulated import draw_log


def test_a_weight_of_two_is_the_vote_twice():
    log = draw_log(600, 5, seed=4)
    times = np.random.default_rng(1).integers(1, 4, log.a.size)
    result = weigh_by_draw(log.a, log.b, log.outcome, 1.0 / times, 5)
    scale = times.size / times.sum()
    repeated = fit(count_outcomes(*log.columns, counts=times), prior=PRIOR / scale)
    plain = fit(log.outcomes, prior=PRIOR)
    np.testing.assert_allclose(result.change, POINTS * (repeated.theta - plain.theta), atol=1e-6)
    assert result.effective == pytest.approx(times.sum() ** 2 / (times**2).sum())


def test_equal_probabilities_change_nothing():
    log = draw_log(600, 5, seed=4)
    result = weigh_by_draw(log.a, log.b, log.outcome, np.full(log.a.size, 0.1), 5)
    np.testing.assert_allclose(result.change, 0, atol=1e-8)
    assert result.effective == pytest.approx(result.votes) == pytest.approx(log.a.size)


def test_votes_without_a_probability_are_left_out():
    log = draw_log(600, 5, seed=4)
    probability = np.full(log.a.size, 0.1)
    probability[:100] = np.nan
    assert weigh_by_draw(log.a, log.b, log.outcome, probability, 5).votes == 500
    assert weigh_by_draw(log.a, log.b, log.outcome, np.full(log.a.size, np.nan), 5) is None


def test_each_model_s_votes_have_an_effective_number():
    a, b = np.array([0, 0, 0, 1, 3]), np.array([1, 1, 2, 2, 3])
    probability = np.array([0.5, 0.5, 0.25, np.nan, 0.5])
    sizes = effective_votes(a, b, probability, 5)
    np.testing.assert_allclose(sizes[:3], [(2 + 2 + 4) ** 2 / (4 + 4 + 16), 2, 1])
    assert np.isnan(sizes[3:]).all()
    even = effective_votes(a, b, np.full(5, 0.1), 5)
    np.testing.assert_allclose(even[:3], [3, 3, 2])

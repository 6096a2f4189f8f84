"""How sure the order of two models is, against the whole covariance and against repeated logs."""

import numpy as np
import pytest

from ratings.core.bradley_terry import fit, sandwich
from ratings.core.comparison import difference_error, probability_above
from tests.ratings.core.simulated import draw_log


@pytest.mark.parametrize(("i", "j"), [(0, 1), (3, 2), (5, 0)])
def test_the_error_is_that_of_the_whole_covariance(i, j):
    whole = fit(draw_log(2_000, 6, seed=1).outcomes)
    covariance = sandwich(whole)
    expected = np.sqrt(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j])
    assert difference_error(whole.outcomes, whole.theta + 7.0, i, j) == pytest.approx(expected)


def test_the_probability_is_right_as_often_as_it_says():
    sure, right = [], []
    for seed in range(300):
        log = draw_log(300, 4, seed=seed, spread=0.15)
        whole = fit(log.outcomes)
        error = difference_error(whole.outcomes, whole.theta, 0, 1)
        sure.append(probability_above(whole.theta[0] - whole.theta[1], error))
        right.append(log.theta[0] > log.theta[1])
    sure, right = np.array(sure), np.array(right)
    stated = np.maximum(sure, 1 - sure).mean()
    assert np.where(sure > 0.5, right, ~right).mean() == pytest.approx(stated, abs=0.07)


def test_without_information_both_are_as_likely():
    assert probability_above(1.0, 0.0) == probability_above(0.0, 3.0) == 0.5
    assert probability_above(-1.0, float("inf")) == 0.5
    assert probability_above(2.0, 1.0) == pytest.approx(0.97725, abs=1e-5)

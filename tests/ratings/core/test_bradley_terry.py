import numpy as np
import pytest

from ratings.core import bradley_terry
from ratings.core.bradley_terry import POINTS, fit, laplacian, sandwich
from ratings.core.errors import NotConnected, NotConverged
from ratings.core.outcome_counts import count_outcomes
from ratings.core.reweighting import inverse_pair_frequency
from tests.ratings.core import real
from tests.ratings.core.simulated import draw_log, log_of

TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
BASEBALL_1987 = np.array(
    [
        [0, 7, 9, 7, 7, 9, 11],
        [6, 0, 7, 5, 11, 9, 9],
        [4, 6, 0, 7, 7, 8, 12],
        [6, 8, 6, 0, 6, 7, 10],
        [6, 2, 6, 7, 0, 7, 12],
        [4, 4, 5, 6, 6, 0, 6],
        [2, 4, 1, 3, 1, 7, 0],
    ]
)
"""Wins of row over column, American League East 1987: Agresti, "Categorical Data Analysis", table 10.10."""


def from_wins(wins):
    winner, loser = np.nonzero(wins)
    ones = np.ones(winner.size, dtype=int)
    return count_outcomes(winner, loser, ones, wins.shape[0], counts=wins[winner, loser])


def test_the_published_baseball_example():
    """Estimates and standard errors against Baltimore as in Agresti and in R's BradleyTerry2."""
    fitted = fit(from_wins(BASEBALL_1987))
    ability = fitted.theta - fitted.theta[TEAMS.index("Baltimore")]
    np.testing.assert_allclose(ability, [1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0], atol=5e-5)
    variance = np.diag(fitted.inverse)
    error = np.sqrt(variance + variance[-1] - 2 * fitted.inverse[:, -1])
    np.testing.assert_allclose(error[:-1], [0.3433, 0.3396, 0.3367, 0.3359, 0.3339, 0.3319], atol=5e-5)


def test_two_models_have_the_log_odds_of_their_points():
    fitted = fit(log_of([(0, 1, 1, 6), (0, 1, 2, 2), (0, 1, 3, 3), (1, 0, 4, 1)], 2))
    assert np.diff(fitted.theta)[0] == pytest.approx(np.log(4 / 8))
    assert fitted.rating.sum() == pytest.approx(0)


def test_ten_to_one_odds_are_400_points():
    fitted = fit(log_of([(0, 1, 1, 10), (0, 1, 2, 1)], 2))
    assert fitted.rating[0] - fitted.rating[1] == pytest.approx(400)


def test_expected_points_equal_points_at_the_estimate():
    counted = draw_log(3000, 12, seed=1).outcomes
    fitted = fit(counted)
    expected = counted.games * fitted.probability
    points = np.bincount(counted.first, expected, 12) + np.bincount(
        counted.second, counted.games - expected, 12
    )
    np.testing.assert_allclose(points, counted.score_per_model, rtol=1e-12)


def test_the_inverse_undoes_the_information_on_differences():
    counted = draw_log(3000, 8, seed=2).outcomes
    fitted = fit(counted)
    p = fitted.probability
    information = laplacian(counted, counted.games * p * (1 - p))
    np.testing.assert_allclose(information @ fitted.inverse, np.eye(8) - 1 / 8, atol=1e-9)


def test_a_log_whose_ratings_are_infinite_raises():
    with pytest.raises(NotConnected):
        fit(log_of([(0, 1, 1, 10), (1, 2, 3, 10)], 3))


def test_islands_raise():
    with pytest.raises(NotConnected):
        fit(log_of([(0, 1, 3, 10), (2, 3, 3, 10)], 4))


def test_too_few_steps_raise():
    with pytest.raises(NotConverged):
        fit(draw_log(1000, 5, seed=3).outcomes, max_steps=2)


def test_extreme_odds_still_converge():
    counted = log_of([(0, 1, 1, 1_000_000), (0, 1, 2, 1), (1, 2, 1, 5_000_000), (1, 2, 3, 1)], 3)
    fitted = fit(counted)
    np.testing.assert_allclose(-np.diff(fitted.theta), [np.log(1e6), np.log(5_000_000.5 / 0.5)], rtol=1e-9)


def test_where_rounding_is_all_that_moves_it_is_done():
    """The information spans ten orders of magnitude: steps below 1e-7 that never reach 1e-11."""
    cells = [(0, 1, 1, 294882), (0, 1, 3, 1), (1, 2, 1, 2), (1, 2, 2, 1), (2, 3, 1, 608957), (2, 3, 3, 114)]
    cells += [(3, 4, 1, 31210), (3, 4, 3, 1), (4, 5, 1, 2), (4, 5, 2, 1), (0, 1, 1, 3322), (5, 0, 1, 36086)]
    fitted = fit(log_of(cells, 6))
    assert fitted.steps < 30


def test_contradictory_near_certain_pairs_still_converge():
    """Chains won a million to one, and votes that say the opposite."""
    rng = np.random.default_rng(9)
    chain = [(model, model + 1) for model in range(5)]
    for _ in range(60):
        cells = [(*pair, 1, int(10 ** rng.uniform(0, 6))) for pair in chain] + [
            (*pair, 3, 1) for pair in chain
        ]
        for _ in range(4):
            a, b = rng.choice(6, 2, replace=False).tolist()
            cells.append((a, b, int(rng.integers(1, 5)), int(10 ** rng.uniform(0, 5))))
        counted = log_of(cells, 6)
        fitted = fit(counted)
        residual = counted.score - counted.games * fitted.probability
        missing = np.bincount(counted.first, residual, 6) - np.bincount(counted.second, residual, 6)
        assert np.abs(missing).max() < 1e-6


def test_a_prior_pulls_together_and_rates_even_the_unconnected():
    counted = log_of([(0, 1, 1, 10), (2, 3, 3, 4)], 5)
    fitted = fit(counted, prior=0.5)
    assert fitted.theta[0] == -fitted.theta[1]
    p = fitted.probability[0]
    assert 10 * (1 - p) == pytest.approx(0.5 * fitted.theta[0])
    np.testing.assert_allclose(fitted.theta[2:], 0, atol=1e-12)


def test_the_sandwich_equals_its_sum_over_votes():
    log = draw_log(800, 5, seed=4)
    fitted = fit(log.outcomes)
    score = np.array([np.nan, 1, 0, 0.5, 0.5])[log.outcome]
    contrast = np.eye(5)[log.a] - np.eye(5)[log.b]
    residual = score - 1 / (1 + np.exp(-contrast @ fitted.theta))
    middle = contrast.T @ (residual[:, None] ** 2 * contrast)
    np.testing.assert_allclose(sandwich(fitted), fitted.inverse @ middle @ fitted.inverse, rtol=1e-9)


def test_without_ties_the_sandwich_nears_the_inverse_information():
    fitted = fit(draw_log(40_000, 4, seed=5, ties=0).outcomes)
    np.testing.assert_allclose(np.diag(sandwich(fitted)), np.diag(fitted.inverse), rtol=0.03)


def test_sandwich_intervals_cover_the_truth():
    """95 % of the intervals of 150 simulated logs, some models with few battles."""
    inside, few = [], []
    for seed in range(150):
        log = draw_log(1500, 10, seed=1000 + seed, skew=0.9)
        counted = log.outcomes
        fitted = fit(counted)
        error = np.sqrt(np.diag(sandwich(fitted)))
        truth = log.theta - log.theta.mean()
        inside.append(np.abs(fitted.theta - truth) < 1.959964 * error)
        few.append(counted.votes_per_model < 150)
    inside, few = np.concatenate(inside), np.concatenate(few)
    assert inside.mean() == pytest.approx(0.95, abs=0.018)
    assert few.sum() > 100
    assert inside[few].mean() == pytest.approx(0.95, abs=0.04)


def test_reweighting_makes_often_met_pairs_count_the_same():
    cells = [(0, 1, 1, 600), (0, 1, 2, 400), (1, 2, 1, 60), (1, 2, 2, 40), (2, 0, 1, 55), (2, 0, 2, 45)]
    counted = log_of(cells, 3)
    weights = inverse_pair_frequency(counted)
    assert weights @ counted.games == pytest.approx(counted.votes)
    np.testing.assert_allclose(weights * counted.games, counted.votes / 3)
    even = log_of([(a, b, o, n if n < 400 else n // 10) for a, b, o, n in cells], 3)
    reweighted = fit(counted, weights=weights)
    np.testing.assert_allclose(reweighted.theta, fit(even).theta, atol=1e-10)


def test_reweighting_squares_the_weights_in_the_sandwich():
    counted = draw_log(2000, 6, seed=6).outcomes
    weights = inverse_pair_frequency(counted, floor=20)
    once, scaled = fit(counted, weights=weights), fit(counted, weights=7 * weights)
    np.testing.assert_allclose(once.theta, scaled.theta, atol=1e-11)
    np.testing.assert_allclose(sandwich(once), sandwich(scaled), rtol=1e-8)


def test_a_rare_pair_is_not_blown_up():
    counted = log_of([(0, 1, 3, 1000), (1, 2, 3, 2), (0, 2, 3, 100)], 3)
    weights = dict(zip(counted.games, inverse_pair_frequency(counted, floor=50), strict=True))
    assert weights[2.0] / weights[1000.0] == pytest.approx(20)
    assert weights[2.0] / weights[100.0] == pytest.approx(2)


@real.needs("evalica_golden")
@pytest.mark.parametrize("name", ["food", "simple", "llmfao"])
def test_evalica_golden_scores(name):
    log, golden = real.evalica_golden(name)
    strength = np.log(golden["bradley_terry"])
    difference = fit(log.outcomes).theta - (strength - strength.mean())
    assert np.abs(difference).max() * POINTS < 1e-6


def test_the_scale_is_the_logistic_of_base_ten():
    assert pytest.approx(400 / np.log(10)) == bradley_terry.POINTS

from dataclasses import dataclass

import numpy as np
import pytest

from ratings.core import style
from ratings.core.bradley_terry import POINTS, fit, sandwich
from ratings.core.errors import NotConnected
from ratings.core.style import fit_style, relative_difference
from tests.ratings.core.simulated import draw_log, draw_outcomes

COEFFICIENTS = np.array([0.249, 0.024, 0.031, 0.019])
"""Published for the overall board: length, headers, lists, bold."""


@dataclass(frozen=True)
class StyledLog:
    theta: np.ndarray
    a: np.ndarray
    b: np.ndarray
    outcome: np.ndarray
    of_a: np.ndarray
    of_b: np.ndarray

    @property
    def columns(self):
        return self.a, self.b, self.outcome, self.of_a, self.of_b, self.theta.size


def draw_styled_log(votes, models, *, seed, coefficients=COEFFICIENTS):
    """Models differ in how much they write, and verbose ones are not better."""
    log = draw_log(votes, models, seed=seed)
    rng = np.random.default_rng(seed + 1)
    habit = rng.normal(0, 0.5, (models, 4)) + np.log([300, 2, 5, 4])
    of_a, of_b = (
        rng.poisson(np.exp(habit[side] + rng.normal(0, 0.4, (votes, 4)))) for side in (log.a, log.b)
    )
    difference = relative_difference(of_a, of_b)
    difference /= np.sqrt((difference**2).mean(axis=0))
    log_odds = log.theta[log.a] - log.theta[log.b] + difference @ coefficients
    return StyledLog(log.theta, log.a, log.b, draw_outcomes(log_odds, rng), of_a, of_b)


def test_coefficients_and_strengths_are_recovered_from_a_simulated_world():
    log = draw_styled_log(60_000, 12, seed=81)
    fitted = fit_style(*log.columns)
    error = np.sqrt(np.diag(fitted.covariance))
    away = np.concatenate([fitted.theta - (log.theta - log.theta.mean()), fitted.coefficients - COEFFICIENTS])
    assert np.abs(away / error).max() < 3.5
    assert error[12:].max() < 0.02


def test_its_intervals_cover_the_truth():
    inside = []
    for seed in range(50):
        log = draw_styled_log(2500, 6, seed=4000 + 2 * seed, coefficients=3 * COEFFICIENTS)
        fitted = fit_style(*log.columns)
        truth = np.concatenate([log.theta - log.theta.mean(), 3 * COEFFICIENTS])
        estimate = np.concatenate([fitted.theta, fitted.coefficients])
        inside.append(np.abs(estimate - truth) < 1.959964 * np.sqrt(np.diag(fitted.covariance)))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_verbosity_alone_earns_points_only_without_control():
    """Model 0 writes three times as much as its equals, and voters like length."""
    rng = np.random.default_rng(5)
    a = rng.integers(0, 4, 40_000)
    b = (a + rng.integers(1, 4, a.size)) % 4
    length = np.array([900, 300, 300, 300])
    of_a, of_b = (rng.poisson(length[side])[:, None] for side in (a, b))
    outcome = draw_outcomes(relative_difference(of_a, of_b)[:, 0], rng)
    controlled = fit_style(a, b, outcome, of_a, of_b, 4)
    plain = fit(controlled.outcomes)
    assert plain.rating[0] > 50
    assert POINTS * np.abs(controlled.theta).max() < 30


def test_without_style_it_is_bradley_terry():
    log = draw_log(3000, 7, seed=82)
    nothing = np.zeros((3000, 0))
    fitted, plain = fit_style(*log.columns[:3], nothing, nothing, 7), fit(log.outcomes)
    np.testing.assert_allclose(fitted.theta, plain.theta, atol=1e-9)
    np.testing.assert_allclose(fitted.covariance, sandwich(plain), atol=1e-9)


def test_the_gradient_is_zero_at_the_estimate():
    log = draw_styled_log(3000, 5, seed=83)
    fitted = fit_style(*log.columns)
    contrast = np.eye(5)[log.a] - np.eye(5)[log.b]
    features = relative_difference(log.of_a, log.of_b) / fitted.scale
    score = np.array([np.nan, 1, 0, 0.5, 0.5])[log.outcome]
    design = np.hstack([contrast, features])
    p = 1 / (1 + np.exp(-design @ np.concatenate([fitted.theta, fitted.coefficients])))
    np.testing.assert_allclose(design.T @ (score - p), 0, atol=1e-8)
    meat = design.T @ ((score - p)[:, None] ** 2 * design)
    bread = np.linalg.pinv(design.T @ ((p * (1 - p))[:, None] * design))
    np.testing.assert_allclose(fitted.covariance, bread @ meat @ bread, rtol=1e-6, atol=1e-12)


def test_a_one_step_bootstrap_of_the_votes_has_the_same_spread():
    log = draw_styled_log(4000, 5, seed=84)
    fitted = fit_style(*log.columns)
    features = relative_difference(log.of_a, log.of_b) / fitted.scale
    design = np.hstack([np.eye(5)[log.a] - np.eye(5)[log.b], features])
    p = 1 / (1 + np.exp(-design @ np.concatenate([fitted.theta, fitted.coefficients])))
    scores = design * (np.array([np.nan, 1, 0, 0.5, 0.5])[log.outcome] - p)[:, None]
    weights = np.random.default_rng(1).poisson(1, (1500, 4000))
    moved = weights @ scores @ np.linalg.pinv(design.T @ ((p * (1 - p))[:, None] * design))
    np.testing.assert_allclose(moved.std(axis=0), np.sqrt(np.diag(fitted.covariance)), rtol=0.08)


def test_swapping_sides_changes_nothing():
    log = draw_styled_log(3000, 5, seed=85)
    fitted = fit_style(*log.columns)
    other_side = np.array([0, 2, 1, 3, 4])[log.outcome]
    swapped = fit_style(log.b, log.a, other_side, log.of_b, log.of_a, 5)
    np.testing.assert_allclose(swapped.theta, fitted.theta, atol=1e-10)
    np.testing.assert_allclose(swapped.coefficients, fitted.coefficients, atol=1e-10)


def test_short_runs_of_votes_change_nothing(monkeypatch):
    log = draw_styled_log(2000, 6, seed=86)
    whole = fit_style(*log.columns)
    monkeypatch.setattr(style, "ROWS_AT_ONCE", 50)
    parts = fit_style(*log.columns)
    np.testing.assert_allclose(parts.theta, whole.theta, atol=1e-10)
    np.testing.assert_allclose(parts.covariance, whole.covariance, atol=1e-10)


def test_a_self_battle_changes_nothing():
    log = draw_styled_log(2000, 6, seed=87)
    columns = [np.concatenate([column, column[:50]]) for column in log.columns[:5]]
    columns[1][2000:] = columns[0][2000:]
    np.testing.assert_allclose(fit_style(*columns, 6).theta, fit_style(*log.columns).theta, atol=1e-10)


def test_a_feature_that_never_differs_has_no_coefficient():
    log = draw_styled_log(2000, 6, seed=88)
    of_a, of_b = log.of_a.copy(), log.of_b.copy()
    of_a[:, 1] = of_b[:, 1] = 7
    fitted = fit_style(*log.columns[:3], of_a, of_b, 6)
    assert np.isnan(fitted.coefficients).tolist() == [False, True, False, False]
    assert np.isfinite(fitted.theta).all()
    rest = [0, 2, 3]
    without = fit_style(*log.columns[:3], of_a[:, rest], of_b[:, rest], 6)
    np.testing.assert_allclose(fitted.theta, without.theta, atol=1e-9)


def test_the_relative_difference_lies_between_minus_one_and_one():
    difference = relative_difference([[10, 0]], [[0, 0]])
    np.testing.assert_allclose(difference, [[10 / 11, 0]])


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_missing_feature_is_refused(wrong):
    with pytest.raises(ValueError, match="missing"):
        relative_difference([[1.0, wrong]], [[1.0, 2.0]])


def test_features_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="same shape"):
        relative_difference([[1.0]], [[1.0, 2.0]])
    with pytest.raises(ValueError, match="differ in length"):
        fit_style([0, 1], [1, 0], [1, 1], [[1.0]], [[2.0]], 2)


def test_models_that_cannot_be_compared_raise():
    with pytest.raises(NotConnected):
        fit_style([0], [1], [1], [[1.0]], [[2.0]], 2)

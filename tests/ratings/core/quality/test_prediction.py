"""Held-out votes: the folds, the losses against a plain loop over votes, and what is known of the truth."""

import math
from dataclasses import replace

import numpy as np
import pytest

from ratings.core.bradley_terry import fit, win_probability
from ratings.core.outcome_counts import TIES, WINS_FIRST, WINS_SECOND, count_outcomes
from ratings.core.quality import prediction
from ratings.core.quality.davidson import fit_davidson, outcome_probabilities
from ratings.core.quality.prediction import PRIOR, cross_validate, split_into_folds
from tests.ratings.core.simulated import draw_log, log_of

SEED = 7


@pytest.fixture(scope="module")
def outcomes():
    return draw_log(4_000, 8, seed=3).outcomes


def test_each_vote_is_in_one_fold(outcomes):
    parts = split_into_folds(outcomes, folds=5, seed=SEED)
    np.testing.assert_array_equal(sum(part.counts for part in parts), outcomes.counts)
    assert all(600 < part.votes < 1000 for part in parts)


def test_the_figures_are_those_of_a_loop_over_single_votes(outcomes):
    result = cross_validate(outcomes, seed=SEED)
    losses, right, at_70, confident, off = [], 0.0, 0, 0, {}
    for part in split_into_folds(outcomes, folds=5, seed=SEED):
        theta = fit(replace(outcomes, counts=outcomes.counts - part.counts), prior=PRIOR).theta
        p = win_probability(theta[outcomes.first] - theta[outcomes.second])
        for pair, row in enumerate(part.counts):
            for column, number in enumerate(row):
                for _vote in range(number):
                    points = {WINS_FIRST: 1.0, WINS_SECOND: 0.0}.get(column, 0.5)
                    favourite = max(p[pair], 1 - p[pair])
                    gained = points if p[pair] >= 0.5 else 1 - points
                    off.setdefault(min(int((favourite - 0.5) / 0.05), 9), []).append((favourite, gained))
                    if points == 0.5:
                        continue
                    given = p[pair] if points == 1.0 else 1 - p[pair]
                    losses.append(-math.log(given))
                    right += given > 0.5
                    at_70 += given >= 0.7
                    confident += favourite >= 0.7
    assert result.decided == len(losses)
    assert result.models["half"].decided_loss == pytest.approx(np.mean(losses))
    assert result.accuracy == pytest.approx(right / len(losses))
    assert result.predicted_at_70 == pytest.approx(at_70 / len(losses))
    assert result.confident == pytest.approx(confident / len(losses))
    assert result.confident_right == pytest.approx(at_70 / confident)
    for each in result.bins:
        votes = off[round((each.low - 0.5) / 0.05)]
        assert each.votes == len(votes)
        assert (each.predicted, each.observed) == pytest.approx(tuple(np.mean(votes, axis=0)))


def test_the_advantage_of_a_treatment_is_the_difference_of_its_losses(outcomes):
    models = cross_validate(outcomes, seed=SEED).models
    for model in models.values():
        assert model.advantage == pytest.approx(models["half"].decided_loss - model.decided_loss)
    assert models["half"].advantage == models["half"].advantage_error == 0.0


def test_ties_that_follow_davidson_are_predicted_best_by_davidson():
    rng = np.random.default_rng(5)
    theta = rng.normal(0, 1.2, 10)
    a, b = rng.integers(0, 10, (2, 60_000))
    first, tie, _second = outcome_probabilities(theta[a] - theta[b], 0.3)
    draw = rng.random(a.size)
    code = np.where(draw < first, 1, np.where(draw < first + tie, 3, 2))
    models = cross_validate(count_outcomes(a, b, code, 10), seed=SEED).models
    assert models["davidson"].outcome_loss < min(models["half"].outcome_loss, models["left_out"].outcome_loss)
    assert models["davidson"].advantage > 2 * models["davidson"].advantage_error


def test_votes_by_coin_are_predicted_no_better_than_a_coin():
    outcomes = draw_log(20_000, 6, seed=2, spread=0.0).outcomes
    result = cross_validate(outcomes, seed=SEED)
    assert result.models["half"].decided_loss == pytest.approx(math.log(2), abs=0.002)
    assert result.predicted_at_70 == 0.0
    assert math.isnan(result.confident_right)


def test_only_ties_cannot_be_judged():
    with pytest.raises(ValueError, match="no vote has a winner"):
        cross_validate(log_of([(0, 1, 3, 10)], 2), seed=SEED)


def test_the_same_seed_gives_the_same_figures(outcomes):
    assert cross_validate(outcomes, seed=SEED) == cross_validate(outcomes, seed=SEED)
    assert cross_validate(outcomes, seed=SEED) != cross_validate(outcomes, seed=SEED + 1)


def likelihood(outcomes, theta, eta) -> float:
    first, tie, second = outcome_probabilities(theta[outcomes.first] - theta[outcomes.second], eta)
    counts = outcomes.counts
    tied = counts[:, TIES:].sum(axis=1)
    data = counts[:, 0] @ np.log(first) + counts[:, 1] @ np.log(second) + tied @ np.log(tie)
    return float(data - 0.5 * PRIOR * (theta @ theta + eta**2))


def test_davidson_is_at_the_maximum(outcomes):
    found = fit_davidson(outcomes, prior=PRIOR)
    best = likelihood(outcomes, found.theta, found.eta)
    for place in range(found.theta.size):
        for step in (-1e-3, 1e-3):
            moved = found.theta.copy()
            moved[place] += step
            assert likelihood(outcomes, moved, found.eta) < best
    for step in (-1e-3, 1e-3):
        assert likelihood(outcomes, found.theta, found.eta + step) < best


def test_probabilities_of_the_outcomes_add_up_and_mirror():
    difference = np.array([-900.0, -1.0, 0.0, 2.0, 900.0])
    first, tie, second = outcome_probabilities(difference, 0.2)
    np.testing.assert_allclose(first + tie + second, 1.0)
    np.testing.assert_allclose(first, outcome_probabilities(-difference, 0.2)[2])
    assert tie[2] == pytest.approx(math.exp(0.2) / (2 + math.exp(0.2)))


def test_calibration_covers_every_vote(outcomes):
    result = cross_validate(outcomes, seed=SEED)
    assert sum(each.votes for each in result.bins) == result.votes == outcomes.votes
    assert 0 <= result.calibration_error < 0.05
    assert prediction.BINS == 10

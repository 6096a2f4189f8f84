import numpy as np
import pytest

from ratings.core.bradley_terry import Fit, fit, laplacian, pseudo_inverse
from ratings.core.outcome_counts import count_outcomes
from ratings.core.sampling import Pool, Rule, pair_gain, pair_probabilities
from tests.ratings.core.simulated import draw_log, draw_outcomes

LOG = draw_log(3000, 6, seed=111)


@pytest.mark.parametrize("focus", [None, [1, 0, 0, 2, 0, 0]])
def test_the_gain_is_the_drop_in_variance_that_one_vote_brings(focus):
    fitted = fit(LOG.outcomes)
    gain = pair_gain(fitted, focus=focus)
    p = fitted.probability
    information = fitted.outcomes.games * p * (1 - p)
    before = pseudo_inverse(laplacian(fitted.outcomes, information))
    weights = np.ones(6) if focus is None else np.array(focus)
    for pair in range(0, information.size, 3):
        more = information.copy()
        more[pair] += p[pair] * (1 - p[pair])
        after = pseudo_inverse(laplacian(fitted.outcomes, more))
        drop = weights @ (np.diag(before) - np.diag(after))
        assert gain[fitted.outcomes.first[pair], fitted.outcomes.second[pair]] == pytest.approx(
            drop, rel=1e-5
        )
    np.testing.assert_allclose(gain, gain.T)
    np.testing.assert_array_equal(np.diag(gain), 0)


def draw_probabilities(outcomes, *, uniform=0.1, prior=1.0):
    """The probability of each pair where every model is in the pool and none is settled, new or capped."""
    models = np.arange(outcomes.n_models)
    pool = Pool(models, np.ones(models.size), np.zeros(models.size, dtype=int), np.ones(1))
    return pair_probabilities(outcomes, pool, Rule(uniform=uniform, target=0.0, new_votes=0), prior=prior)


def test_every_pair_keeps_a_chance_and_all_add_up_to_one():
    probability = draw_probabilities(LOG.outcomes)
    assert probability.size == 15
    assert probability.sum() == pytest.approx(1)
    assert probability.min() >= 0.1 / 15


def test_pairs_are_drawn_by_the_square_of_their_gain():
    probability = draw_probabilities(LOG.outcomes, uniform=0.2, prior=0.5)
    squared = pair_gain(fit(LOG.outcomes, prior=0.5))[np.triu_indices(6, 1)] ** 2
    np.testing.assert_allclose(probability, 0.8 * squared / squared.sum() + 0.2 / 15)


def test_a_model_without_votes_is_drawn_most():
    first, second = np.triu_indices(7, 1)
    probability = draw_probabilities(count_outcomes(*LOG.columns[:3], 7))
    assert probability[(first == 6) | (second == 6)].sum() > 0.8


def test_before_any_vote_all_pairs_are_alike():
    np.testing.assert_allclose(draw_probabilities(count_outcomes([], [], [], 4)), 1 / 6)


def test_drawing_by_gain_settles_a_new_model_with_fewer_votes():
    """From a settled arena, 400 votes drawn by gain against 400 drawn evenly."""
    rng = np.random.default_rng(1)
    settled = draw_log(6000, 9, seed=112)
    theta = np.append(settled.theta, 0.2)
    first, second = np.triu_indices(10, 1)

    def variance_after(probability) -> float:
        drawn = rng.choice(first.size, 400, p=probability)
        a, b = first[drawn], second[drawn]
        outcome = draw_outcomes(theta[a] - theta[b], rng)
        columns = zip(settled.columns[:3], (a, b, outcome), strict=True)
        fitted: Fit = fit(count_outcomes(*(np.concatenate(both) for both in columns), 10))
        return fitted.inverse[9, 9]

    by_gain = variance_after(draw_probabilities(count_outcomes(*settled.columns[:3], 10)))
    evenly = variance_after(np.full(first.size, 1 / first.size))
    assert by_gain < evenly / 2

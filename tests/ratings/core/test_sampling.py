import numpy as np
import pytest

from ratings.core.bradley_terry import Fit, fit, laplacian, pseudo_inverse
from ratings.core.outcome_counts import count_outcomes
from ratings.core.sampling import pair_gain, pair_odds
from tests.ratings.core.simulated import draw_log, draw_outcomes

LOG = draw_log(3000, 6, seed=111)


@pytest.mark.parametrize("focus", [None, [1, 0, 0, 2, 0, 0]])
def test_the_gain_is_the_drop_in_variance_that_one_vote_brings(focus):
    fitted = fit(LOG.tally)
    gain = pair_gain(fitted, focus=focus)
    p = fitted.probability
    information = fitted.tally.games * p * (1 - p)
    before = pseudo_inverse(laplacian(fitted.tally, information))
    weights = np.ones(6) if focus is None else np.array(focus)
    for pair in range(0, information.size, 3):
        more = information.copy()
        more[pair] += p[pair] * (1 - p[pair])
        after = pseudo_inverse(laplacian(fitted.tally, more))
        drop = weights @ (np.diag(before) - np.diag(after))
        assert gain[fitted.tally.first[pair], fitted.tally.second[pair]] == pytest.approx(drop, rel=1e-5)
    np.testing.assert_allclose(gain, gain.T)
    np.testing.assert_array_equal(np.diag(gain), 0)


def test_every_pair_keeps_a_chance_and_all_add_up_to_one():
    odds = pair_odds(LOG.tally)
    assert odds.probability.size == 15
    assert odds.probability.sum() == pytest.approx(1)
    assert odds.probability.min() >= 0.1 / 15
    assert (odds.first < odds.second).all()


def test_pairs_are_drawn_by_the_square_of_their_gain():
    odds = pair_odds(LOG.tally, uniform=0.2, prior=0.5)
    squared = pair_gain(fit(LOG.tally, prior=0.5))[odds.first, odds.second] ** 2
    np.testing.assert_allclose(odds.probability, 0.8 * squared / squared.sum() + 0.2 / 15)


def test_a_model_without_votes_is_drawn_most():
    votes = count_outcomes(*LOG.columns[:3], 7)
    odds = pair_odds(votes)
    new = (odds.first == 6) | (odds.second == 6)
    assert odds.probability[new].sum() > 0.8


def test_before_any_vote_all_pairs_are_alike():
    odds = pair_odds(count_outcomes([], [], [], 4))
    np.testing.assert_allclose(odds.probability, 1 / 6)


def test_focus_draws_the_models_whose_interval_should_shrink():
    odds = pair_odds(LOG.tally, focus=[0, 0, 1, 0, 0, 0], uniform=0)
    wanted = (odds.first == 2) | (odds.second == 2)
    assert odds.probability[wanted].sum() > 0.9


def test_focus_on_nobody_draws_evenly():
    np.testing.assert_allclose(pair_odds(LOG.tally, focus=np.zeros(6)).probability, 1 / 15)


def test_fewer_than_two_models_are_refused():
    with pytest.raises(ValueError, match="two models"):
        pair_odds(count_outcomes([], [], [], 1))


def test_drawing_by_gain_settles_a_new_model_with_fewer_votes():
    """From a settled arena, 400 votes drawn by gain against 400 drawn evenly."""
    rng = np.random.default_rng(1)
    settled = draw_log(6000, 9, seed=112)
    theta = np.append(settled.theta, 0.2)

    def variance_after(probability) -> float:
        odds = pair_odds(count_outcomes(*settled.columns[:3], 10))
        drawn = rng.choice(odds.first.size, 400, p=probability(odds))
        a, b = odds.first[drawn], odds.second[drawn]
        outcome = draw_outcomes(theta[a] - theta[b], rng)
        columns = zip(settled.columns[:3], (a, b, outcome), strict=True)
        fitted: Fit = fit(count_outcomes(*(np.concatenate(both) for both in columns), 10))
        return fitted.inverse[9, 9]

    by_gain = variance_after(lambda odds: odds.probability)
    evenly = variance_after(lambda odds: np.full(odds.first.size, 1 / odds.first.size))
    assert by_gain < evenly / 2

import numpy as np
import pytest

from ratings.core.bradley_terry import fit
from ratings.core.elo import SCORES
from ratings.core.outcome_counts import count_outcomes
from ratings.core.robustness import removals as robustness
from ratings.core.robustness.removals import removals_to_flip, votes_to_flip
from ratings.core.voters import build_voter_cells, build_voter_log
from tests.ratings.core.simulated import draw_log, log_of

LOG = draw_log(4000, 8, seed=91, skew=0.4)


def remove_most_useful(log, upper, lower, number):
    """Refit after each removal: slow, greedy and exact."""
    a, b, outcome, models = log.columns
    for _ in range(number):
        fitted = fit(count_outcomes(a, b, outcome, models))
        score = np.array([np.nan, 1, 0, 0.5, 0.5])[outcome]
        residual = score - 1 / (1 + np.exp(fitted.theta[b] - fitted.theta[a]))
        slope = fitted.inverse[upper] - fitted.inverse[lower]
        worst = int(np.argmax((slope[a] - slope[b]) * residual))
        a, b, outcome = (np.delete(column, worst) for column in (a, b, outcome))
    return fit(count_outcomes(a, b, outcome, models)).theta


def voters_to_flip(fitted, log, **pairs):
    """Fewest whole voters to remove."""
    return removals_to_flip(fitted, [build_voter_cells(fitted, log)], **pairs)[0]


def test_removing_that_many_votes_swaps_neighbours_and_fewer_do_not():
    flips = votes_to_flip(fit(LOG.outcomes))
    for upper, lower, number in zip(flips.upper, flips.lower, flips.removals, strict=True):
        if not 2 <= number <= 25:
            continue
        swapped = remove_most_useful(LOG, upper, lower, number + 1)
        assert swapped[upper] < swapped[lower]
        still = remove_most_useful(LOG, upper, lower, number - 2)
        assert still[upper] > still[lower]
    assert ((flips.removals >= 2) & (flips.removals <= 25)).sum() >= 3


def test_neighbours_are_in_order_of_rating():
    fitted = fit(LOG.outcomes)
    flips = votes_to_flip(fitted)
    order = np.argsort(-fitted.theta)
    np.testing.assert_array_equal(flips.upper, order[:-1])
    np.testing.assert_array_equal(flips.lower, order[1:])
    np.testing.assert_allclose(flips.share, flips.removals / 4000)


def test_any_pair_can_be_asked_for_in_either_order():
    fitted = fit(LOG.outcomes)
    order = np.argsort(-fitted.theta)
    one, other = (votes_to_flip(fitted, upper=[u], lower=[w]) for u, w in (order[[0, 5]], order[[5, 0]]))
    assert one.upper == other.upper == order[0]
    assert one.removals == other.removals
    assert one.removals[0] > votes_to_flip(fitted).removals[0]


@pytest.mark.parametrize("lead", [1, 10, 40])
def test_a_lead_of_some_votes_falls_with_about_as_many(lead):
    flips = votes_to_flip(fit(log_of([(0, 1, 1, 500 + lead), (0, 1, 2, 500)], 2)))
    assert lead <= flips.removals[0] <= 1.04 * lead + 1


def test_equals_fall_with_one_vote():
    flips = votes_to_flip(fit(log_of([(0, 1, 1, 500), (0, 1, 2, 500)], 2)))
    assert flips.removals.tolist() == [1]


def test_a_tie_can_be_what_keeps_a_model_up():
    """Model 1 stands above model 0 by its ties against the strong model 2; two of them are enough."""
    cells = [(2, 0, 1, 190), (0, 2, 1, 10), (2, 1, 1, 185), (2, 1, 3, 22)]
    fitted = fit(log_of(cells, 3))
    assert fitted.theta[1] > fitted.theta[0]
    assert votes_to_flip(fitted, upper=[1], lower=[0]).removals.tolist() == [2]
    without = {removed: fit(log_of([*cells[:3], (2, 1, 3, 22 - removed)], 3)).theta for removed in (1, 2)}
    assert without[1][1] > without[1][0]
    assert without[2][1] < without[2][0]


def test_a_lead_beyond_all_linear_influences_is_counted_by_refits():
    flips = votes_to_flip(fit(log_of([(0, 1, 1, 90), (0, 1, 2, 10)], 2)))
    assert flips.removals.tolist() == [81]
    assert not flips.is_fragile.any()


def greedy_removals(log, upper, lower):
    """Votes removed one by one, with a refit after each, until the two swap."""
    a, b, outcome, models = log.columns
    for number in range(a.size):
        fitted = fit(count_outcomes(a, b, outcome, models))
        if fitted.theta[upper] < fitted.theta[lower]:
            return number
        residual = SCORES[outcome] - fitted_scores(fitted, a, b)
        slope = fitted.inverse[upper] - fitted.inverse[lower]
        worst = int(np.argmax((slope[a] - slope[b]) * residual))
        a, b, outcome = (np.delete(column, worst) for column in (a, b, outcome))
    raise AssertionError("they did not swap")


def fitted_scores(fitted, a, b):
    return 1 / (1 + np.exp(fitted.theta[b] - fitted.theta[a]))


@pytest.mark.parametrize(("votes", "models"), [(300, 6), (800, 8)])
def test_large_removals_are_those_of_exact_refits(votes, models):
    """The linear answer is up to twice as large there."""
    log = draw_log(votes, models, seed=votes)
    flips = votes_to_flip(fit(log.outcomes))
    for upper, lower, number in zip(flips.upper, flips.lower, flips.removals, strict=True):
        exact = greedy_removals(log, upper, lower)
        assert abs(number - exact) <= max(1, 0.05 * exact)
    assert flips.removals.max() > 5


def test_large_removals_of_voters_swap_the_models():
    log = draw_log(2000, 6, seed=3)
    voter = np.random.default_rng(4).integers(0, 400, 2000)
    fitted = fit(log.outcomes)
    flips = voters_to_flip(fitted, build_voter_log(*log.columns[:3], voter, fitted))
    by_vote = votes_to_flip(fitted)
    assert (flips.removals > 0).all()
    assert (flips.removals <= by_vote.removals).all()


def test_a_single_vote_between_two_groups_is_no_error():
    cells = [(0, 1, 1, 30), (0, 1, 2, 20), (2, 3, 1, 30), (2, 3, 2, 25), (1, 2, 3, 1)]
    flips = votes_to_flip(fit(log_of(cells, 4)))
    assert flips.removals.tolist() == [11, -1, 6]  # the tie holds 1 and 2 equal


def test_a_place_that_a_handful_of_many_votes_could_swap_is_fragile():
    cells = [(0, 1, 1, 500_010), (0, 1, 2, 500_000), (1, 2, 1, 300_000), (1, 2, 2, 100_000)]
    flips = votes_to_flip(fit(log_of(cells, 3)))
    assert flips.is_fragile.tolist() == [True, False]


def test_voters_with_one_vote_each_are_votes():
    fitted = fit(LOG.outcomes)
    by_vote = votes_to_flip(fitted)
    for voter in (np.arange(4000), np.full(4000, -1)):
        by_voter = voters_to_flip(fitted, build_voter_log(*LOG.columns[:3], voter, fitted))
        np.testing.assert_array_equal(by_voter.removals, by_vote.removals)
        np.testing.assert_allclose(by_voter.share, by_vote.share)


def test_one_voter_who_carries_a_model_is_found():
    """Model 6 stands above model 5 only by the 60 votes of one voter."""
    rng = np.random.default_rng(1)
    extra = zip(LOG.columns[:3], (6, 5, 1), strict=True)
    a, b, outcome = (np.append(column, [value] * 60) for column, value in extra)
    voter = np.append(rng.integers(1, 800, 4000), np.zeros(60, dtype=int))
    fitted, honest = fit(count_outcomes(a, b, outcome, 8)), fit(LOG.outcomes)
    assert honest.theta[6] < honest.theta[5]
    assert fitted.theta[6] > fitted.theta[5]
    flips = voters_to_flip(fitted, build_voter_log(a, b, outcome, voter, fitted), upper=[6], lower=[5])
    assert flips.removals.tolist() == [1]
    assert flips.share[0] == pytest.approx(1 / np.unique(voter).size)
    assert votes_to_flip(fitted, upper=[6], lower=[5]).removals[0] > 5


def test_a_first_look_at_few_voters_changes_nothing(monkeypatch):
    fitted = fit(LOG.outcomes)
    log = build_voter_log(*LOG.columns[:3], np.random.default_rng(2).integers(0, 900, 4000), fitted)
    usual = voters_to_flip(fitted, log).removals
    monkeypatch.setattr(robustness, "FIRST_CANDIDATES", 3)
    np.testing.assert_array_equal(voters_to_flip(fitted, log).removals, usual)
    assert usual.max() > 3

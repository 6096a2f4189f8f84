import numpy as np
import pytest

from ratings.core.bootstrap.intervals import bootstrap
from ratings.core.bradley_terry import fit, sandwich
from ratings.core.ranks import from_intervals, guaranteed, standard_errors
from tests.ratings.core.simulated import draw_log


def test_only_a_wholly_separate_interval_makes_a_rank():
    low, high = np.array([90.0, 85, 70, 40]), np.array([100.0, 95, 85, 60])
    spread = from_intervals(low, high)
    assert spread.best.tolist() == [1, 1, 2, 4]
    assert spread.worst.tolist() == [2, 3, 3, 4]


def test_the_definition_holds_for_random_intervals():
    rng = np.random.default_rng(1)
    low = rng.integers(0, 30, 40).astype(float)
    high = low + rng.integers(0, 10, 40)
    spread = from_intervals(low, high)
    np.testing.assert_array_equal(spread.best, 1 + (low > high[:, None]).sum(axis=1))
    np.testing.assert_array_equal(spread.worst, 40 - (high < low[:, None]).sum(axis=1))


def test_an_open_interval_can_be_anywhere_on_its_open_side():
    spread = from_intervals(np.array([-np.inf, 10, 30]), np.array([5.0, 20, np.inf]))
    assert spread.best.tolist() == [3, 2, 1]
    spread = from_intervals(np.array([-np.inf, 10, 30]), np.array([np.inf, 20, 40]))
    assert spread.best.tolist() == [1, 2, 1]
    assert spread.worst.tolist() == [3, 3, 2]


def test_nobody_has_no_rank():
    assert from_intervals(np.zeros(0), np.zeros(0)).best.size == 0


def test_standard_errors_of_differences():
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    np.testing.assert_allclose(standard_errors(covariance), [[0, 2**0.5], [2**0.5, 0]])


def test_with_two_models_the_critical_value_is_the_normal_one():
    """Separated by 2.1 standard errors they are told apart, by 1.8 they are not."""
    covariance = np.array([[0.5, -0.5], [-0.5, 0.5]])
    error = 2**0.5
    apart = guaranteed(np.array([2.1 * error, 0.0]), covariance, seed=1, draws=20_000)
    assert apart.best.tolist() == apart.worst.tolist() == [1, 2]
    near = guaranteed(np.array([1.8 * error, 0.0]), covariance, seed=1, draws=20_000)
    assert near.best.tolist() == [1, 1]
    assert near.worst.tolist() == [2, 2]


def test_with_twenty_equals_the_critical_value_is_tukeys():
    """The studentised range q(0.05; 20, ∞) = 5.01 (Pearson and Hartley), over √2: 3.54 standard errors."""
    for lead, ranks in ((3.4, 20), (3.68, 1)):
        theta = np.zeros(20)
        theta[0] = lead * 2**0.5
        spread = guaranteed(theta, np.eye(20), seed=1, draws=20_000)
        assert spread.worst[0] == ranks


def test_the_guarantee_holds_for_all_ranks_at_once():
    """On 100 simulated logs the guaranteed spread holds all true ranks, and the simple rule mostly does."""
    covered, simple, width = [], [], []
    for seed in range(100):
        log = draw_log(4000, 12, seed=3000 + seed)
        fitted = fit(log.outcomes)
        true_rank = 1 + (log.theta > log.theta[:, None]).sum(axis=1)
        spread = guaranteed(fitted.theta, sandwich(fitted), seed=seed, draws=500)
        covered.append(((spread.best <= true_rank) & (true_rank <= spread.worst)).all())
        width.append((spread.worst - spread.best).mean())
        loose = from_intervals(*bootstrap(fitted, seed=seed, rounds=200).interval())
        simple.append(((loose.best <= true_rank) & (true_rank <= loose.worst)).all())
    assert np.mean(covered) >= 0.93
    assert np.mean(simple) >= 0.88
    assert np.mean(width) < 8


def test_the_same_seed_gives_the_same_ranks():
    fitted = fit(draw_log(3000, 15, seed=51).outcomes)
    spreads = [guaranteed(fitted.theta, sandwich(fitted), seed=9) for _ in range(2)]
    np.testing.assert_array_equal(spreads[0].best, spreads[1].best)
    np.testing.assert_array_equal(spreads[0].worst, spreads[1].worst)


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_ranks_above_their_place_or_below_it(seed):
    fitted = fit(draw_log(3000, 15, seed=seed).outcomes)
    place = 1 + np.argsort(np.argsort(-fitted.theta))
    spread = guaranteed(fitted.theta, sandwich(fitted), seed=9)
    assert (spread.best <= place).all()
    assert (place <= spread.worst).all()

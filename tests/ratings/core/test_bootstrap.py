import numpy as np
import pytest

from ratings.core.bootstrap import intervals as bootstrapping
from ratings.core.bootstrap import resampling
from ratings.core.bootstrap import solver as bootstrap_solver
from ratings.core.bootstrap.intervals import Replicates, bootstrap
from ratings.core.bootstrap.resampling import Resampler
from ratings.core.bootstrap.solver import BootstrapSolver
from ratings.core.bradley_terry import POINTS, fit, sandwich
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes
from ratings.core.reweighting import inverse_pair_frequency
from ratings.core.selection import select
from tests.ratings.core import real
from tests.ratings.core.simulated import draw_log, log_of


def solved_and_exact(fitted, width, *, seed):
    """One chunk of replicates, the columns left open, and the same draws refitted by full Newton steps."""
    resampler = Resampler(fitted, width)
    solved, rest = BootstrapSolver(fitted).solve(resampler.draw(np.random.default_rng(seed)))
    won, missed = resampler.draw_pairs(np.random.default_rng(seed), np.arange(width))
    exact = np.empty((fitted.outcomes.n_models, width))
    for column in range(width):
        counts = np.zeros((won.shape[0], 4), dtype=np.int64)
        for place, points in ((0, won), (1, missed)):
            counts[:, place] = np.rint(1e6 * points[:, column] / fitted.weights)
        log = OutcomeCounts(fitted.outcomes.n_models, fitted.outcomes.first, fitted.outcomes.second, counts)
        exact[:, column] = fit(log, weights=fitted.weights / 1e6, prior=fitted.prior).theta
    return solved - solved.mean(axis=0), rest, exact


@pytest.mark.parametrize("options", [{}, {"reweighted": True}, {"prior": 0.5}], ids=str)
@pytest.mark.parametrize(("votes", "skew"), [(2000, 0.5), (60_000, 1.2)])
def test_replicates_are_what_full_newton_steps_give(votes, skew, options):
    """To 0.003 points, a hundredth of the Monte-Carlo error of 1,000 rounds."""
    counted = draw_log(votes, 10, seed=31, skew=skew).outcomes
    weights = inverse_pair_frequency(counted) if "reweighted" in options else None
    fitted = fit(counted, weights=weights, prior=options.get("prior", 0.0))
    solved, rest, exact = solved_and_exact(fitted, 15, seed=1)
    assert rest.size == 0
    assert POINTS * np.abs(solved - exact).max() < 0.003


def test_the_same_seed_gives_the_same_digits_whatever_the_threads(monkeypatch):
    monkeypatch.setattr(bootstrapping, "CHUNK_ROUNDS", 50)
    fitted = fit(draw_log(3000, 9, seed=32).outcomes)
    alone = bootstrap(fitted, seed=5, rounds=170)
    together = bootstrap(fitted, seed=5, rounds=170, threads=4)
    np.testing.assert_array_equal(alone.theta, together.theta)
    assert alone.theta.shape == (9, 170)
    other = bootstrap(fitted, seed=6, rounds=170)
    assert not np.array_equal(other.theta, alone.theta)


def test_it_agrees_with_resampling_the_rows():
    """Means, standard deviations and percentiles against 600 logs of rows drawn with replacement."""
    log = draw_log(3000, 7, seed=34, skew=0.9)
    fitted = fit(log.outcomes)
    rng = np.random.default_rng(2)
    rows = []
    for _ in range(600):
        drawn = rng.integers(0, log.a.size, log.a.size)
        rows.append(fit(count_outcomes(log.a[drawn], log.b[drawn], log.outcome[drawn], 7)).theta)
    rows = np.array(rows).T
    ours = bootstrap(fitted, seed=3, rounds=4000)
    spread = rows.std(axis=1)
    np.testing.assert_allclose(ours.theta.std(axis=1) / spread, 1, atol=0.1)
    np.testing.assert_allclose((ours.theta.mean(axis=1) - rows.mean(axis=1)) / spread, 0, atol=0.17)
    low, high = ours.interval()
    np.testing.assert_allclose((low - np.quantile(rows, 0.025, axis=1)) / spread, 0, atol=0.4)
    np.testing.assert_allclose((high - np.quantile(rows, 0.975, axis=1)) / spread, 0, atol=0.4)


@pytest.mark.parametrize("reweighted", [False, True])
def test_its_spread_is_the_sandwich(reweighted):
    counted = draw_log(40_000, 20, seed=35).outcomes
    fitted = fit(counted, weights=inverse_pair_frequency(counted) if reweighted else None)
    ratio = bootstrap(fitted, seed=4, rounds=4000).theta.std(axis=1) / np.sqrt(np.diag(sandwich(fitted)))
    assert np.median(ratio) == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(ratio, 1, atol=0.06)


@real.needs("arena140k")
def test_its_spread_is_the_sandwich_on_real_votes():
    """Each model with at least 100 battles; one of the 53 has two."""
    counted = real.arena140k().outcomes
    fitted = fit(counted)
    ratio = bootstrap(fitted, seed=4).theta.std(axis=1) / np.sqrt(np.diag(sandwich(fitted)))
    many = counted.votes_per_model >= 100
    assert many.sum() == 52
    assert np.median(ratio[many]) == pytest.approx(1, abs=0.02)


def test_percentile_intervals_cover_the_truth():
    inside = []
    for seed in range(60):
        log = draw_log(1500, 10, seed=2000 + seed)
        low, high = bootstrap(fit(log.outcomes), seed=seed, rounds=400).interval()
        truth = log.theta - log.theta.mean()
        inside.append((low < truth) & (truth < high))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize("slab", [1, 40, 10_000])
def test_every_cell_is_drawn_about_its_own_count(slab, monkeypatch):
    """Small and large counts, empty cells and absent pairs, in slabs of any size."""
    monkeypatch.setattr(resampling, "SLAB_VALUES", 4000 * slab)
    cells = [(0, 1, 1, 3), (0, 1, 2, 4000), (0, 3, 3, 32), (1, 2, 1, 33), (1, 2, 2, 1), (2, 3, 4, 500)]
    fitted = fit(log_of(cells, 4))
    resampler = Resampler(fitted, 4000)
    resample = resampler.draw(np.random.default_rng(3))
    won, missed = resampler.draw_pairs(np.random.default_rng(3), np.arange(4000))
    np.testing.assert_allclose(won + missed, resample.games, rtol=1e-6)
    np.testing.assert_allclose(won.sum(axis=0) + missed.sum(axis=0), resample.gained.sum(axis=0), rtol=1e-5)
    error = np.sqrt(fitted.outcomes.games / 4000)
    np.testing.assert_array_less(np.abs(won.mean(axis=1) - fitted.outcomes.score), 4 * error)
    missing = fitted.outcomes.games - fitted.outcomes.score
    np.testing.assert_array_less(np.abs(missed.mean(axis=1) - missing), 4 * error)
    np.testing.assert_allclose(resample.games.var(axis=1), fitted.outcomes.games, rtol=0.12)
    total = resample.games.sum(axis=0)
    np.testing.assert_allclose((resample.gained + resample.lost).sum(axis=0), 2 * total, rtol=1e-5)


def near_certain(losses):
    """Four even models and one that lost so many of its 60 games against them."""
    even = [(a, b, outcome, 40) for a in range(4) for b in range(a) for outcome in (1, 2, 3)]
    return log_of([*even, (4, 0, 1, 60 - losses), (0, 4, 1, losses)], 5)


def test_an_interval_is_open_where_too_many_rounds_have_no_loss():
    """One loss in 60 games is drawn zero times in 37 % of the rounds."""
    replicates = bootstrap(fit(near_certain(1)), seed=6, rounds=2000)
    low, high = replicates.interval()
    assert high[4] == np.inf
    assert np.isfinite(low).all()
    assert np.isfinite(high[:4]).all()
    assert np.isposinf(replicates.theta[4]).mean() == pytest.approx(np.exp(-1), abs=0.04)


def test_near_certain_replicates_are_solved_like_the_others():
    """The information of a model near certainty changes many times over between replicates."""
    solved, rest, exact = solved_and_exact(fit(near_certain(8)), 200, seed=4)
    assert rest.size == 0
    assert POINTS * np.abs(solved - exact).max() < 0.02


GROUP = [(a, b, outcome, 30) for a in range(3) for b in range(a) for outcome in (1, 2, 3)]
OTHER_GROUP = [(a + 3, b + 3, outcome, count) for a, b, outcome, count in GROUP]
LOPSIDED = {
    "strengths far apart": select(
        draw_log(3000, 20, seed=37, spread=3, skew=1.5).outcomes, minimum_votes=5
    ).outcomes,
    "a model that lost once": near_certain(1),
    "groups joined by one vote": log_of([*GROUP, *OTHER_GROUP, (0, 3, 1, 40), (5, 2, 1, 1)], 6),
}


@pytest.mark.parametrize("name", LOPSIDED)
def test_shared_steps_and_full_newton_agree_on_lopsided_logs(name, monkeypatch):
    """Also on which strengths are infinite, and which way; over several chunks."""
    monkeypatch.setattr(bootstrapping, "CHUNK_ROUNDS", 50)
    fitted = fit(LOPSIDED[name])
    usual = bootstrap(fitted, seed=5, rounds=150).theta
    monkeypatch.setattr(
        BootstrapSolver, "_remove_unbounded", lambda self, resample: np.zeros_like(resample.gained)
    )
    monkeypatch.setattr(bootstrap_solver, "SHARED_STEPS", 1)
    own = bootstrap(fitted, seed=5, rounds=150).theta
    monkeypatch.setattr(bootstrap_solver, "OWN_STEPS", 1)
    exact = bootstrap(fitted, seed=5, rounds=150).theta
    finite = np.isfinite(exact)
    assert 0 < (~finite).sum() < finite.sum()
    for theta in (usual, own):
        np.testing.assert_array_equal(theta[~finite], exact[~finite])
        # Where a model has no finite strength, the mean of the others is a matter of convention.
        away = np.where(finite, theta - np.where(finite, exact, 0), np.nan)
        away -= np.nanmedian(away, axis=0)
        assert POINTS * np.nanmax(np.abs(away)) < 0.05


def test_an_ordinary_log_settles_in_few_shared_steps(monkeypatch):
    monkeypatch.setattr(bootstrap_solver, "SHARED_STEPS", 6)
    monkeypatch.setattr(bootstrap_solver, "OWN_STEPS", 0)
    monkeypatch.setattr(BootstrapSolver, "solve_exactly", None)
    for votes, models, skew in ((5_000, 10, 0.7), (100_000, 40, 1.1)):
        bootstrap(fit(draw_log(votes, models, seed=38, skew=skew).outcomes), seed=5, rounds=200)


@real.needs("arena140k")
def test_a_model_with_two_battles_unsettles_nobody(monkeypatch):
    """On the 140 K log one model has two ties; rounding must not shift it around."""
    monkeypatch.setattr(bootstrap_solver, "SHARED_STEPS", 9)
    monkeypatch.setattr(bootstrap_solver, "OWN_STEPS", 0)
    monkeypatch.setattr(BootstrapSolver, "solve_exactly", None)
    replicates = bootstrap(fit(real.arena140k().outcomes), seed=5, rounds=100)
    assert np.isnan(replicates.theta).any(axis=1).sum() == 1


def test_groups_joined_by_one_vote_have_open_intervals():
    """No model won everything, but in 37 % of the rounds one group did."""
    fitted = fit(LOPSIDED["groups joined by one vote"])
    replicates = bootstrap(fitted, seed=7, rounds=200)
    low, high = replicates.interval()
    finite = np.isfinite(replicates.theta)
    parted = ~finite.all(axis=0)
    assert parted.mean() == pytest.approx(np.exp(-1), abs=0.12)
    assert not (np.isfinite(low) & np.isfinite(high)).all()
    # Where the groups are parted, the larger evidence stays where the estimate puts it.
    stayed = np.nanmedian(
        np.where(finite & parted, replicates.theta, np.nan)[finite[:, parted].any(axis=1)], axis=1
    )
    np.testing.assert_allclose(stayed, fitted.theta[finite[:, parted].any(axis=1)], atol=0.3)


def test_quantiles_interpolate_and_pass_over_infinite_ends():
    rows = np.array([[4.0, 1.0, 2.0, 3.0, 5.0], [np.inf, 1.0, 2.0, 3.0, np.inf], [-np.inf, 1, 2, 3, np.nan]])
    low, high = Replicates(rows.astype(np.float32)).interval(0.5)
    np.testing.assert_array_equal(low, [2, 2, -np.inf])
    np.testing.assert_array_equal(high, [4, np.inf, 3])
    low, high = Replicates(rows[:1].astype(np.float32)).interval(0.9)
    np.testing.assert_allclose([low[0], high[0]], np.quantile(rows[0], [0.05, 0.95]))


def test_between_a_finite_and_an_infinite_value_the_end_is_open():
    rows = np.array([[-np.inf, 1.0, 2.0, 3.0, np.inf]], dtype=np.float32)
    low, high = Replicates(rows).interval(0.9)
    assert (low[0], high[0]) == (-np.inf, np.inf)

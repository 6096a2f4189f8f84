import numpy as np
import pytest

from ratings.core import voters as by_voter
from ratings.core.bradley_terry import fit, sandwich
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes
from ratings.core.voters import build_voter_cells, build_voter_log, clustered, sums_by_voter
from tests.ratings.core import real
from tests.ratings.core.simulated import draw_log, draw_outcomes

LOG = draw_log(1200, 6, seed=71)


def test_every_vote_alone_is_the_sandwich_but_for_the_small_sample_factor():
    fitted = fit(LOG.outcomes)
    usual = sandwich(fitted) * 1200 / 1199
    for voter in (np.arange(1200), np.full(1200, -1), np.where(np.arange(1200) % 2, np.arange(1200), -1)):
        log = build_voter_log(*LOG.columns[:3], voter, fitted)
        np.testing.assert_allclose(clustered(fitted, log), usual, rtol=1e-9, atol=1e-15)


def test_it_equals_the_sum_over_voters():
    fitted = fit(LOG.outcomes)
    voter = np.random.default_rng(1).integers(0, 40, 1200)
    score = np.array([np.nan, 1, 0, 0.5, 0.5])[LOG.outcome]
    contrast = np.eye(6)[LOG.a] - np.eye(6)[LOG.b]
    residual = score - 1 / (1 + np.exp(-contrast @ fitted.theta))
    sums = np.array([(residual[voter == g, None] * contrast[voter == g]).sum(axis=0) for g in range(40)])
    expected = fitted.inverse @ (sums.T @ sums) @ fitted.inverse * 40 / 39
    ours = clustered(fitted, build_voter_log(*LOG.columns[:3], voter, fitted))
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-15)


def test_blocks_of_voters_change_nothing(monkeypatch):
    fitted = fit(LOG.outcomes)
    log = build_voter_log(*LOG.columns[:3], np.random.default_rng(1).integers(0, 40, 1200), fitted)
    whole = np.concatenate(list(sums_by_voter(log, log.residual(fitted), 6)))
    monkeypatch.setattr(by_voter, "VALUES_AT_ONCE", 6 * 7)
    parts = list(sums_by_voter(log, log.residual(fitted), 6))
    assert [part.shape[0] for part in parts] == [7, 7, 7, 7, 7, 5]
    np.testing.assert_allclose(np.concatenate(parts), whole)


def test_votes_repeated_by_their_voters_say_no_more():
    """Each vote cast four times by the same voter: the clustered errors stay, the others halve."""
    fitted = fit(LOG.outcomes)
    columns = [np.repeat(column, 4) for column in LOG.columns[:3]]
    repeated = fit(OutcomeCounts(6, LOG.outcomes.first, LOG.outcomes.second, 4 * LOG.outcomes.counts))
    log = build_voter_log(*columns, np.repeat(np.arange(1200), 4), repeated)
    once = np.sqrt(np.diag(sandwich(fitted)))
    np.testing.assert_allclose(np.sqrt(np.diag(clustered(repeated, log))), once, rtol=1e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(sandwich(repeated))), once / 2, rtol=1e-6)


def test_clustered_errors_match_the_spread_over_worlds_where_voters_have_tastes():
    """Every voter likes each model more or less than others do; the plain sandwich is too narrow."""
    estimates, by_voters, plain = [], [], []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        voter = np.repeat(np.arange(100), 30)
        liking = rng.normal(0, 0.8, (100, 5))
        a = rng.integers(0, 5, voter.size)
        b = (a + rng.integers(1, 5, voter.size)) % 5
        outcome = draw_outcomes(liking[voter, a] - liking[voter, b], rng)
        fitted = fit(count_outcomes(a, b, outcome, 5))
        estimates.append(fitted.theta)
        by_voters.append(np.diag(clustered(fitted, build_voter_log(a, b, outcome, voter, fitted))))
        plain.append(np.diag(sandwich(fitted)))
    spread = np.std(estimates)
    assert np.sqrt(np.mean(by_voters)) / spread == pytest.approx(1, abs=0.1)
    assert np.sqrt(np.mean(plain)) / spread < 0.7


def test_votes_that_are_not_the_fits_are_refused():
    fitted = fit(LOG.outcomes)
    with pytest.raises(ValueError, match="not the votes"):
        build_voter_log(*(column[1:] for column in LOG.columns[:3]), np.arange(1199), fitted)


def test_a_single_voter_is_refused():
    fitted = fit(LOG.outcomes)
    with pytest.raises(ValueError, match="single voter"):
        clustered(fitted, build_voter_log(*LOG.columns[:3], np.zeros(1200, dtype=int), fitted))


@real.needs("llmfao")
def test_crowd_workers_votes_are_not_independent():
    """124 workers with up to 343 votes each on the same 13 prompts."""
    log, worker = real.llmfao()
    fitted = fit(log.outcomes)
    ratio = np.sqrt(np.diag(clustered(fitted, build_voter_log(log.a, log.b, log.outcome, worker, fitted))))
    ratio /= np.sqrt(np.diag(sandwich(fitted)))
    assert 1.0 < np.median(ratio) < 2.0


@pytest.mark.parametrize("self_battles", [0, 5])
def test_votes_sorted_by_voter_beforehand_give_the_same_cells(self_battles):
    """By who has sorted them for many boards; self-battles fall out, and the places move up."""
    rng = np.random.default_rng(3)
    a, b, outcome = (column.copy() for column in LOG.columns[:3])
    b[:self_battles] = a[:self_battles]
    voter = rng.integers(-20, 300, 1200)
    known = np.flatnonzero(voter >= 0)
    by_voter = known[np.argsort(voter[known], kind="stable")]
    fitted = fit(count_outcomes(a, b, outcome, 6))
    own = build_voter_cells(fitted, build_voter_log(a, b, outcome, voter, fitted))
    given = build_voter_cells(fitted, build_voter_log(a, b, outcome, voter, fitted, by_voter=by_voter))
    for name in ("cells", "starts", "sizes", "single_counts", "heavy"):
        np.testing.assert_array_equal(getattr(given, name), getattr(own, name))
    left = voter[self_battles:]
    assert own.total == np.count_nonzero(left < 0) + np.unique(left[left >= 0]).size

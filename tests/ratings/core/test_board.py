import numpy as np
import pytest

from ratings.core import ranks
from ratings.core.board import (
    Reason,
    Status,
    rate_bradley_terry,
    rate_elo,
    rate_style_controlled,
)
from ratings.core.errors import NotIdentified
from ratings.core.outcome_counts import count_outcomes
from ratings.core.seeds import seed_from_digest
from tests.ratings.core.simulated import draw_log, log_of

LOG = draw_log(6000, 8, seed=61)
EVEN = [(a, b, outcome, 60) for a in range(4) for b in range(a) for outcome in (1, 2, 3)]


def rate(votes, **options):
    return rate_bradley_terry(votes, seed=1, **{"rounds": 200, **options})


def assert_no_number(board, model):
    assert np.isnan([board.rating[model], board.ci_low[model], board.ci_high[model]]).all()
    assert (board.rank[model], board.rank_low[model], board.rank_high[model]) == (0, 0, 0)
    assert board.status[model] == Status.UNRANKED


def test_a_settled_board_has_everything_for_everybody():
    board = rate(LOG.outcomes)
    assert (board.status == Status.RANKED).all()
    assert (board.reason == Reason.NONE).all()
    assert (board.ci_low < board.rating).all()
    assert (board.rating < board.ci_high).all()
    assert board.rating.mean() == pytest.approx(1000)
    spread = ranks.from_intervals(board.ci_low, board.ci_high)
    np.testing.assert_array_equal(board.rank_low, spread.best)
    np.testing.assert_array_equal(board.rank_high, spread.worst)
    np.testing.assert_array_equal(board.rank, board.rank_low)
    np.testing.assert_array_equal(board.votes, LOG.outcomes.votes_per_model)


def test_an_anchor_shifts_ratings_and_intervals_and_keeps_its_uncertainty():
    free, anchored = rate(LOG.outcomes), rate(LOG.outcomes, anchor=3, anchor_rating=1114)
    shift = 1114 - free.rating[3]
    assert anchored.rating[3] == pytest.approx(1114)
    for name in ("rating", "ci_low", "ci_high"):
        np.testing.assert_allclose(getattr(anchored, name), getattr(free, name) + shift)
    np.testing.assert_array_equal(anchored.rank, free.rank)
    assert anchored.ci_high[3] - anchored.ci_low[3] > 5
    assert (free.anchored, anchored.anchored) == (False, True)


def test_an_anchor_that_cannot_be_rated_leaves_the_mean():
    board = rate(log_of([*EVEN, (4, 0, 1, 50)], 5), anchor=4, anchor_rating=1114, mean=1100)
    assert not board.anchored
    assert board.rating[:4].mean() == pytest.approx(1100)


def test_few_votes_make_a_model_provisional_and_fewer_leave_it_unranked():
    cells = [*EVEN, (4, 0, 1, 40), (0, 4, 1, 40), (5, 1, 1, 10), (1, 5, 1, 10)]
    board = rate(log_of(cells, 7))
    assert board.status.tolist() == [2, 2, 2, 2, 1, 0, 0]
    assert board.reason[4:].tolist() == [
        Reason.BELOW_PROVISIONAL_LINE,
        Reason.TOO_FEW_VOTES,
        Reason.NO_VOTES,
    ]
    assert np.isfinite([board.rating[4], board.ci_low[4], board.ci_high[4]]).all()
    assert (board.rank[4], board.rank_low[4], board.rank_high[4]) == (0, 0, 0)
    assert_no_number(board, 5)
    assert_no_number(board, 6)
    assert board.votes.tolist() == log_of(cells, 7).votes_per_model.tolist()


def test_the_lines_themselves_are_enough():
    cells = [*EVEN, (4, 0, 3, 300), (5, 1, 3, 30), (6, 1, 3, 29), (7, 2, 3, 299)]
    board = rate(log_of(cells, 8))
    assert board.status[4:].tolist() == [
        Status.RANKED,
        Status.PROVISIONAL,
        Status.UNRANKED,
        Status.PROVISIONAL,
    ]


def test_a_provisional_model_pushes_nobody_down():
    strong = [(4, model, outcome, count) for model in range(4) for outcome, count in ((1, 40), (2, 2))]
    board = rate(log_of([*EVEN, *strong], 5))
    assert board.status[4] == Status.PROVISIONAL
    assert board.ci_low[4] > board.ci_high[:4].max()
    assert board.rank[:4].tolist() == [1, 1, 1, 1]
    assert board.rank_high.max() == 4


def test_who_won_or_lost_every_vote_has_no_rating():
    cells = [*EVEN, (4, 0, 1, 500), (5, 0, 2, 500)]
    board = rate(log_of(cells, 6))
    assert board.reason[4:].tolist() == [Reason.WON_EVERY_VOTE, Reason.LOST_EVERY_VOTE]
    assert_no_number(board, 4)
    assert_no_number(board, 5)
    assert (board.status[:4] == Status.RANKED).all()
    np.testing.assert_allclose(board.rating[:4], 1000, atol=1e-6)


def test_an_island_has_no_rating_and_no_offset():
    """Every peer prints an arbitrary offset between the two groups."""
    island = [(a + 4, b + 4, outcome, count // 2) for a, b, outcome, count in EVEN]
    board = rate(log_of([*EVEN, *island], 8))
    assert (board.reason[4:] == Reason.OUTSIDE_MAIN_COMPONENT).all()
    assert np.isnan(board.rating[4:]).all()
    assert np.isfinite(board.rating[:4]).all()


def test_a_group_that_never_lost_to_the_others_is_outside():
    island = [(a + 4, b + 4, outcome, count // 2) for a, b, outcome, count in EVEN]
    board = rate(log_of([*EVEN, *island, (4, 0, 1, 200)], 8))
    assert (board.reason[4:] == Reason.OUTSIDE_MAIN_COMPONENT).all()


def test_votes_against_unrated_models_do_not_reach_the_minimum():
    """Model 4 has 40 votes, 35 of them against a model that itself has too few."""
    cells = [*EVEN, (4, 0, 3, 5), (4, 5, 3, 25), (5, 1, 3, 2)]
    board = rate(log_of(cells, 6), minimum_votes=28)
    assert board.reason[5] == Reason.TOO_FEW_VOTES
    assert board.reason[4] == Reason.TOO_FEW_VOTES
    assert board.votes[4] == 30


def test_one_loss_in_many_leaves_the_interval_open():
    cells = [*EVEN, *((4, model, 1, 100) for model in range(4)), (0, 4, 1, 1)]
    board = rate(log_of(cells, 5))
    assert (board.status[4], board.reason[4]) == (Status.PROVISIONAL, Reason.OPEN_INTERVAL)
    assert np.isfinite([board.rating[4], board.ci_low[4]]).all()
    assert np.isnan(board.ci_high[4])
    assert board.rank[4] == 0
    assert board.rank[:4].tolist() == [1, 1, 1, 1]


def test_an_open_interval_is_the_reason_even_with_few_votes():
    board = rate(log_of([*EVEN, (4, 0, 1, 60), (0, 4, 1, 1)], 5))
    assert board.votes[4] < 300
    assert (board.status[4], board.reason[4]) == (Status.PROVISIONAL, Reason.OPEN_INTERVAL)


@pytest.mark.parametrize("cells", [[(0, 1, 1, 100)], [(0, 1, 3, 10)], [(0, 0, 1, 100)]])
def test_a_board_on_which_nobody_can_be_rated_has_no_number(cells):
    board = rate(log_of(cells, 2))
    assert_no_number(board, 0)
    assert_no_number(board, 1)
    assert board.fit is None
    elo = rate_elo(*(np.repeat(column, 100) for column in ([0], [1], [1])), 2)
    assert_no_number(elo, 0)


@pytest.mark.parametrize("models", [0, 3])
def test_no_votes_at_all(models):
    board = rate(count_outcomes([], [], [], models))
    assert board.rating.shape == (models,)
    assert (board.reason == Reason.NO_VOTES).all()


def test_the_same_seed_gives_the_same_board():
    seed = seed_from_digest("9f86d081884c7d659a2feaa0c55ad015")
    boards = [rate_bradley_terry(LOG.outcomes, seed=seed, rounds=300, threads=threads) for threads in (1, 3)]
    for name in ("rating", "ci_low", "ci_high", "rank", "rank_high"):
        np.testing.assert_array_equal(getattr(boards[0], name), getattr(boards[1], name))


def test_without_rounds_nothing_is_drawn_and_the_intervals_are_the_sandwich_s():
    drawn, plain = rate(LOG.outcomes, rounds=1000), rate(LOG.outcomes, rounds=0)
    other_seed = rate_bradley_terry(LOG.outcomes, seed=2, rounds=0)
    np.testing.assert_array_equal(plain.rating, drawn.rating)
    np.testing.assert_array_equal(plain.ci_low, other_seed.ci_low)
    width, drawn_width = plain.ci_high - plain.ci_low, drawn.ci_high - drawn.ci_low
    np.testing.assert_allclose(width, drawn_width, rtol=0.15)


def test_seeds_come_from_the_digest():
    assert seed_from_digest("00000000000000ff" + "ab" * 24) == 255
    with pytest.raises(ValueError, match="16"):
        seed_from_digest("ff")


def test_reweighting_changes_ratings_and_keeps_the_rules():
    cells = [*EVEN, (0, 1, 1, 5000), (4, 0, 1, 10)]
    plain, reweighted = rate(log_of(cells, 5)), rate(log_of(cells, 5), reweighted=True)
    assert plain.rating[0] - plain.rating[1] > 100 + reweighted.rating[0] - reweighted.rating[1]
    np.testing.assert_array_equal(plain.status, reweighted.status)


def test_elo_shows_the_median_of_its_bootstrap():
    closed = rate_elo(*LOG.columns)
    simulated = rate_elo(*LOG.columns, rounds=300, seed=2)
    half = (closed.ci_high - closed.ci_low) / 2
    np.testing.assert_allclose(closed.rating, simulated.rating, rtol=0, atol=half.max() / 4)
    np.testing.assert_allclose(closed.ci_low, simulated.ci_low, rtol=0, atol=half.max() / 2)
    assert (closed.status == Status.RANKED).all()
    assert closed.rating.mean() == pytest.approx(1000)
    assert closed.fit is None


def test_a_larger_k_means_wider_elo_intervals():
    widths = [
        np.mean(board.ci_high - board.ci_low) for board in (rate_elo(*LOG.columns, k=k) for k in (2, 8))
    ]
    assert widths[1] > 1.5 * widths[0]


def test_style_without_effect_changes_no_rating():
    rng = np.random.default_rng(3)
    features = rng.poisson([300, 2, 4, 3], size=(2, LOG.a.size, 4))
    controlled = rate_style_controlled(*LOG.columns[:3], *features, 8)
    usual = rate(LOG.outcomes)
    np.testing.assert_allclose(controlled.ratings.rating, usual.rating, rtol=0, atol=1)
    assert (controlled.low < controlled.coefficients).all()
    assert (np.abs(controlled.coefficients) < 0.1).all()


def test_style_of_a_board_without_ratings_is_unknown():
    board = rate_style_controlled([0], [1], [1], [[1, 2]], [[2, 1]], 2)
    assert np.isnan(board.coefficients).all()
    assert board.coefficients.shape == (2,)
    assert_no_number(board.ratings, 0)


@pytest.mark.parametrize("rounds", [0, 200])
def test_a_board_of_ties_only_has_no_interval_of_zero_width(rounds):
    board = rate(log_of([(0, 1, 3, 400), (1, 2, 4, 400), (0, 2, 3, 400)], 3), rounds=rounds)
    np.testing.assert_allclose(board.rating, 1000)
    assert (board.ci_high - board.ci_low > 10).all()
    assert board.rank_low.tolist() == [1, 1, 1]
    assert board.rank_high.tolist() == [3, 3, 3]


def test_a_model_with_only_ties_has_at_least_the_interval_of_coin_flips():
    cells = [(0, 1, 1, 300), (0, 1, 2, 200), (1, 2, 1, 200), (1, 2, 2, 220), (0, 3, 3, 400)]
    board = rate(log_of(cells, 4))
    usual = rate(log_of([*cells[:4], (0, 3, 1, 200), (0, 3, 2, 200)], 4))
    width, usual_width = (each.ci_high - each.ci_low for each in (board, usual))
    assert width[3] > 0.9 * usual_width[3]


def test_ties_only_say_nothing_about_style():
    features = np.random.default_rng(5).poisson(20, size=(2, 900, 2))
    a = np.arange(900) % 3
    with pytest.raises(NotIdentified, match="no vote has a winner"):
        rate_style_controlled(a, (a + 1) % 3, np.full(900, 3), *features, 3)


def test_features_that_go_together_are_not_estimated():
    rng = np.random.default_rng(6)
    log = draw_log(900, 3, seed=7)
    first = rng.poisson(20, size=(2, 900))
    features = np.stack([first, first], axis=2)
    with pytest.raises(NotIdentified, match="goes together"):
        rate_style_controlled(*log.columns[:3], *features, 3)

import numpy as np

from ratings.core.outcome_counts import count_outcomes
from ratings.core.tables import (
    average_win_rate,
    battle_counts,
    records,
    win_fraction,
    wins,
)
from tests.ratings.core.simulated import draw_log, log_of

CELLS = [(0, 1, 1, 6), (1, 0, 1, 2), (0, 1, 3, 5), (0, 2, 2, 4), (2, 0, 4, 3), (1, 3, 3, 7)]
VOTES = log_of(CELLS, 5)
NONE = np.nan


def test_wins_are_read_by_row():
    assert wins(VOTES)[:3, :3].tolist() == [[0, 6, 0], [2, 0, 0], [4, 0, 0]]


def test_battle_counts_with_and_without_ties():
    assert battle_counts(VOTES)[:4, :4].tolist() == [[0, 13, 7, 0], [13, 0, 0, 7], [7, 0, 0, 0], [0, 7, 0, 0]]
    assert battle_counts(VOTES, ties=False)[:3, :3].tolist() == [[0, 8, 4], [8, 0, 0], [4, 0, 0]]


def test_win_fractions_leave_ties_out_and_lose_no_cell():
    expected = [[NONE, 0.75, 0], [0.25, NONE, NONE], [1, NONE, NONE]]
    np.testing.assert_array_equal(win_fraction(VOTES)[:3, :3], expected)
    assert np.isnan(win_fraction(VOTES)[3:]).all()


def test_the_average_win_rate_weighs_opponents_alike():
    np.testing.assert_array_equal(average_win_rate(VOTES), [0.375, 0.25, 1, NONE, NONE])


def test_records_are_the_articles_figure():
    table = records(VOTES)
    assert table.battles.tolist() == [12, 8, 4, 0, 0]
    np.testing.assert_allclose(table.win_rate, [0.5, 0.25, 1, NONE, NONE])


def test_fractions_of_both_sides_add_up_to_one():
    votes = draw_log(5000, 7, seed=101).outcomes
    fraction = win_fraction(votes)
    met = ~np.isnan(fraction)
    assert met.sum() == 42
    np.testing.assert_allclose((fraction + fraction.T)[met], 1)


def test_tables_of_no_votes_are_empty():
    nothing = count_outcomes([], [], [], 2)
    assert battle_counts(nothing).tolist() == [[0, 0], [0, 0]]
    assert np.isnan(average_win_rate(nothing)).all()

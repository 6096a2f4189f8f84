"""GenAI-Arena's boards of February 2024, as the original code made them from the same votes."""

import numpy as np
import pytest

from ratings.core.bradley_terry import fit
from ratings.core.outcome_counts import per_model
from ratings.core.tables import average_win_rate, battle_counts, win_fraction
from tests.ratings.core import real

pytestmark = real.needs("genai_arena")

PRIOR = 0.5 / np.log(10) ** 2
"""Their penalty ½ Σ w² is on w = θ / ln 10, with every vote entered twice."""

BOARDS = [(task, kind) for task in ("t2i_generation", "image_editing") for kind in ("anony", "full")]


def as_table(figure):
    return np.array(figure["z"], dtype=float)


@pytest.fixture(params=BOARDS, ids="-".join)
def board(request):
    return real.genai_golden(*request.param)


def test_ratings_with_their_prior(board):
    """To 0.11 points: where their solver stopped, and one self-battle that they fitted."""
    log, golden = board
    ratings = np.array([golden["rating"][name] for name in log.names])
    assert np.abs(fit(log.outcomes, prior=PRIOR).rating + 1000 - ratings).max() < 0.11


def test_without_their_prior_the_smallest_board_is_far_off():
    log, golden = real.genai_golden("image_editing", "anony")
    ratings = np.array([golden["rating"][name] for name in log.names])
    assert 50 < np.abs(fit(log.outcomes).rating + 1000 - ratings).max() < 56


def test_battle_counts_without_ties(board):
    log, golden = board
    np.testing.assert_array_equal(battle_counts(log.outcomes, ties=False), as_table(golden["battle_count"]))


def test_win_fractions(board):
    """Their pivot loses the rows of models that never won; ours has them."""
    log, golden = board
    ours, theirs = win_fraction(log.outcomes), as_table(golden["win_fraction"])
    there = ~np.isnan(theirs)
    assert there.sum() >= 20
    np.testing.assert_allclose(ours[there], theirs[there], rtol=1e-12)


def test_average_win_rates(board):
    log, golden = board
    theirs = np.array([golden["average_win_rate"][name] for name in log.names])
    there = ~np.isnan(theirs)
    assert there.sum() >= 4
    np.testing.assert_allclose(average_win_rate(log.outcomes)[there], theirs[there], rtol=1e-12)


def test_battles_per_model_with_ties():
    """Self-battles apart, which the original counted once for each side."""
    log, golden = real.genai_golden("t2i_generation", "anony")
    theirs = [golden["table"][name]["num_battles"] for name in log.names]
    assert log.outcomes.votes_per_model.tolist() == theirs
    games = log.outcomes.games
    np.testing.assert_array_equal(per_model(log.outcomes, games, games), theirs)

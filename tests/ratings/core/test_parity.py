"""Ratings against the field's own packages, their tolerances tightened until they have converged."""

import choix
import evalica
import numpy as np
import pytest

from ratings.core import elo
from ratings.core.bradley_terry import POINTS, fit
from ratings.core.connectivity import main_component
from ratings.core.outcome_counts import subset
from tests.ratings.core import real
from tests.ratings.core.simulated import draw_log

WINNERS = [None, evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw, evalica.Winner.Draw]
BAR = 1e-6


@pytest.fixture(
    scope="module",
    params=["simulated", "skewed", pytest.param("arena140k", marks=real.needs("arena140k"))],
)
def log(request):
    """(counts, a, b, outcome) without self-battles, every model in the main component."""
    if request.param == "arena140k":
        votes = real.arena140k()
    else:
        skew, models = {"simulated": (0.5, 12), "skewed": (1.5, 30)}[request.param]
        votes = draw_log(8000, models, seed=21, skew=skew)
    real_battles = votes.a != votes.b
    assert main_component(votes.outcomes).size == votes.outcomes.n_models
    return votes.outcomes, *(column[real_battles] for column in (votes.a, votes.b, votes.outcome))


def test_choix_agrees(log):
    counted = log[0]
    points = np.zeros((counted.n_models, counted.n_models))
    points[counted.first, counted.second] = counted.score
    points[counted.second, counted.first] = counted.games - counted.score
    theirs = choix.ilsr_pairwise_dense(points, max_iter=10_000, tol=1e-12)
    assert POINTS * np.abs(theirs - theirs.mean() - fit(counted).theta).max() < BAR


def test_evalica_bradley_terry_agrees(log):
    counted, a, b, outcome = log
    winners = [WINNERS[code] for code in outcome.tolist()]
    theirs = evalica.bradley_terry(a.tolist(), b.tolist(), winners, tolerance=1e-13, limit=1_000_000)
    strength = np.log(theirs.scores.sort_index().to_numpy())
    assert POINTS * np.abs(strength - strength.mean() - fit(counted).theta).max() < BAR


@pytest.mark.parametrize("k", [4.0, 32.0])
def test_evalica_elo_agrees(log, k):
    counted, a, b, outcome = log
    winners = [WINNERS[code] for code in outcome.tolist()]
    theirs = evalica.elo(a.tolist(), b.tolist(), winners, k=k).scores.sort_index().to_numpy()
    assert np.abs(elo.online(a, b, outcome, counted.n_models, k=k) - theirs).max() < 1e-9


def test_a_subset_of_models_agrees_with_choix(log):
    counted = subset(log[0], np.arange(0, log[0].n_models, 2))
    main = subset(counted, main_component(counted))
    points = np.zeros((main.n_models, main.n_models))
    points[main.first, main.second] = main.score
    points[main.second, main.first] = main.games - main.score
    theirs = choix.ilsr_pairwise_dense(points, max_iter=10_000, tol=1e-12)
    assert POINTS * np.abs(theirs - theirs.mean() - fit(main).theta).max() < BAR

"""Two models of one board: how sure is the order."""

from statistics import NormalDist

import numpy as np

from ratings.core.bradley_terry import gauged, laplacian, outcome_spread, win_probability
from ratings.core.outcome_counts import Floats, OutcomeCounts


def difference_error(outcomes: OutcomeCounts, theta: Floats, i: int, j: int) -> float:
    """Standard error of θ_i − θ_j by the sandwich [White1982], without the whole covariance.

    With x = H⁺(e_i − e_j) the variance is Σ spread (x_first − x_second)²: one linear system.

    Parameters
    ----------
    outcomes : counts of the M fitted models.
    theta : (M,) their strengths, up to a constant.
    i, j : two different models.
    """
    p = win_probability(theta[outcomes.first] - theta[outcomes.second])
    information = laplacian(outcomes, outcomes.games * p * (1 - p))
    contrast = np.zeros(outcomes.n_models)
    contrast[i], contrast[j] = 1.0, -1.0
    x = np.linalg.solve(gauged(information, 0.0), contrast)
    spread = outcome_spread(outcomes, p, coin_flips=True)
    return float(np.sqrt(spread @ (x[outcomes.first] - x[outcomes.second]) ** 2))


def probability_above(difference: float, error: float) -> float:
    """Probability that the true difference is positive, for a normal error; ½ for no information."""
    if error <= 0 or not np.isfinite(error):
        return 0.5
    return NormalDist().cdf(difference / error)

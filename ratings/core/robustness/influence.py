"""Effect of removing one vote on the strengths [CookWeisberg1982]."""

import numpy as np

from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats

MIN_REMAINDER = 1e-9
"""Lower bound of 1 − h: removing the only vote between two groups has no finite effect."""


def leverage(fit: Fit) -> Floats:
    """(P,) h of one vote: w p (1 − p) (S_aa + S_bb − 2 S_ab)."""
    own, first, second = np.diag(fit.inverse), fit.outcomes.first, fit.outcomes.second
    spread = own[first] + own[second] - 2 * fit.inverse[first, second]
    return np.asarray(fit.weights * fit.probability * (1 - fit.probability) * spread)


def influence(fit: Fit) -> Floats:
    """(3, P) w r / (1 − h) of one vote in each cell: wins of first, ties, wins of second.

    Removing the vote moves θ by −H⁺(e_first − e_second) times this.
    """
    p, scale = fit.probability, fit.weights / np.maximum(1 - leverage(fit), MIN_REMAINDER)
    return np.stack([scale * (1 - p), scale * (0.5 - p), -scale * p])

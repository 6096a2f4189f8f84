"""Weights that undo an uneven draw of pairs."""

import numpy as np

from ratings.core.outcome_counts import Floats, OutcomeCounts

FLOOR = 50


def inverse_pair_frequency(outcomes: OutcomeCounts, *, floor: int = FLOOR) -> Floats:
    """(P,) weights 1 / max(n, floor), scaled so that the average vote weighs one.

    Every pair with at least `floor` votes then counts the same; a rarer one is not blown up. For
    `bradley_terry.fit(tally, weights=…)`; the sandwich squares them, the bootstrap applies them.
    """
    weights = 1.0 / np.maximum(outcomes.games, float(floor))
    return np.asarray(weights * (outcomes.games.sum() / (weights @ outcomes.games)))

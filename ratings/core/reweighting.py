"""Weights that compensate for an uneven draw of pairs."""

import numpy as np

from ratings.core.outcome_counts import Floats, OutcomeCounts

FLOOR = 50


def inverse_pair_frequency(outcomes: OutcomeCounts, *, floor: int = FLOOR) -> Floats:
    """Weights 1 / max(n, floor), scaled so that the average vote has weight one.

    Every pair with at least `floor` votes then has the same total weight; a rarer pair is not inflated. Use
    with `bradley_terry.fit(outcomes, weights=…)`; the sandwich squares the weights, the bootstrap applies
    them.

    Parameters
    ----------
    outcomes : counts of P pairs.
    floor : pairs with fewer votes count as if they had this many.

    Returns
    -------
    (P,) weights.
    """
    weights = 1.0 / np.maximum(outcomes.games, float(floor))
    return np.asarray(weights * (outcomes.games.sum() / (weights @ outcomes.games)))

"""Which models can be compared at all.

The maximum likelihood estimate exists exactly when the graph with an arrow i → j for every pair in
which i has at least one win or tie against j is strongly connected (Ford 1957, "Solution of a
ranking problem from binary comparisons").
"""

import numpy as np
from numpy.typing import NDArray

from ratings.core.errors import NotConnected
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, Floats, OutcomeCounts

Mask = NDArray[np.bool_]


def beats_or_ties(outcomes: OutcomeCounts) -> Mask:
    """(M, M): True at [i, j] where i won or tied at least once against j."""
    arrows = np.zeros((outcomes.n_models, outcomes.n_models), dtype=bool)
    ties = outcomes.counts[:, TIES] + outcomes.counts[:, BOTH_BAD] > 0
    arrows[outcomes.first, outcomes.second] = ties | (outcomes.counts[:, WINS_FIRST] > 0)
    arrows[outcomes.second, outcomes.first] = ties | (outcomes.counts[:, WINS_SECOND] > 0)
    return arrows


def strong_components(arrows: Mask) -> NDArray[np.intp]:
    """Number the strongly connected components of a graph given as (M, M) arrows: (M,) labels from 0.

    Labels follow the lowest index of each component.
    """
    labels = np.full(arrows.shape[0], -1, dtype=np.intp)
    backwards = arrows.T
    for label in range(labels.size):
        open_nodes = labels < 0
        if not open_nodes.any():
            break
        start = int(np.argmax(open_nodes))
        labels[_reach(arrows, start, open_nodes) & _reach(backwards, start, open_nodes)] = label
    return labels


def require_connected(arrows: Mask) -> None:
    """Return None if (M, M) arrows lead from everywhere to everywhere, else raise NotConnected."""
    if arrows.shape[0] < 2:
        raise NotConnected("ratings need at least two models")
    everywhere = np.ones(arrows.shape[0], dtype=bool)
    if not (_reach(arrows, 0, everywhere).all() and _reach(arrows.T, 0, everywhere).all()):
        raise NotConnected("some models only won, only lost, or were never compared with the others")


def main_component(outcomes: OutcomeCounts) -> NDArray[np.intp]:
    """Ascending indices of the largest strong component; of equals, the one with most votes inside.

    Empty if no two models have finite ratings.
    """
    labels = strong_components(beats_or_ties(outcomes))
    sizes = np.bincount(labels, minlength=1)
    inside = labels[outcomes.first] == labels[outcomes.second]
    votes = np.bincount(labels[outcomes.first][inside], weights=outcomes.games[inside], minlength=sizes.size)
    if sizes.max(initial=0) < 2:
        return np.zeros(0, dtype=np.intp)
    best = np.lexsort((-votes, -sizes))[0]
    return np.flatnonzero(labels == best)


def beyond(outcomes: OutcomeCounts, main: NDArray[np.intp]) -> Floats:
    """(M,) where likelihood would send each model outside the main component `main`.

    +inf for a model that wins or ties lead from, but not to; −inf the other way round; NaN for one
    that neither joins, or where nobody is in the main component. NaN for the main component itself.
    """
    limit = np.full(outcomes.n_models, np.nan)
    if main.size:
        everywhere = np.ones(outcomes.n_models, dtype=bool)
        arrows = beats_or_ties(outcomes)
        below = _reach(arrows, int(main[0]), everywhere)
        above = _reach(arrows.T, int(main[0]), everywhere)
        limit[above & ~below] = np.inf
        limit[below & ~above] = -np.inf
    return limit


def _reach(arrows: Mask, start: int, within: Mask) -> Mask:
    """The nodes that arrows lead to from `start`, itself included, by way of `within` only."""
    seen = np.zeros(arrows.shape[0], dtype=bool)
    seen[start] = True
    frontier = np.array([start])
    while frontier.size:
        frontier = np.flatnonzero(arrows[frontier].any(axis=0) & within & ~seen)
        seen[frontier] = True
        if seen.all():
            break
    return seen

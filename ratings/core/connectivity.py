"""Which models have finite maximum likelihood ratings.

Draw an arrow i → j for each pair in which i has at least one win or tie against j. The estimate exists
exactly when this graph is strongly connected [Ford1957].
"""

import numpy as np
from numpy.typing import NDArray

from ratings.core.errors import NotConnected
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, Floats, OutcomeCounts

Mask = NDArray[np.bool_]


def beats_or_ties(outcomes: OutcomeCounts) -> Mask:
    """(M, M) mask: [i, j] is True where i has at least one win or tie against j."""
    arrows = np.zeros((outcomes.n_models, outcomes.n_models), dtype=bool)
    ties = outcomes.counts[:, TIES] + outcomes.counts[:, BOTH_BAD] > 0
    arrows[outcomes.first, outcomes.second] = ties | (outcomes.counts[:, WINS_FIRST] > 0)
    arrows[outcomes.second, outcomes.first] = ties | (outcomes.counts[:, WINS_SECOND] > 0)
    return arrows


def strong_components(arrows: Mask) -> NDArray[np.intp]:
    """Label the strongly connected components of a graph.

    Parameters
    ----------
    arrows : (M, M) adjacency mask.

    Returns
    -------
    (M,) labels from 0, in the order of each component's lowest index.
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
    """Check that a graph is strongly connected.

    Parameters
    ----------
    arrows : (M, M) adjacency mask.

    Raises
    ------
    NotConnected : it is not, or it has fewer than two nodes.
    """
    if arrows.shape[0] < 2:
        raise NotConnected("ratings need at least two models")
    everywhere = np.ones(arrows.shape[0], dtype=bool)
    if not (_reach(arrows, 0, everywhere).all() and _reach(arrows.T, 0, everywhere).all()):
        raise NotConnected("some models only won, only lost, or were never compared with the others")


def main_component(outcomes: OutcomeCounts) -> NDArray[np.intp]:
    """Ascending indices of the largest strong component; of equally large ones, the one with most votes
    inside.

    Empty if no component has two models.
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
    """Limit of the likelihood for each model outside the main component.

    Parameters
    ----------
    outcomes : counts of M models.
    main : indices of the main component, as `main_component` returns them.

    Returns
    -------
    (M,) +inf for a model with arrows to the main component only, −inf for one with arrows from it only, NaN
    for one with neither, for the main component itself, and everywhere if that is empty.
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
    """Nodes that can be reached from `start` (included) by way of `within` only."""
    seen = np.zeros(arrows.shape[0], dtype=bool)
    seen[start] = True
    frontier = np.array([start])
    while frontier.size:
        frontier = np.flatnonzero(arrows[frontier].any(axis=0) & within & ~seen)
        seen[frontier] = True
        if seen.all():
            break
    return seen

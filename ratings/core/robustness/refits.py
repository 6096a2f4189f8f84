"""Votes to flip by refits: for pairs whose swap takes a large part of the votes about them.

The first-order answer of `robustness` assumes that removals change neither the information nor the
residuals. Here the most influential votes are removed in steps of a third of the predicted number, and the
ratings are fitted again after each step. The number found does swap the two models.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ratings.core.bradley_terry import Fit, fit
from ratings.core.errors import NotConnected
from ratings.core.outcome_counts import (
    BOTH_BAD,
    OUTCOMES,
    TIES,
    WINS_FIRST,
    WINS_SECOND,
    Floats,
    OutcomeCounts,
)
from ratings.core.robustness.influence import influence
from ratings.core.voters import VoterCells

MAX_REFITS = 60
STEPS = 3
SMALL_STEP = 4
"""Predictions up to this many removals are carried out at once, others in about `STEPS` steps."""


@dataclass
class _Remaining:
    """What is left of the votes.

    Attributes
    ----------
    cells : (3P,) votes by cell.
    singles : (3P,) those of voters with one vote.
    groups : voters with several votes, at least one about the two models; others have little influence.
    present : whether each of them is left.
    """

    cells: Floats
    singles: Floats
    groups: NDArray[np.intp]
    present: NDArray[np.bool_]


def removals_by_refits(whole: Fit, voters: VoterCells, *, upper: int, lower: int) -> int:
    """Fewest removals that swap two models, by greedy removal with refits.

    Parameters
    ----------
    whole : the fit of all votes.
    voters : the votes grouped by voter; see `voters.independent_voters`.
    upper, lower : model indices; `upper` has the higher rating.

    Returns
    -------
    Number of votes (or voters) whose removal swaps the two or leaves them without a finite comparison; −1 if
    none was found.
    """
    light = [voters.about[model].voter for model in (upper, lower)]
    groups = np.unique(np.concatenate([voters.heavy, *light])).astype(np.intp)
    present = np.ones(groups.size, dtype=bool)
    remaining = _Remaining(_by_cell(whole.outcomes), voters.single_counts.copy(), groups, present)
    current, removed = whole, 0
    for _ in range(MAX_REFITS):
        gap = float(current.theta[upper] - current.theta[lower])
        if gap < 0:
            return removed
        step = _remove_most_influential(current, voters, remaining, upper, lower, gap)
        if not step:
            return -1
        removed += step
        try:
            current = _refit(whole, remaining.cells)
        except NotConnected:
            return removed
    return -1


def _remove_most_influential(
    current: Fit, voters: VoterCells, remaining: _Remaining, upper: int, lower: int, gap: float
) -> int:
    """Remove a part of the votes or voters that a linear prediction asks for; return how many."""
    slope = current.inverse[upper] - current.inverse[lower]
    first, second = current.outcomes.first, current.outcomes.second
    closes = ((slope[first] - slope[second]) * influence(current)).ravel()
    groups = remaining.groups[remaining.present]
    values = np.concatenate([closes, voters.sums(groups, closes)])
    number = np.concatenate([remaining.singles, np.ones(groups.size)])
    useful = np.flatnonzero((values > 0) & (number > 0))
    order = useful[np.argsort(-values[useful], kind="stable")]
    predicted = _predict(values[order], number[order], gap)
    step = predicted if predicted <= SMALL_STEP else -(-predicted // STEPS)
    cumulative = np.cumsum(number[order])
    whole = order[: int(np.searchsorted(cumulative, step, side="right"))]
    rest = step - int(number[whole].sum())
    cells = whole[whole < closes.size]
    remaining.cells[cells] -= remaining.singles[cells]
    remaining.singles[cells] = 0
    if rest:  # some of the votes of one more cell
        cell = order[whole.size]
        remaining.cells[cell] -= rest
        remaining.singles[cell] -= rest
    removed = groups[whole[whole >= closes.size] - closes.size]
    for group in removed:
        start = voters.starts[group]
        np.subtract.at(remaining.cells, voters.cells[start : start + voters.sizes[group]], 1)
    remaining.present[np.searchsorted(remaining.groups, removed)] = False
    return step


def _predict(values: Floats, number: Floats, gap: float) -> int:
    """How many of these, most influential first, close the gap by the linear answer; all if they do not."""
    closed = np.cumsum(values * number)
    last = int(np.searchsorted(closed, gap, side="right"))
    if last == closed.size:
        return int(number.sum())
    before = float(closed[last - 1]) if last else 0.0
    return int(number[:last].sum()) + min(int((gap - before) / values[last]) + 1, int(number[last]))


def _by_cell(outcomes: OutcomeCounts) -> Floats:
    """(3P,) votes by cell: wins of first, ties, wins of second."""
    counts = outcomes.counts
    ties = counts[:, TIES] + counts[:, BOTH_BAD]
    return np.concatenate([counts[:, WINS_FIRST], ties, counts[:, WINS_SECOND]]).astype(np.float64)


def _refit(whole: Fit, cells: Floats) -> Fit:
    """The fit of the remaining votes."""
    counts = np.zeros((whole.outcomes.first.size, OUTCOMES), dtype=np.int64)
    counts[:, WINS_FIRST], counts[:, TIES], counts[:, WINS_SECOND] = np.rint(cells).reshape(3, -1)
    return fit(
        replace(whole.outcomes, counts=counts), weights=whole.weights, prior=whole.prior, tolerance=1e-8
    )

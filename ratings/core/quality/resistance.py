"""How few votes must be added or changed so that two models swap places.

Votes to remove are in `robustness`. Each function takes the votes that move the gap θ_i − θ_j most by the
first-order answer, about a third of the predicted number at a time, and fits again. The number found does
swap the two; fewer may be enough where the first-order order of votes is not the best one.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ratings.core.bradley_terry import Fit, fit, win_probability
from ratings.core.errors import NotConnected
from ratings.core.outcome_counts import (
    OUTCOMES,
    WINS_FIRST,
    WINS_SECOND,
    Floats,
    OutcomeCounts,
    count_outcomes,
    merge,
)

MAX_REFITS = 60
STEPS = 3
SMALL_STEP = 4
"""Predictions up to this number are carried out at once, others in about STEPS steps."""

A_WINS, B_WINS = WINS_FIRST + 1, WINS_SECOND + 1
"""Outcome codes."""

SCORES = np.array([np.nan, 1.0, 0.0, 0.5, 0.5])
"""Points of side A by outcome code."""


def additions_to_flip(whole: Fit, *, upper: int, lower: int) -> int:
    """Fewest votes, on any pairs, whose addition puts `lower` above `upper`; −1 if none was found.

    One more vote in which a beats b moves the gap by (S_i − S_j)(e_a − e_b)(1 − p)/(1 + h), h the leverage of
    one vote on that pair [CookWeisberg1982].
    """

    def add(current: Fit) -> tuple[OutcomeCounts | None, int]:
        slope, gap = _slope(current, upper, lower)
        effect = _effect_of_win(current, slope)
        a, b = np.unravel_index(int(np.argmin(effect)), effect.shape)
        if effect[a, b] >= 0:
            return None, 0
        number = _limit(int(gap / -effect[a, b]) + 1)
        extra = count_outcomes([a], [b], [A_WINS], current.outcomes.n_models, counts=[number])
        return merge([current.outcomes, extra]), number

    return _repeat(whole, add, upper, lower)


def changes_to_flip(whole: Fit, *, upper: int, lower: int) -> int:
    """Fewest votes whose outcome must be turned to put `lower` above `upper`; −1 if none was found.

    A turned vote keeps its pair, so the gap moves by (S_i − S_j)(e_a − e_b) times the change of its points.
    """

    def turn(current: Fit) -> tuple[OutcomeCounts | None, int]:
        slope, gap = _slope(current, upper, lower)
        outcomes = current.outcomes
        pull = slope[outcomes.first] - slope[outcomes.second]
        points = SCORES[np.arange(1, OUTCOMES + 1)]
        closes = np.where(pull[:, None] > 0, pull[:, None] * points, -pull[:, None] * (1 - points))
        flat = np.asarray(closes.ravel(), dtype=np.float64)
        taken = _take(flat, outcomes.counts.ravel(), gap).reshape(closes.shape)
        counts = outcomes.counts - taken
        target = np.where(pull > 0, WINS_SECOND, WINS_FIRST)
        counts[np.arange(target.size), target] += taken.sum(axis=1)
        return replace(outcomes, counts=counts), int(taken.sum())

    return _repeat(whole, turn, upper, lower)


def changed_voters_to_flip(
    whole: Fit,
    a: NDArray[Any],
    b: NDArray[Any],
    outcome: NDArray[Any],
    voter: NDArray[Any],
    *,
    upper: int,
    lower: int,
) -> int:
    """Fewest voters who must turn all their votes to put `lower` above `upper`; −1 if none was found.

    Parameters
    ----------
    whole : the fit of these votes.
    a, b, outcome : (N,) votes: model indices and outcome codes.
    voter : (N,) voter ids; each vote with an id of 0 is a voter of its own.
    upper, lower : model indices; `upper` has the higher rating.
    """
    code = np.array(outcome, dtype=np.int64)
    numbers = np.where(voter == 0, -1 - np.arange(voter.size), voter)
    group = np.unique(numbers, return_inverse=True)[1]
    is_left = np.ones(int(group.max(initial=-1)) + 1, dtype=np.int64)

    def turn(current: Fit) -> tuple[OutcomeCounts | None, int]:
        slope, gap = _slope(current, upper, lower)
        pull = slope[a] - slope[b]
        closes = np.where(pull > 0, pull * SCORES[code], -pull * (1 - SCORES[code]))
        by_voter = np.bincount(group, weights=closes, minlength=is_left.size).astype(np.float64)
        taken = _take(by_voter, is_left, gap)
        is_left[taken > 0] = 0
        turned = taken[group] > 0
        code[turned] = np.where(pull[turned] > 0, B_WINS, A_WINS)
        return count_outcomes(a, b, code, whole.outcomes.n_models), int(taken.sum())

    return _repeat(whole, turn, upper, lower)


def _repeat(
    whole: Fit, act: Callable[[Fit], tuple[OutcomeCounts | None, int]], upper: int, lower: int
) -> int:
    """Act on the votes and fit again until `lower` is above `upper`; return how many votes or voters."""
    current, total = whole, 0
    for _ in range(MAX_REFITS):
        if current.theta[upper] < current.theta[lower]:
            return total
        outcomes, number = act(current)
        if outcomes is None or not number:
            return -1
        total += number
        try:
            current = fit(outcomes, prior=whole.prior, tolerance=1e-8)
        except NotConnected:
            return total  # the two have no finite comparison any more
    return -1


def _slope(current: Fit, upper: int, lower: int) -> tuple[Floats, float]:
    """(M,) S_upper − S_lower, and the gap between the two."""
    return current.inverse[upper] - current.inverse[lower], float(current.theta[upper] - current.theta[lower])


def _effect_of_win(current: Fit, slope: Floats) -> Floats:
    """(M, M) change of the gap by one more vote in which the row's model beats the column's."""
    p = win_probability(current.theta[:, None] - current.theta[None, :])
    own = np.diag(current.inverse)
    leverage = p * (1 - p) * (own[:, None] + own[None, :] - 2 * current.inverse)
    return np.asarray((slope[:, None] - slope[None, :]) * (1 - p) / (1 + leverage))


def _limit(predicted: int) -> int:
    return predicted if predicted <= SMALL_STEP else -(-predicted // STEPS)


def _take(closes: Floats, available: NDArray[np.int64], gap: float) -> NDArray[np.int64]:
    """How many of each kind to take, most effective first, in one step towards closing the gap."""
    taken = np.zeros(available.size, dtype=np.int64)
    useful = np.flatnonzero((closes > 1e-12) & (available > 0))
    order = useful[np.argsort(-closes[useful], kind="stable")]
    number = available[order]
    closed = np.cumsum(closes[order] * number)
    last = int(np.searchsorted(closed, gap, side="right"))
    if last == closed.size:
        predicted = int(number.sum())
    else:
        before = float(closed[last - 1]) if last else 0.0
        predicted = int(number[:last].sum()) + int((gap - before) / closes[order[last]]) + 1
    left = np.maximum(_limit(predicted) - (np.cumsum(number) - number), 0)
    taken[order] = np.minimum(number, left)
    return taken

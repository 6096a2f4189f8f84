"""Habits of voters: how they differ in ties, in sides, in attention and in taste.

The null of a voter is a mixture over habits: shifts of the log odds of a tie and of left against right, a
factor on the latter, and a shift towards a model. Their spreads are estimated from all voters by quartiles,
so that riggers, who are fewer than a quarter, do not widen them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.keys import number_keys
from moderation.statistics.vote_log import Floats, Integers

NODES = {3: (-2.0, 0.0, 2.0), 5: (-2.4, -1.2, 0.0, 1.2, 2.4)}
"""Points of the mixture over a habit, in standard deviations."""
MIN_HABIT = 0.1
"""A smaller standard deviation is not distinguished from none."""
MAX_HABIT = 2.0
MIN_VOTES_FOR_HABIT = 10
MIN_GROUPS_FOR_HABIT = 8
MIN_INFORMATION = 0.3
QUARTILES_OF_NORMAL = 1.349
"""Distance of the quartiles of a standard normal."""


@dataclass(frozen=True)
class Spread:
    """A habit over all voters: mean and standard deviation."""

    mean: float = 0.0
    deviation: float = 0.0

    def nodes(self, number: int) -> list[tuple[float, float]]:
        """(value, log share) of the points of the mixture."""
        if not self.deviation:
            return [(self.mean, 0.0)]
        at = np.array(NODES[number])
        shares = np.exp(-(at**2) / 2)
        values = self.mean + at * self.deviation
        return list(zip(values.tolist(), np.log(shares / shares.sum()).tolist(), strict=True))


@dataclass(frozen=True)
class Habit:
    """A voter's habit and its log share.

    Shifts of the log odds of a tie, of left against right and of a vote for a model (taste); attention is
    added to the factor 1 on the log odds of left against right.
    """

    log_share: float
    tie: float = 0.0
    left: float = 0.0
    attention: float = 0.0
    taste: float = 0.0


def estimate_spread(
    key: Integers,
    surprise: Floats,
    variance: Floats,
    factor: Floats,
    among: NDArray[np.bool_],
    *,
    is_centred: bool = True,
) -> Spread:
    """Mean and standard deviation of the shifts of groups' log odds per unit of `factor`.

    With U = Σ x (y − p) and I = Σ x² p (1 − p) over a group, U/I estimates its shift with the variance
    s² + 1/I, so U/√I has the variance 1 + I s². Quartiles and medians over groups of enough votes.
    is_centred : the mean is zero.
    """
    groups, index = number_keys(key[among])
    if not groups.size:
        return Spread()
    x = factor[among]
    pull = np.bincount(index, weights=x * surprise[among])
    information = np.bincount(index, weights=x**2 * variance[among])
    enough = (np.bincount(index) >= MIN_VOTES_FOR_HABIT) & (information > MIN_INFORMATION)
    if np.count_nonzero(enough) < MIN_GROUPS_FOR_HABIT:
        return Spread()
    pull, information = pull[enough], information[enough]
    mean = 0.0 if is_centred else float(np.median(pull / information))
    z = (pull - mean * information) / np.sqrt(information)
    low, high = np.percentile(z, [25, 75])
    spread = ((high - low) / QUARTILES_OF_NORMAL) ** 2
    deviation = float(min(np.sqrt(max((spread - 1) / float(np.median(information)), 0.0)), MAX_HABIT))
    return Spread(mean, deviation if deviation >= MIN_HABIT else 0.0)

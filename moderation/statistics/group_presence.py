"""Whether the votes of a group gather on one model's battles, against other votes of the same time.

The draw is blind and random, so of T votes on a model's battles in a stratum of time, those of a group of n
votes beside m others are a binomial part with the share n / (n + m). Summed over strata the mean share is
p = Σ T r / Σ T, and Hoeffding's bound [Hoeffding1956] gives P(X ≥ x) ≤ exp(−T · KL(x/T ‖ p)). What the
voters answered is not read, so ties and lost votes count as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.keys import number_keys
from moderation.statistics.vote_log import Floats, Integers, VoteLog


@dataclass(frozen=True, eq=False)
class GroupPresence:
    """One row for each group and model that met.

    Attributes
    ----------
    group, model : (G,) group number and model.
    votes, present : (G,) the group's votes, and those on the model's battles.
    expected : (G,) how many would be by chance.
    ratio : (G,) the model's share in the group over its share in the others' votes, weighed by stratum.
    log_p : (G,) the logarithm of the bound on the probability of so many; 0 where there are fewer than
        expected.
    """

    group: Integers
    model: Integers
    votes: Integers
    present: Integers
    expected: Floats
    ratio: Floats
    log_p: Floats


def count_presence_by_group(
    log: VoteLog, group: NDArray, stratum: NDArray, reference: NDArray[np.bool_]
) -> GroupPresence:
    """Count the votes of each group on each model's battles.

    Parameters
    ----------
    log : all votes.
    group : (N,) group numbers; a negative one is none.
    stratum : (N,) numbers of the strata of time, such as days.
    reference : (N,) the others' votes; none of them is in a group.
    """
    rows = np.flatnonzero(group >= 0)
    if not rows.size:
        empty = np.zeros(0, dtype=np.int64)
        return GroupPresence(empty, empty, empty, empty, *([np.zeros(0)] * 3))
    strata, of_stratum = number_keys((stratum - stratum.min()).astype(np.int64))
    others, size_of_others = _count(log, np.flatnonzero(reference), of_stratum, strata.size)
    groups, of_group = number_keys(group[rows])
    cells, of_cell = number_keys(of_group * strata.size + of_stratum[rows])
    cell_group, cell_stratum = np.divmod(cells, strata.size)
    mine, size = _count(log, rows, _spread(of_cell, rows, len(log)), cells.size)
    share = size / (size + size_of_others[cell_stratum])
    total = mine + others[cell_stratum]
    starts = np.flatnonzero(np.diff(cell_group, prepend=-1))
    sums = [np.add.reduceat(each, starts, axis=0) for each in (mine, total, share[:, None] * total)]
    present, both, by_chance = sums
    votes = np.bincount(of_group, minlength=groups.size)
    of_row, model = np.nonzero(present)
    x, n, e = present[of_row, model], both[of_row, model], by_chance[of_row, model]
    p = np.clip(e / n, 1e-12, 1 - 1e-12)
    odds = x / np.maximum(n - x, 0.5) * (1 - p) / p
    return GroupPresence(groups[of_row], model, votes[of_row], x.astype(np.int64), e, odds, _bound(x, n, p))


def _count(log: VoteLog, rows: Integers, of_cell: Integers, cells: int) -> tuple[Floats, Floats]:
    """((cells, models) votes on each model's battles, (cells,) votes), of some rows."""
    at = of_cell[rows] * log.models
    keys = np.concatenate([at + log.a[rows], at + log.b[rows]])
    counts = np.bincount(keys, minlength=cells * log.models).reshape(cells, log.models)
    return counts.astype(np.float64), np.bincount(of_cell[rows], minlength=cells).astype(np.float64)


def _spread(values: Integers, rows: Integers, length: int) -> Integers:
    """(length,) the values at their rows, 0 elsewhere."""
    wide = np.zeros(length, dtype=np.int64)
    wide[rows] = values
    return wide


def _bound(x: Floats, n: Floats, p: Floats) -> Floats:
    """log of the bound on P(X ≥ x) for the mean share p of n; 0 where x/n is not above p."""
    share = x / n
    rest = np.where(share < 1, (1 - share) * np.log(np.maximum(1 - share, 1e-300) / (1 - p)), 0.0)
    return np.where(share > p, -n * (share * np.log(share / p) + rest), 0.0)

"""Sums of standardised votes by group and model: votes that are each ordinary and together are not.

Z = Σ (s − e) / √Σ v over a group's votes on a model, s the model's score (1, ½ or 0), e and v its mean and
variance by the null. For honest voters Z is standard normal; a
voter's taste for a model is a part of the variance.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.null_model import LEFT, TIE, Floats, Integers, VoteLog, build_null_model

MIN_OF_MODEL = 200
"""Votes of the reference on a model above which its pairs are tested, however few votes each pair has."""
SCORES = np.array([1.0, 0.5, 0.0])
"""The left model's score of a vote for the left, of a tie, and of a vote for the right."""


@dataclass(frozen=True, eq=False)
class GroupSum:
    """One row for each group and model that met.

    Attributes
    ----------
    group, model : (G,) group number and model.
    votes, voters : (G,) number of votes, and of voters; each unknown voter counts as one.
    gain : (G,) Σ (s − e), in votes.
    z : (G,) standardised. The variance includes the voters' tastes for a model.
    """

    group: Integers
    model: Integers
    votes: Integers
    voters: Integers
    gain: Floats
    z: Floats


def sum_by_group(
    log: VoteLog, group: NDArray, *, taste: float, reference: NDArray[np.bool_] | None = None
) -> GroupSum:
    """Sum the votes of each group about each model.

    The null of a vote is what voters outside its group said, or those of the reference alone.

    Parameters
    ----------
    log : all votes.
    group : (N,) group numbers; a negative one is none.
    taste : the standard deviation of the voters' tastes, of the null model of all votes.
    reference : (N,) the votes that make the null; none of them is in a group. None: all outside the group.
    """
    rows = np.flatnonzero(group >= 0)
    if not rows.size:
        return GroupSum(*([np.zeros(0, dtype=np.int64)] * 4), np.zeros(0), np.zeros(0))
    of_groups = replace(log.where(rows), voter=group[rows] + 1)
    if reference is None:
        null = build_null_model(of_groups, reference=log)
        is_testable = null.is_testable
    else:
        null = build_null_model(of_groups, reference=log.where(reference), is_apart=True)
        is_testable = null.is_testable | _are_known(log, rows, reference)
    q = null.q[is_testable]
    rows = rows[is_testable]
    side = log.side[rows]
    expected = q[:, LEFT] + q[:, TIE] / 2
    variance = q[:, LEFT] + q[:, TIE] / 4 - expected**2
    surprise = SCORES[side] - expected
    key = np.concatenate([group[rows] * log.models + log.a[rows], group[rows] * log.models + log.b[rows]])
    keys, place = np.unique(key, return_inverse=True)
    of_voter = _sum_by_voter(place, np.tile(_voters(log, rows), 2), np.concatenate([variance, variance]))
    gain = np.bincount(place, weights=np.concatenate([surprise, -surprise]), minlength=keys.size)
    voters = np.bincount(of_voter[0], minlength=keys.size)
    total = np.bincount(of_voter[0], weights=of_voter[1], minlength=keys.size)
    shared = taste**2 * np.bincount(of_voter[0], weights=of_voter[1] ** 2, minlength=keys.size)
    z = gain / np.sqrt(np.maximum(total + shared, 1e-12))
    groups, models = np.divmod(keys, log.models)
    return GroupSum(groups, models, np.bincount(place, minlength=keys.size), voters, gain, z)


def _are_known(log: VoteLog, rows: Integers, reference: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n,) whether the reference judged both models often, though perhaps not their pair.

    Over a group of random pairs the errors of single pairs cancel out.
    """
    votes = np.bincount(np.concatenate([log.a[reference], log.b[reference]]), minlength=log.models)
    is_known = votes >= MIN_OF_MODEL
    return np.asarray(is_known[log.a[rows]] & is_known[log.b[rows]])


def _voters(log: VoteLog, rows: Integers) -> Integers:
    """(n,) voters; each unknown one gets a number of its own."""
    voter = log.voter[rows]
    return np.where(voter > 0, voter, -1 - rows)


def _sum_by_voter(place: Integers, voter: Integers, values: Floats) -> tuple[Integers, Floats]:
    """For each place and voter that met: the place, and the sum of the values."""
    order = np.lexsort((voter, place))
    if not order.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    place, voter = place[order], voter[order]
    starts = np.flatnonzero((np.diff(place, prepend=-1) != 0) | (np.diff(voter, prepend=voter[0] - 1) != 0))
    return place[starts], np.add.reduceat(values[order], starts)

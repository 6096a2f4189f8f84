"""Sums of standardised votes by group and model: votes that are each ordinary and together are not.

Z = Σ (s − e) / √Σ v over a group's votes on a model, s the model's score (1, ½ or 0), e and v its mean and
variance by the null. For honest voters Z is standard normal; a voter's taste for a model is a part of the
variance.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moderation.statistics.keys import number_keys
from moderation.statistics.null_model import build_null_model
from moderation.statistics.vote_log import LEFT, POINTS, TIE, Floats, Integers, OutcomeCounts, VoteLog

MIN_OF_MODEL = 200
"""Votes of the reference on a model above which its pairs are tested, however few votes each pair has."""


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
    log: VoteLog, group: NDArray, *, taste: float, reference: OutcomeCounts | None = None
) -> GroupSum:
    """Sum the votes of each group about each model.

    The null of a vote is what voters outside its group said, or those of the reference alone.

    Parameters
    ----------
    log : all votes.
    group : (N,) group numbers; a negative one is none.
    taste : the standard deviation of the voters' tastes, of the null model of all votes.
    reference : what the votes that make the null said; none of them is in a group. None: all outside the
        group.
    """
    rows = np.flatnonzero(group >= 0)
    if not rows.size:
        return GroupSum(*([np.zeros(0, dtype=np.int64)] * 4), np.zeros(0), np.zeros(0))
    groups, number = number_keys(group[rows])
    of_groups = replace(log.where(rows), voter=number + 1)
    if reference is None:
        null = build_null_model(of_groups, reference=log.counts)
        is_testable = null.is_testable
    else:
        null = build_null_model(of_groups, reference=reference, is_apart=True)
        # Over a group of random pairs the errors of pairs that few judged cancel out.
        is_known = reference.of_model >= MIN_OF_MODEL
        is_testable = null.is_testable | (is_known[of_groups.a] & is_known[of_groups.b])
    q, number, rows = null.q[is_testable], number[is_testable] * log.models, rows[is_testable]
    expected = q[:, LEFT] + q[:, TIE] / 2
    variance = np.tile(q[:, LEFT] + q[:, TIE] / 4 - expected**2, 2)
    surprise = POINTS[log.side[rows]] - expected
    keys, place = number_keys(np.concatenate([number + log.a[rows], number + log.b[rows]]))
    votes = np.bincount(place, minlength=keys.size)
    gain = np.bincount(place, weights=np.concatenate([surprise, -surprise]), minlength=keys.size)
    voter = log.voter_number[rows]
    numbers = int(voter.max(initial=0)) + 1
    met, of_met = number_keys(place * numbers + np.tile(voter, 2))
    of_voter = np.bincount(of_met, weights=variance, minlength=met.size)
    voters = np.bincount(met // numbers, minlength=keys.size)
    total = np.bincount(place, weights=variance, minlength=keys.size)
    shared = taste**2 * np.bincount(met // numbers, weights=of_voter**2, minlength=keys.size)
    z = gain / np.sqrt(np.maximum(total + shared, 1e-12))
    group_number, models = np.divmod(keys, log.models)
    return GroupSum(groups[group_number], models, votes, voters, gain, z)

"""Voters whose votes, taken out, would change the order of the rated models of a board.

One step from the fit: without voter v the strengths move by −H⁺ u_v, u_v the sum of the voter's scores
(ratings.core.voters). That is exact to first order; a refit confirms what is acted on.
"""

from dataclasses import dataclass

import numpy as np

from battles.counting import VoteArrays
from ratings.categories import OVERALL, Category
from ratings.core.voters import sums_by_voter
from ratings.rebuild.methods import rate_counts, to_outcome_counts
from ratings.rebuild.selection import select
from ratings.rebuild.votes_to_flip import build_log

POINTS = 400 / np.log(10)


@dataclass(frozen=True)
class VoterInfluence:
    """What a board would be without a voter: `moved` the largest change of a rating, in points, of the
    contender `contender`; `swaps` how many neighbours would change their order.
    """

    voter: int
    votes: int
    contender: int
    moved: float
    swaps: int


def find_influential_voters(
    votes: VoteArrays, parameters: dict, *, category: Category = OVERALL, limit: int = 50
) -> list[VoterInfluence]:
    """The voters of a board whose removal swaps neighbours, by swaps, then by points moved."""
    selection = select(votes, category)
    if not selection.has_voters:
        return []
    ratings, _seed = rate_counts(
        selection.contenders, to_outcome_counts(selection), {**parameters, "rounds": 0}
    )
    if ratings.fit is None:
        return []
    fit, log = ratings.fit, build_log(ratings, ratings.fit, selection)
    order = np.argsort(-fit.theta)
    gaps = -np.diff(fit.theta[order])
    numbers, counts = np.unique(log.voter[log.is_known], return_counts=True)
    rows: list[VoterInfluence] = []
    start = 0
    for sums in sums_by_voter(log, log.residual(fit), fit.theta.size):
        moves = -(sums @ fit.inverse)
        swaps = np.count_nonzero(np.diff(moves[:, order], axis=1) > gaps, axis=1)
        for i in np.flatnonzero(swaps).tolist():
            model = int(np.abs(moves[i]).argmax())
            rows.append(
                VoterInfluence(
                    voter=int(numbers[start + i]) + 1,
                    votes=int(counts[start + i]),
                    contender=int(selection.contenders[ratings.fitted[model]]),
                    moved=float(moves[i, model] * POINTS),
                    swaps=int(swaps[i]),
                )
            )
        start += len(sums)
    return sorted(rows, key=lambda row: (-row.swaps, -abs(row.moved), row.voter))[:limit]

"""How few votes, or voters, would have to go for two models to change places.

Removing one vote with residual r on pair (a, b) moves θ by −H⁺(e_a − e_b) w r / (1 − h), h its leverage
(Cook and Weisberg 1982, "Residuals and influence in regression"). Adding up the most damaging votes
until the gap closes follows Broderick, Giordano and Meager 2020, "An automatic finite-sample
robustness metric". It is a first-order answer: right to a vote or so where few of many votes suffice,
too cautious where a large part of them would have to go.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit
from ratings.core.tally import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, Floats
from ratings.core.voters import VoterCells, VoterLog, voter_cells

FRAGILE_SHARE = 1e-4
"""A place that under 0.01 % of the votes could swap deserves a warning."""

FIRST_LOOK = 256


@dataclass(frozen=True, eq=False)
class Overturn:
    """For K pairs of models: `upper` stands above `lower` (K,) by the ratings.

    `removals` (K,): the fewest votes (or voters) whose removal would swap them, −1 for a lead so clear
    that all influences together do not reach it. `share` (K,): that number over all votes (or
    voters), NaN for −1.
    """

    upper: NDArray[np.intp]
    lower: NDArray[np.intp]
    removals: NDArray[np.int64]
    share: Floats

    @property
    def is_fragile(self) -> NDArray[np.bool_]:
        """(K,) whether less than `FRAGILE_SHARE` would do."""
        return np.asarray(self.share < FRAGILE_SHARE)


def votes_to_overturn(
    fit: Fit, *, upper: ArrayLike | None = None, lower: ArrayLike | None = None
) -> Overturn:
    """Fewest votes to swap each `upper` model with its `lower` one; by default all neighbours."""
    high, low = _pairs(fit, upper, lower)
    per_vote, votes = _influence(fit)
    first, second = np.tile(fit.tally.first, 3), np.tile(fit.tally.second, 3)
    removals = []
    for gap, slope in _gaps(fit, high, low):
        closes = (slope[first] - slope[second]) * per_vote
        useful = np.flatnonzero((closes > 0) & (votes > 0))
        order = useful[np.argsort(-closes[useful])]
        removals.append(_fewest(closes[order], votes[order], gap))
    return _overturn(high, low, removals, fit.tally.votes)


def voters_to_overturn(
    fit: Fit, log: VoterLog, *, upper: ArrayLike | None = None, lower: ArrayLike | None = None
) -> Overturn:
    """The same for whole voters, whose influence is the sum of their votes'. Unknown ones count singly."""
    high, low = _pairs(fit, upper, lower)
    per_vote, _votes = _influence(fit)
    first, second = np.tile(fit.tally.first, 3), np.tile(fit.tally.second, 3)
    voters = voter_cells(fit, log)
    removals = []
    for (gap, slope), i, j in zip(_gaps(fit, high, low), high.tolist(), low.tolist(), strict=True):
        closes = (slope[first] - slope[second]) * per_vote
        near = np.isin(first, (i, j)) | np.isin(second, (i, j))
        enough = _fewest_voters(voters, voters.who_met(i, j), closes, gap)
        # Whoever never met one of the two moves them little; but where even that could have been of more
        # use than the least useful one taken, everybody has to be looked at.
        if enough.least <= voters.most_votes_of_light * closes[~near].max(initial=0.0):
            enough = _fewest_voters(voters, voters.everybody, closes, gap)
        removals.append(enough.number)
    return _overturn(high, low, removals, voters.total)


@dataclass(frozen=True)
class _Enough:
    """How many voters close a gap (−1: all do not), and the influence of the least useful one taken."""

    number: int
    least: float


def _fewest_voters(voters: VoterCells, some: NDArray[np.intp], closes: Floats, gap: float) -> _Enough:
    """Among these voters with several votes and all voters with one."""
    sums = voters.sums(some, closes)
    influence = np.concatenate([sums, closes[voters.single_cells]])
    number = np.concatenate([np.ones(sums.size), voters.single_counts])
    influence, number = _most_useful(influence, number, gap)
    fewest = _fewest(influence, number, gap)
    taken = int(np.searchsorted(np.cumsum(number), fewest)) if fewest >= 0 else -1
    return _Enough(fewest, float(influence[taken]) if fewest >= 0 else 0.0)


def _pairs(
    fit: Fit, upper: ArrayLike | None, lower: ArrayLike | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The asked pairs, each with the stronger model first."""
    order = np.argsort(-fit.theta, kind="stable")
    high = order[:-1] if upper is None else np.asarray(upper, dtype=np.intp)
    low = order[1:] if lower is None else np.asarray(lower, dtype=np.intp)
    swapped = fit.theta[high] < fit.theta[low]
    return np.where(swapped, low, high), np.where(swapped, high, low)


def _gaps(fit: Fit, high: NDArray[np.intp], low: NDArray[np.intp]) -> Iterator[tuple[float, Floats]]:
    """θ_high − θ_low of each pair, and how it responds to a score on each model (M,)."""
    for i, j in zip(high.tolist(), low.tolist(), strict=True):
        yield float(fit.theta[i] - fit.theta[j]), fit.inverse[i] - fit.inverse[j]


def _leverage(fit: Fit) -> Floats:
    """(P,) h of one vote: w p (1 − p) (S_aa + S_bb − 2 S_ab)."""
    own, first, second = np.diag(fit.inverse), fit.tally.first, fit.tally.second
    spread = own[first] + own[second] - 2 * fit.inverse[first, second]
    return np.asarray(fit.weights * fit.probability * (1 - fit.probability) * spread)


def _influence(fit: Fit) -> tuple[Floats, NDArray[np.int64]]:
    """(3P,) w r / (1 − h) of one vote in each cell (wins of first, ties, wins of second), and its votes."""
    p, counts = fit.probability, fit.tally.counts
    scale = fit.weights / (1 - _leverage(fit))
    votes = [counts[:, WINS_FIRST], counts[:, TIES] + counts[:, BOTH_BAD], counts[:, WINS_SECOND]]
    return np.concatenate([scale * (1 - p), scale * (0.5 - p), -scale * p]), np.concatenate(votes)


def _most_useful(closes: Floats, number: Floats, gap: float) -> tuple[Floats, Floats]:
    """The positive influences in descending order with their numbers, at least as many as close the gap."""
    useful = np.flatnonzero(closes > 0)
    if useful.size > FIRST_LOOK:
        top = useful[np.argpartition(closes[useful], -FIRST_LOOK)[-FIRST_LOOK:]]
        useful = top if closes[top] @ number[top] > gap else useful
    order = useful[np.argsort(-closes[useful], kind="stable")]
    return closes[order], number[order]


def _fewest(closes: Floats, votes: ArrayLike, gap: float) -> int:
    """How many removals, taken in this order, bring the gap below zero; −1 if all of them do not."""
    number = np.asarray(votes, dtype=np.float64)
    closed = np.cumsum(closes * number)
    last = int(np.searchsorted(closed, gap, side="right"))
    if last == closed.size:
        return -1
    before = float(closed[last - 1]) if last else 0.0
    within = int(np.floor((gap - before) / closes[last])) + 1
    return int(number[:last].sum()) + within


def _overturn(high: NDArray[np.intp], low: NDArray[np.intp], removals: list[int], total: int) -> Overturn:
    fewest = np.array(removals, dtype=np.int64)
    share = np.where(fewest < 0, np.nan, fewest / max(total, 1))
    return Overturn(high, low, fewest, share)

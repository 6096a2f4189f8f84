"""How few votes, or voters, would have to go for two models to change places.

Removing one vote with residual r on pair (a, b) moves θ by −H⁺(e_a − e_b) w r / (1 − h), h its leverage
(Cook and Weisberg 1982, "Residuals and influence in regression"). Adding up the most damaging votes
until the gap closes follows Broderick, Giordano and Meager 2020, "An automatic finite-sample
robustness metric". It is a first-order answer: right to a vote or so where few of many votes suffice,
too cautious where a large part of them would have to go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats
from ratings.core.voters import VoterCells, independent_voters

FRAGILE_SHARE = 1e-4
"""A place that under 0.01 % of the votes could swap deserves a warning."""

FIRST_LOOK = 256
"""So many voters are looked at first, and `WIDER` times as many whenever that was not enough."""
WIDER = 8
ENOUGH = 16
"""So many values of a sample are to be above a cut."""


@dataclass(frozen=True, eq=False)
class Flips:
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


def votes_to_flip(fit: Fit, *, upper: ArrayLike | None = None, lower: ArrayLike | None = None) -> Flips:
    """Fewest votes to swap each `upper` model with its `lower` one; by default all neighbours."""
    return removals_to_flip(fit, [independent_voters(fit)], upper=upper, lower=lower)[0]


def removals_to_flip(
    fit: Fit,
    kinds: Sequence[VoterCells],
    *,
    upper: ArrayLike | None = None,
    lower: ArrayLike | None = None,
) -> list[Flips]:
    """The same for several views of who cast the votes of a fit, in less time than one after the other."""
    high, low = _pairs(fit, upper, lower)
    per_vote, cells = _influence(fit), _cells_about(fit)
    removals = np.zeros((len(kinds), high.size), dtype=np.int64)
    for place, (i, j) in enumerate(zip(high.tolist(), low.tolist(), strict=True)):
        slope = fit.inverse[i] - fit.inverse[j]
        closes = ((slope[fit.outcomes.first] - slope[fit.outcomes.second]) * per_vote).ravel()
        gap = float(fit.theta[i] - fit.theta[j])
        between = cells[j].of_rival == i
        near = np.concatenate([cells[i].cell, cells[j].cell[~between]])
        contest = _Contest(i, j, gap, closes, near, cells[j].cell[between])
        removals[:, place] = [_fewest_removals(contest, voters) for voters in kinds]
    return [_overturn(high, low, each, voters.total) for each, voters in zip(removals, kinds, strict=True)]


@dataclass(frozen=True, eq=False)
class _CellsAbout:
    """The cells of votes about one model, and the model it met there."""

    cell: NDArray[np.intp]
    of_rival: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Contest:
    """Two models, the `gap` between them, and how far removing one vote of each cell `closes` it (3P,).

    `near`: the cells of votes about either model, each once; `between`: those of votes about both.
    """

    i: int
    j: int
    gap: float
    closes: Floats
    near: NDArray[np.intp]
    between: NDArray[np.intp]

    @cached_property
    def most_elsewhere(self) -> float:
        """No vote about two other models closes more of the gap."""
        elsewhere = self.closes.copy()
        elsewhere[self.near] = 0.0
        return float(elsewhere.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class _Look:
    """Some of the voters: what one of each kind closes, how many there are of it, and a bound.

    `left_out`: none of those who are not looked at closes more.
    """

    closes: Floats
    number: Floats
    left_out: float

    def fewest(self, gap: float) -> int | None:
        """How many of these, most useful first, bring the gap below zero; −1 if all of them do not.

        None where somebody left out might have been of more use than the least useful one taken.
        """
        useful = np.flatnonzero(self.closes > self.left_out)
        order = useful[np.argsort(-self.closes[useful])]
        closes, number = self.closes[order], self.number[order]
        closed = np.cumsum(closes * number)
        last = int(np.searchsorted(closed, gap, side="right"))
        if last == closed.size:
            return None if self.left_out else -1
        before = float(closed[last - 1]) if last else 0.0
        return int(number[:last].sum()) + int(np.floor((gap - before) / closes[last])) + 1


def _fewest_removals(contest: _Contest, voters: VoterCells) -> int:
    looks = (look.fewest(contest.gap) for look in _looks(contest, voters))
    return next(found for found in looks if found is not None)


def _looks(contest: _Contest, voters: VoterCells) -> Iterator[_Look]:
    """Ever more voters, from the most promising few to everybody."""
    closes = contest.closes

    def look(cells: NDArray[np.intp], some: NDArray[np.intp], left_out: float) -> _Look:
        sums = voters.sums(some, closes)
        number = np.concatenate([voters.single_counts[cells], np.ones(sums.size)])
        return _Look(np.concatenate([closes[cells], sums]), number, left_out)

    elsewhere = contest.most_elsewhere * (voters.most_votes_of_light if voters.sizes.size else 1)
    who, bound = _promise(contest, voters)
    number = FIRST_LOOK
    while number < bound.size:
        cut = _about_the_highest(bound, number)
        light = np.unique(who[bound > cut])
        yield look(contest.near, np.concatenate([voters.heavy, light]), max(elsewhere, cut))
        number *= WIDER
    yield look(contest.near, np.concatenate([voters.heavy, np.unique(who)]), elsewhere)
    yield look(np.arange(closes.size), voters.everybody, 0.0)


def _about_the_highest(values: Floats, number: int) -> float:
    """A value that about so many are above, from a sample of them: nobody needs it exactly."""
    sample = values[:: max(1, number // ENOUGH)]
    place = max(1, number * sample.size // values.size)
    return float(np.partition(sample, -place)[-place])


def _promise(contest: _Contest, voters: VoterCells) -> tuple[NDArray[np.int32], Floats]:
    """Of the voters with several votes, not many, who met either model: who (repeated), and a bound for each.

    It is the sum of their votes about the two, and the most a vote elsewhere can do for each vote they have.
    """
    one, other = voters.about[contest.i], voters.about[contest.j]
    of_other = contest.closes[other.cell]
    if contest.between.size:  # those are among the votes about the one
        n_pairs = contest.closes.size // 3
        of_other[other.cell % n_pairs == contest.between[0] % n_pairs] = 0.0
    who = np.concatenate([one.voter, other.voter])
    own = np.concatenate([contest.closes[one.cell], of_other])
    near = np.bincount(who, weights=own, minlength=1)
    return who, np.asarray(near[who] + contest.most_elsewhere * voters.capped_sizes[who])


def _pairs(
    fit: Fit, upper: ArrayLike | None, lower: ArrayLike | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The asked pairs, each with the stronger model first."""
    order = np.argsort(-fit.theta, kind="stable")
    high = order[:-1] if upper is None else np.asarray(upper, dtype=np.intp)
    low = order[1:] if lower is None else np.asarray(lower, dtype=np.intp)
    swapped = fit.theta[high] < fit.theta[low]
    return np.where(swapped, low, high), np.where(swapped, high, low)


def _leverage(fit: Fit) -> Floats:
    """(P,) h of one vote: w p (1 − p) (S_aa + S_bb − 2 S_ab)."""
    own, first, second = np.diag(fit.inverse), fit.outcomes.first, fit.outcomes.second
    spread = own[first] + own[second] - 2 * fit.inverse[first, second]
    return np.asarray(fit.weights * fit.probability * (1 - fit.probability) * spread)


def _influence(fit: Fit) -> Floats:
    """(3, P) w r / (1 − h) of one vote in each cell: wins of first, ties, wins of second."""
    p, scale = fit.probability, fit.weights / (1 - _leverage(fit))
    return np.stack([scale * (1 - p), scale * (0.5 - p), -scale * p])


def _cells_about(fit: Fit) -> list[_CellsAbout]:
    """By model."""
    first, second, n_pairs = fit.outcomes.first, fit.outcomes.second, fit.outcomes.first.size
    about, rival = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.argsort(about, kind="stable")
    ends = np.cumsum(np.bincount(about, minlength=fit.outcomes.n_models))[:-1]
    every = np.arange(3)[:, None] * n_pairs
    return [
        _CellsAbout((every + places % n_pairs).ravel(), np.tile(rival[places], 3))
        for places in np.split(order, ends)
    ]


def _overturn(high: NDArray[np.intp], low: NDArray[np.intp], fewest: NDArray[np.int64], total: int) -> Flips:
    share = np.where(fewest < 0, np.nan, fewest / max(total, 1))
    return Flips(high, low, fewest, share)

"""How few votes, or voters, could be removed so that two models swap places.

Removing one vote with residual r on pair (a, b) moves θ by −H⁺(e_a − e_b) w r / (1 − h), h its leverage
[CookWeisberg1982]. Adding up the most influential votes until the gap closes follows [Broderick2020]. It is a
first-order answer: correct to about one vote where few of many votes are enough. Where a big part of them
would have to be removed it is too large, and `flip_refits` counts instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats
from ratings.core.robustness.influence import influence
from ratings.core.robustness.refits import removals_by_refits
from ratings.core.voters import VoterCells, independent_voters

FRAGILE_SHARE = 1e-4
"""Boards mark a place that fewer than 0.01 % of the votes could swap."""

MAX_LINEAR = 8
MAX_LINEAR_SHARE = 0.02
"""Up to this many removals, or this share of the votes about either model, the linear answer is right to
a vote; more are counted by refits."""

FIRST_CANDIDATES = 256
"""Voters evaluated at first; `GROWTH` times as many whenever they were not enough."""
GROWTH = 8
SAMPLE_ABOVE = 16
"""Number of sampled values above a threshold."""


@dataclass(frozen=True, eq=False)
class Flips:
    """Smallest removals that swap K pairs of models.

    Attributes
    ----------
    upper, lower : (K,) model indices; `upper` has the higher rating.
    removals : (K,) fewest votes (or voters) whose removal swaps the two; −1 where none was found.
    share : (K,) that number divided by all votes (or voters); NaN for −1.
    """

    upper: NDArray[np.intp]
    lower: NDArray[np.intp]
    removals: NDArray[np.int64]
    share: Floats

    @property
    def is_fragile(self) -> NDArray[np.bool_]:
        """(K,) whether the share is below `FRAGILE_SHARE`."""
        return np.asarray(self.share < FRAGILE_SHARE)


def votes_to_flip(fit: Fit, *, upper: ArrayLike | None = None, lower: ArrayLike | None = None) -> Flips:
    """Fewest votes whose removal swaps two models [Broderick2020].

    Parameters
    ----------
    fit : the fit.
    upper, lower : (K,) pairs of model indices in any order; neighbours by rating by default.

    Returns
    -------
    Flips
    """
    return removals_to_flip(fit, [independent_voters(fit)], upper=upper, lower=lower)[0]


def removals_to_flip(
    fit: Fit,
    groupings: Sequence[VoterCells],
    *,
    upper: ArrayLike | None = None,
    lower: ArrayLike | None = None,
) -> list[Flips]:
    """The same for several groupings of the votes by voter, faster than one after the other.

    Parameters
    ----------
    fit : the fit.
    groupings : each groups the votes by voter; `voters.independent_voters` makes every vote its own voter.
    upper, lower : (K,) pairs of model indices in any order; neighbours by rating by default.

    Returns
    -------
    One `Flips` for each grouping.
    """
    high, low = _pairs(fit, upper, lower)
    per_vote, cells = influence(fit), _cells_about(fit)
    removals = np.zeros((len(groupings), high.size), dtype=np.int64)
    for column, (i, j) in enumerate(zip(high.tolist(), low.tolist(), strict=True)):
        slope = fit.inverse[i] - fit.inverse[j]
        closes = ((slope[fit.outcomes.first] - slope[fit.outcomes.second]) * per_vote).ravel()
        gap = float(fit.theta[i] - fit.theta[j])
        between = cells[j].rival == i
        near = np.concatenate([cells[i].cell, cells[j].cell[~between]])
        contest = _Contest(i, j, gap, closes, near, cells[j].cell[between])
        removals[:, column] = [_fewest_removals(contest, voters) for voters in groupings]
        if _is_large(fit, i, j, int(removals[0, column])):
            removals[:, column] = [removals_by_refits(fit, each, upper=i, lower=j) for each in groupings]
    return [
        _build_flips(high, low, each, voters.total) for each, voters in zip(removals, groupings, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _CellsAbout:
    """The cells of votes about one model, and the opponent in each."""

    cell: NDArray[np.intp]
    rival: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Contest:
    """Two models, the `gap` between them, and how far removing one vote of each cell `closes` it (3P,).

    `near`: the cells of votes about either model, each once. `between`: those of votes about both.
    """

    i: int
    j: int
    gap: float
    closes: Floats
    near: NDArray[np.intp]
    between: NDArray[np.intp]

    @cached_property
    def max_elsewhere(self) -> float:
        """Largest part of the gap that a vote about two other models closes."""
        elsewhere = self.closes.copy()
        elsewhere[self.near] = 0.0
        return float(elsewhere.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class _Candidates:
    """Some of the voters: how much one of each kind closes, how many there are, and a bound for the others.

    No voter outside these candidates closes more than `bound`.
    """

    closes: Floats
    number: Floats
    bound: float

    def fewest(self, gap: float) -> int | None:
        """How many of these, most influential first, bring the gap below zero; −1 if all together do not.

        None where a voter outside might close more than the last one taken.
        """
        useful = np.flatnonzero(self.closes > self.bound)
        order = useful[np.argsort(-self.closes[useful])]
        closes, number = self.closes[order], self.number[order]
        closed = np.cumsum(closes * number)
        last = int(np.searchsorted(closed, gap, side="right"))
        if last == closed.size:
            return None if self.bound else -1
        before = float(closed[last - 1]) if last else 0.0
        return int(number[:last].sum()) + int(np.floor((gap - before) / closes[last])) + 1


def _fewest_removals(contest: _Contest, voters: VoterCells) -> int:
    answers = (some.fewest(contest.gap) for some in _candidates(contest, voters))
    return next(answer for answer in answers if answer is not None)


def _is_large(fit: Fit, i: int, j: int, removals: int) -> bool:
    """Whether so many removals are too large a part of the votes for the linear answer."""
    votes = min(int(fit.outcomes.votes_per_model[model]) for model in (i, j))
    return removals < 0 or removals > max(MAX_LINEAR, MAX_LINEAR_SHARE * votes)


def _candidates(contest: _Contest, voters: VoterCells) -> Iterator[_Candidates]:
    """Growing sets of voters, from the most promising few to all."""
    closes = contest.closes

    def evaluate(cells: NDArray[np.intp], some: NDArray[np.intp], bound: float) -> _Candidates:
        sums = voters.sums(some, closes)
        number = np.concatenate([voters.single_counts[cells], np.ones(sums.size)])
        return _Candidates(np.concatenate([closes[cells], sums]), number, bound)

    elsewhere = contest.max_elsewhere * (voters.max_light_size if voters.sizes.size else 1)
    indices, bounds = _upper_bounds(contest, voters)
    number = FIRST_CANDIDATES
    while number < bounds.size:
        threshold = _threshold(bounds, number)
        light = np.unique(indices[bounds > threshold])
        yield evaluate(contest.near, np.concatenate([voters.heavy, light]), max(elsewhere, threshold))
        number *= GROWTH
    yield evaluate(contest.near, np.concatenate([voters.heavy, np.unique(indices)]), elsewhere)
    yield evaluate(np.arange(closes.size), voters.all_voters, 0.0)


def _threshold(values: Floats, number: int) -> float:
    """A value that about `number` values exceed, from a sample: it need not be exact."""
    sample = values[:: max(1, number // SAMPLE_ABOVE)]
    place = max(1, number * sample.size // values.size)
    return float(np.partition(sample, -place)[-place])


def _upper_bounds(contest: _Contest, voters: VoterCells) -> tuple[NDArray[np.int32], Floats]:
    """Voters with several votes, not heavy, with votes about either model: indices (repeated) and a bound for
    each.

    The bound is the sum of their votes about the two, plus the largest influence elsewhere for each vote they
    have.
    """
    one, other = voters.about[contest.i], voters.about[contest.j]
    closes_other = contest.closes[other.cell]
    if contest.between.size:  # already counted with the votes about model i
        n_pairs = contest.closes.size // 3
        closes_other[other.cell % n_pairs == contest.between[0] % n_pairs] = 0.0
    voter = np.concatenate([one.voter, other.voter])
    own = np.concatenate([contest.closes[one.cell], closes_other])
    near = np.bincount(voter, weights=own, minlength=1)
    return voter, np.asarray(near[voter] + contest.max_elsewhere * voters.capped_sizes[voter])


def _pairs(
    fit: Fit, upper: ArrayLike | None, lower: ArrayLike | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The requested pairs, each with the stronger model first."""
    order = np.argsort(-fit.theta, kind="stable")
    high = order[:-1] if upper is None else np.asarray(upper, dtype=np.intp)
    low = order[1:] if lower is None else np.asarray(lower, dtype=np.intp)
    swapped = fit.theta[high] < fit.theta[low]
    return np.where(swapped, low, high), np.where(swapped, high, low)


def _cells_about(fit: Fit) -> list[_CellsAbout]:
    """For each model the cells of the votes about it."""
    first, second, n_pairs = fit.outcomes.first, fit.outcomes.second, fit.outcomes.first.size
    about, rival = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.argsort(about, kind="stable")
    ends = np.cumsum(np.bincount(about, minlength=fit.outcomes.n_models))[:-1]
    every = np.arange(3)[:, None] * n_pairs
    return [
        _CellsAbout((every + places % n_pairs).ravel(), np.tile(rival[places], 3))
        for places in np.split(order, ends)
    ]


def _build_flips(
    high: NDArray[np.intp], low: NDArray[np.intp], fewest: NDArray[np.int64], total: int
) -> Flips:
    share = np.where(fewest < 0, np.nan, fewest / max(total, 1))
    return Flips(high, low, fewest, share)

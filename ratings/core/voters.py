"""Votes of one visitor are not independent: what each voter's votes add up to, model by model."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit, win_probability
from ratings.core.elo import SCORES
from ratings.core.tally import Floats, Integers, integers, require_in_range

VALUES_AT_ONCE = 1 << 20
HEAVY = 16
"""Voters with more votes are looked at for every pair of models."""


@dataclass(frozen=True, eq=False)
class VoterLog:
    """N votes with their voters, self-battles left out; contenders are a fit's model indices.

    `voter` (N,) numbers known voters from 0 in any order, negative where the voter is unknown.
    """

    a: Integers
    b: Integers
    outcome: Integers
    voter: Integers

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """(N,) whether the vote has a voter."""
        return np.asarray(self.voter >= 0)

    def residual(self, fit: Fit) -> Floats:
        """(N,) what side A got beyond its fitted probability, times the pair's weight."""
        p = win_probability(fit.theta[self.a] - fit.theta[self.b])
        return np.asarray(pair_values(fit, self, fit.weights) * (SCORES[self.outcome] - p))


def voter_log(
    contender_a: ArrayLike, contender_b: ArrayLike, outcome: ArrayLike, voter: ArrayLike, fit: Fit
) -> VoterLog:
    """The votes behind a fit with their voters. Raises ValueError if they are not the fit's votes."""
    a, b, code, who = (integers(x) for x in (contender_a, contender_b, outcome, voter))
    require_in_range(a, b, code, fit.tally.n_models)
    real = a != b
    if np.count_nonzero(real) != fit.tally.votes:
        raise ValueError("these are not the votes the ratings were fitted to")
    return VoterLog(a[real], b[real], code[real], who[real])


def pair_values(fit: Fit, log: VoterLog, values: Floats) -> Floats:
    """(N,) the value of each vote's pair, from (P,) values."""
    table = np.full((fit.tally.n_models, fit.tally.n_models), np.nan)
    table[fit.tally.first, fit.tally.second] = values
    table[fit.tally.second, fit.tally.first] = values
    return np.asarray(table[log.a, log.b])


@dataclass(frozen=True, eq=False)
class VoterCells:
    """A log by voter: which cell each vote lies in, cells being (wins of first, ties, wins of second) × pair.

    `cells` (V,) are those of voters with several votes, one voter's after another's; voter g's begin at
    `starts[g]` and are `sizes[g]`. `single_cells` and `single_counts`: where the votes of all others lie,
    who have one vote or are unknown. `heavy`: voters with many votes. `met`: by model, voters who met it.
    """

    cells: NDArray[np.intp]
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]
    single_cells: NDArray[np.intp]
    single_counts: Floats
    heavy: NDArray[np.intp]
    met: tuple[NDArray[np.intp], ...]

    @property
    def total(self) -> int:
        """All voters, each unknown one counted."""
        return self.starts.size + int(self.single_counts.sum())

    @property
    def everybody(self) -> NDArray[np.intp]:
        return np.arange(self.starts.size)

    @property
    def most_votes_of_light(self) -> int:
        """No voter who is not heavy has more votes."""
        return HEAVY

    def who_met(self, i: int, j: int) -> NDArray[np.intp]:
        """The voters with several votes who met either model, and the heavy ones; in ascending order."""
        chosen = np.zeros(self.starts.size, dtype=np.bool_)
        for voters in (self.met[i], self.met[j], self.heavy):
            chosen[voters] = True
        return np.flatnonzero(chosen)

    def sums(self, voters: NDArray[np.intp], values: Floats) -> Floats:
        """Each of these voters' sum of the values of the cells of their votes."""
        if not voters.size:
            return np.zeros(0)
        sizes = self.sizes[voters]
        begins = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(self.starts[voters] - begins, sizes)
        return np.asarray(np.add.reduceat(values[self.cells[places]], begins))


def voter_cells(fit: Fit, log: VoterLog) -> VoterCells:
    """The log by voter, for the cells of a fit's pairs."""
    known = log.is_known
    cells = _cell_of_each_vote(fit, log)
    order = np.argsort(log.voter[known], kind="stable")
    begins = np.flatnonzero(np.diff(log.voter[known][order], prepend=-1))
    sizes = np.diff(begins, append=order.size)
    has_several = np.repeat(sizes > 1, sizes)
    ordered = cells[known][order]
    alone = np.concatenate([cells[~known], ordered[~has_several]])
    single = np.bincount(alone, minlength=1)
    several, sizes = ordered[has_several], sizes[sizes > 1]
    met = np.flatnonzero(single)
    return VoterCells(
        cells=several,
        starts=np.cumsum(sizes) - sizes,
        sizes=sizes,
        single_cells=met,
        single_counts=single[met].astype(np.float64),
        heavy=np.flatnonzero(sizes > HEAVY),
        met=_who_met(fit, several, sizes),
    )


def _cell_of_each_vote(fit: Fit, log: VoterLog) -> NDArray[np.intp]:
    pairs = np.arange(fit.tally.first.size, dtype=np.float64)
    points = SCORES[log.outcome]
    of_first = np.where(log.a < log.b, points, 1 - points)
    return np.asarray((pair_values(fit, log, pairs) + pairs.size * 2 * (1 - of_first)).astype(np.intp))


def _who_met(fit: Fit, cells: NDArray[np.intp], sizes: NDArray[np.intp]) -> tuple[NDArray[np.intp], ...]:
    """For each model, the voters (repeated, in any order) one of whose votes is about it."""
    who = np.repeat(np.arange(sizes.size), sizes)
    pair = cells % fit.tally.first.size
    # Sixteen bits or fewer are sorted by radix, several times faster.
    small = np.min_scalar_type(fit.tally.n_models)
    about = np.concatenate([fit.tally.first[pair], fit.tally.second[pair]]).astype(small)
    order = np.argsort(about, kind="stable")
    ends = np.cumsum(np.bincount(about, minlength=fit.tally.n_models))
    return tuple(np.split(np.concatenate([who, who])[order], ends[:-1]))


def sums_by_voter(log: VoterLog, amounts: Floats, n_models: int) -> Iterator[Floats]:
    """Σ amount (e_a − e_b) over the votes of each known voter: blocks of rows (voters, M)."""
    known = log.is_known
    _, who = np.unique(log.voter[known], return_inverse=True)
    order = np.argsort(who, kind="stable")
    who, a, b, amount = who[order], log.a[known][order], log.b[known][order], amounts[known][order]
    voters = int(who[-1]) + 1 if who.size else 0
    at_once = max(1, VALUES_AT_ONCE // n_models)
    for start in range(0, voters, at_once):
        stop = min(start + at_once, voters)
        rows = slice(*np.searchsorted(who, [start, stop]).tolist())
        cells = (who[rows] - start) * n_models
        size = (stop - start) * n_models
        sums = np.bincount(cells + a[rows], weights=amount[rows], minlength=size)
        sums -= np.bincount(cells + b[rows], weights=amount[rows], minlength=size)
        yield np.asarray(sums.reshape(stop - start, n_models), dtype=np.float64)


def clustered(fit: Fit, log: VoterLog) -> Floats:
    """(M, M) covariance of θ that allows for any dependence between votes of the same voter.

    H⁺ (Σ_g u_g u_gᵀ) H⁺ · G/(G − 1), u_g the sum of voter g's scores, G the number of voters; a vote
    without a voter is a voter of its own (Liang and Zeger 1986, "Longitudinal data analysis using
    generalized linear models"; factor as in Cameron and Miller 2015). Raises ValueError for one voter.
    """
    n_models = fit.tally.n_models
    residual = log.residual(fit)
    middle = np.zeros((n_models, n_models))
    voters = 0
    for sums in sums_by_voter(log, residual, n_models):
        middle += sums.T @ sums
        voters += sums.shape[0]
    alone = ~log.is_known
    middle += _alone(log.a[alone], log.b[alone], residual[alone], n_models)
    voters += int(np.count_nonzero(alone))
    if voters < 2:
        raise ValueError("a single voter says nothing about differences between voters")
    return np.asarray(fit.inverse @ middle @ fit.inverse * (voters / (voters - 1)))


def _alone(a: Integers, b: Integers, residual: Floats, n_models: int) -> Floats:
    """Σ r² (e_a − e_b)(e_a − e_b)ᵀ over single votes: (M, M)."""
    cells = a.astype(np.int64) * n_models + b
    met = np.bincount(cells, weights=residual**2, minlength=n_models**2).reshape(n_models, n_models)
    met = met + met.T
    return np.asarray(np.diag(met.sum(axis=1)) - met)

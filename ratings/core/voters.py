"""Votes of one visitor are not independent: what each voter's votes add up to, model by model."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit, win_probability
from ratings.core.elo import SCORES
from ratings.core.outcome_counts import (
    BOTH_BAD,
    OUTCOMES,
    TIES,
    WINS_FIRST,
    WINS_SECOND,
    Floats,
    Integers,
    integers,
    require_in_range,
)

VALUES_AT_ONCE = 1 << 20
HEAVY = 32
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
    known_by_voter: Integers | None = None

    @cached_property
    def by_voter(self) -> Integers:
        """The places of all votes with a known voter, voter by voter."""
        if self.known_by_voter is not None:
            return self.known_by_voter
        known = np.flatnonzero(self.is_known)
        return known[np.argsort(self.voter[known], kind="stable")]

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """(N,) whether the vote has a voter."""
        return np.asarray(self.voter >= 0)

    def residual(self, fit: Fit) -> Floats:
        """(N,) what side A got beyond its fitted probability, times the pair's weight."""
        p = win_probability(fit.theta[self.a] - fit.theta[self.b])
        return np.asarray(pair_values(fit, self, fit.weights) * (SCORES[self.outcome] - p))


def build_voter_log(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    voter: ArrayLike,
    fit: Fit,
    *,
    by_voter: Integers | None = None,
) -> VoterLog:
    """The votes behind a fit with their voters. Raises ValueError if they are not the fit's votes.

    `by_voter`: the places of all votes with a known voter, voter by voter, from a caller who knows them.
    """
    a, b, code, who = (integers(x) for x in (contender_a, contender_b, outcome, voter))
    require_in_range(a, b, code, fit.outcomes.n_models)
    real = a != b
    if np.count_nonzero(real) != fit.outcomes.votes:
        raise ValueError("these are not the votes the ratings were fitted to")
    if real.all():
        return VoterLog(a, b, code, who, by_voter)
    known = None if by_voter is None else renumbered(by_voter, real)
    return VoterLog(a[real], b[real], code[real], who[real], known)


def renumbered(places: Integers, kept: NDArray[np.bool_]) -> Integers:
    """Places (K,) among N votes, in their order, as places among only those that are kept (N,)."""
    place = np.cumsum(kept, dtype=np.int32)
    place -= 1
    return np.asarray(place.take(places.take(np.flatnonzero(kept.take(places)))))


def pair_values(fit: Fit, log: VoterLog, values: Floats) -> Floats:
    """(N,) the value of each vote's pair, from (P,) values."""
    table = np.full((fit.outcomes.n_models, fit.outcomes.n_models), np.nan)
    table[fit.outcomes.first, fit.outcomes.second] = values
    table[fit.outcomes.second, fit.outcomes.first] = values
    return np.asarray(table[log.a, log.b])


@dataclass(frozen=True, eq=False)
class VoterCells:
    """A log by voter: which cell each vote lies in, cells being (wins of first, ties, wins of second) × pair.

    `cells` (V,) are those of voters with several votes, one voter's after another's; voter g's begin at
    `starts[g]` and are `sizes[g]`. `single_counts` (3P,): how many votes of all others, who have one vote or
    are unknown, lie in each cell. `heavy`: voters with many votes. `about`: by model, the votes about it of
    all voters who have several votes but not many.
    """

    cells: NDArray[np.int32]
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]
    single_counts: Floats
    heavy: NDArray[np.intp]
    about: tuple["VotesAbout", ...]

    @property
    def total(self) -> int:
        """All voters, each unknown one counted."""
        return self.starts.size + int(self.single_counts.sum())

    @property
    def everybody(self) -> NDArray[np.intp]:
        return np.arange(self.starts.size)

    @cached_property
    def capped_sizes(self) -> NDArray[np.uint8]:
        """The sizes of voters who are not heavy, in few bytes."""
        return np.minimum(self.sizes, HEAVY).astype(np.uint8)

    @property
    def most_votes_of_light(self) -> int:
        """No voter who is not heavy has more votes."""
        return HEAVY

    def sums(self, voters: NDArray[np.intp], values: Floats) -> Floats:
        """Each of these voters' sum of the values of the cells of their votes."""
        if not voters.size:
            return np.zeros(0)
        sizes = self.sizes[voters]
        begins = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(self.starts[voters] - begins, sizes)
        return np.asarray(np.add.reduceat(values[self.cells[places]], begins))


@dataclass(frozen=True, eq=False)
class VotesAbout:
    """Votes about one model: each one's `voter` and `cell`."""

    voter: NDArray[np.int32]
    cell: NDArray[np.int32]


def independent_voters(fit: Fit) -> VoterCells:
    """A fit's votes as if every one were of a voter of its own."""
    counts, nobody = fit.outcomes.counts, np.zeros(0, dtype=np.intp)
    single = [counts[:, WINS_FIRST], counts[:, TIES] + counts[:, BOTH_BAD], counts[:, WINS_SECOND]]
    return VoterCells(
        cells=nobody.astype(np.int32),
        starts=nobody,
        sizes=nobody,
        single_counts=np.concatenate(single).astype(np.float64),
        heavy=nobody,
        about=_by_model(fit, nobody.astype(np.int32), nobody),
    )


def build_voter_cells(fit: Fit, log: VoterLog) -> VoterCells:
    """The log by voter, for the cells of a fit's pairs."""
    cells = _cell_of_each_vote(fit, log)
    order = log.by_voter
    begins = np.flatnonzero(np.diff(log.voter[order], prepend=-1))
    sizes = np.diff(begins, append=order.size)
    has_several = np.repeat(sizes > 1, sizes)
    alone = np.concatenate([cells[~log.is_known], cells[order[~has_several]]])
    several, sizes = cells[order[has_several]], sizes[sizes > 1]
    return VoterCells(
        cells=several,
        starts=np.cumsum(sizes) - sizes,
        sizes=sizes,
        single_counts=np.bincount(alone, minlength=3 * fit.outcomes.first.size).astype(np.float64),
        heavy=np.flatnonzero(sizes > HEAVY),
        about=_by_model(fit, several, sizes),
    )


def _cell_of_each_vote(fit: Fit, log: VoterLog) -> NDArray[np.int32]:
    n_pairs = fit.outcomes.first.size
    # By outcome, side A and side B: whoever of a pair stands first, both sides' tables know.
    table = np.zeros((OUTCOMES + 1, fit.outcomes.n_models, fit.outcomes.n_models), dtype=np.int32)
    pairs = np.arange(n_pairs, dtype=np.int32)
    for outcome in range(1, OUTCOMES + 1):
        lost = round(2 * (1 - SCORES[outcome]))
        table[outcome, fit.outcomes.first, fit.outcomes.second] = pairs + n_pairs * lost
        table[outcome, fit.outcomes.second, fit.outcomes.first] = pairs + n_pairs * (2 - lost)
    return table[log.outcome, log.a, log.b]


def _by_model(fit: Fit, cells: NDArray[np.int32], sizes: NDArray[np.intp]) -> tuple[VotesAbout, ...]:
    """For each model the votes about it, of voters who are not heavy."""
    who = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
    if sizes.max(initial=0) > HEAVY:
        light = np.repeat(sizes <= HEAVY, sizes)
        who, cells = who[light], cells[light]
    # Sixteen bits or fewer are sorted by radix, several times faster.
    small = np.min_scalar_type(fit.outcomes.n_models)
    of_cell = [np.tile(side.astype(small), 3) for side in (fit.outcomes.first, fit.outcomes.second)]
    models = np.concatenate([side[cells] for side in of_cell])
    order = np.argsort(models, kind="stable")
    columns = (np.concatenate([who, who])[order], np.concatenate([cells, cells])[order])
    ends = np.cumsum(np.bincount(models, minlength=fit.outcomes.n_models))[:-1]
    return tuple(
        VotesAbout(*split) for split in zip(*(np.split(each, ends) for each in columns), strict=True)
    )


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
    n_models = fit.outcomes.n_models
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

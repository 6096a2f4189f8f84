"""Votes of one voter are not independent: sums of votes by voter, and the covariance that allows for it."""

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
"""Voters with more votes are evaluated for every pair of models."""


@dataclass(frozen=True, eq=False)
class VoterLog:
    """N votes with their voters, without self-battles.

    Attributes
    ----------
    a, b : (N,) contenders as a fit's model indices.
    outcome : (N,) outcome codes.
    voter : (N,) numbers of known voters, from 0 in any order; negative for an unknown voter.
    known_by_voter : what `by_voter` returns, if the caller has it.
    """

    a: Integers
    b: Integers
    outcome: Integers
    voter: Integers
    known_by_voter: Integers | None = None

    @cached_property
    def by_voter(self) -> Integers:
        """Indices of the votes with a known voter, sorted by voter."""
        if self.known_by_voter is not None:
            return self.known_by_voter
        known = np.flatnonzero(self.is_known)
        return known[np.argsort(self.voter[known], kind="stable")]

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """(N,) whether the voter is known."""
        return np.asarray(self.voter >= 0)

    def residual(self, fit: Fit) -> Floats:
        """(N,) points of side A minus its fitted probability, times the pair's weight."""
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
    """Combine the votes behind a fit with their voters.

    Parameters
    ----------
    contender_a, contender_b, outcome : (N,) votes; contenders are the fit's model indices.
    voter : (N,) voter numbers, negative for unknown.
    fit : the fit of these votes.
    by_voter : indices of the votes with a known voter, sorted by voter, if the caller has them.

    Returns
    -------
    VoterLog

    Raises
    ------
    ValueError : the fit has another number of votes.
    """
    a, b, code, voters = (integers(x) for x in (contender_a, contender_b, outcome, voter))
    require_in_range(a, b, code, fit.outcomes.n_models)
    real = a != b
    if np.count_nonzero(real) != fit.outcomes.votes:
        raise ValueError("these are not the votes the ratings were fitted to")
    if real.all():
        return VoterLog(a, b, code, voters, by_voter)
    known = None if by_voter is None else renumbered(by_voter, real)
    return VoterLog(a[real], b[real], code[real], voters[real], known)


def renumbered(places: Integers, kept: NDArray[np.bool_]) -> Integers:
    """Renumber indices after votes are removed.

    Parameters
    ----------
    places : (K,) indices among N votes.
    kept : (N,) whether a vote remains.

    Returns
    -------
    Indices among the remaining votes, in the order of `places`.
    """
    place = np.cumsum(kept, dtype=np.int32)
    place -= 1
    return np.asarray(place.take(places.take(np.flatnonzero(kept.take(places)))))


def pair_values(fit: Fit, log: VoterLog, values: Floats) -> Floats:
    """(N,) value of each vote's pair, from (P,) values."""
    table = np.full((fit.outcomes.n_models, fit.outcomes.n_models), np.nan)
    table[fit.outcomes.first, fit.outcomes.second] = values
    table[fit.outcomes.second, fit.outcomes.first] = values
    return np.asarray(table[log.a, log.b])


@dataclass(frozen=True, eq=False)
class VoterCells:
    """Votes by voter, as cells: (wins of first, ties, wins of second) × pair.

    Attributes
    ----------
    cells : (V,) cells of the votes of voters with several votes, sorted by voter.
    starts, sizes : (G,) where the votes of each such voter begin in `cells`, and how many they are.
    single_counts : (3P,) for each cell the votes of all other voters, with one vote or unknown.
    heavy : indices of voters with more than `HEAVY` votes.
    about : by model, the votes about it of light voters with several votes.
    """

    cells: NDArray[np.int32]
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]
    single_counts: Floats
    heavy: NDArray[np.intp]
    about: tuple["VotesAbout", ...]

    @property
    def total(self) -> int:
        """Number of voters; each unknown voter counts as one."""
        return self.starts.size + int(self.single_counts.sum())

    @property
    def all_voters(self) -> NDArray[np.intp]:
        """Indices of the voters with several votes."""
        return np.arange(self.starts.size)

    @cached_property
    def capped_sizes(self) -> NDArray[np.uint8]:
        """The sizes in few bytes, capped at `HEAVY`; heavy voters are treated apart."""
        return np.minimum(self.sizes, HEAVY).astype(np.uint8)

    @property
    def max_light_size(self) -> int:
        """Upper bound for the votes of a light voter."""
        return HEAVY

    def sums(self, voters: NDArray[np.intp], values: Floats) -> Floats:
        """For each of these voters the sum of `values` over the cells of their votes."""
        if not voters.size:
            return np.zeros(0)
        sizes = self.sizes[voters]
        begins = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(self.starts[voters] - begins, sizes)
        return np.asarray(np.add.reduceat(values[self.cells[places]], begins))


@dataclass(frozen=True, eq=False)
class VotesAbout:
    """Votes about one model: `voter` and `cell` of each."""

    voter: NDArray[np.int32]
    cell: NDArray[np.int32]


def independent_voters(fit: Fit) -> VoterCells:
    """The votes of a fit as if each had its own voter."""
    counts, empty = fit.outcomes.counts, np.zeros(0, dtype=np.intp)
    single = [counts[:, WINS_FIRST], counts[:, TIES] + counts[:, BOTH_BAD], counts[:, WINS_SECOND]]
    return VoterCells(
        cells=empty.astype(np.int32),
        starts=empty,
        sizes=empty,
        single_counts=np.concatenate(single).astype(np.float64),
        heavy=empty,
        about=_by_model(fit, empty.astype(np.int32), empty),
    )


def build_voter_cells(fit: Fit, log: VoterLog) -> VoterCells:
    """The votes of a log by voter, in the cells of a fit's pairs."""
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
    # Indexed by outcome, side A and side B, for both orders of each pair.
    table = np.zeros((OUTCOMES + 1, fit.outcomes.n_models, fit.outcomes.n_models), dtype=np.int32)
    pairs = np.arange(n_pairs, dtype=np.int32)
    for outcome in range(1, OUTCOMES + 1):
        lost = round(2 * (1 - SCORES[outcome]))
        table[outcome, fit.outcomes.first, fit.outcomes.second] = pairs + n_pairs * lost
        table[outcome, fit.outcomes.second, fit.outcomes.first] = pairs + n_pairs * (2 - lost)
    return table[log.outcome, log.a, log.b]


def _by_model(fit: Fit, cells: NDArray[np.int32], sizes: NDArray[np.intp]) -> tuple[VotesAbout, ...]:
    """For each model the votes about it, of light voters."""
    voter = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
    if sizes.max(initial=0) > HEAVY:
        light = np.repeat(sizes <= HEAVY, sizes)
        voter, cells = voter[light], cells[light]
    # numpy sorts integers of up to 16 bits by radix, several times faster.
    small = np.min_scalar_type(fit.outcomes.n_models)
    of_cell = [np.tile(side.astype(small), 3) for side in (fit.outcomes.first, fit.outcomes.second)]
    models = np.concatenate([side[cells] for side in of_cell])
    order = np.argsort(models, kind="stable")
    columns = (np.concatenate([voter, voter])[order], np.concatenate([cells, cells])[order])
    ends = np.cumsum(np.bincount(models, minlength=fit.outcomes.n_models))[:-1]
    return tuple(
        VotesAbout(*split) for split in zip(*(np.split(each, ends) for each in columns), strict=True)
    )


def sums_by_voter(log: VoterLog, amounts: Floats, n_models: int) -> Iterator[Floats]:
    """Σ amount (e_a − e_b) over the votes of each known voter: blocks of rows (voters, M)."""
    known = log.is_known
    _, voter = np.unique(log.voter[known], return_inverse=True)
    order = np.argsort(voter, kind="stable")
    voter, a, b, amount = voter[order], log.a[known][order], log.b[known][order], amounts[known][order]
    voters = int(voter[-1]) + 1 if voter.size else 0
    at_once = max(1, VALUES_AT_ONCE // n_models)
    for start in range(0, voters, at_once):
        stop = min(start + at_once, voters)
        rows = slice(*np.searchsorted(voter, [start, stop]).tolist())
        cells = (voter[rows] - start) * n_models
        size = (stop - start) * n_models
        sums = np.bincount(cells + a[rows], weights=amount[rows], minlength=size)
        sums -= np.bincount(cells + b[rows], weights=amount[rows], minlength=size)
        yield np.asarray(sums.reshape(stop - start, n_models), dtype=np.float64)


def clustered(fit: Fit, log: VoterLog) -> Floats:
    """Covariance of θ that allows for any dependence between votes of the same voter [LiangZeger1986].

    H⁺ (Σ_g u_g u_gᵀ) H⁺ · G/(G − 1), u_g the sum of voter g's scores, G the number of voters; the factor is
    that of [CameronMiller2015]. A vote without a known voter counts as its own voter.

    Parameters
    ----------
    fit : the fit.
    log : its votes with their voters.

    Returns
    -------
    (M, M) covariance.

    Raises
    ------
    ValueError : there is only one voter.
    """
    n_models = fit.outcomes.n_models
    residual = log.residual(fit)
    middle = np.zeros((n_models, n_models))
    voters = 0
    for sums in sums_by_voter(log, residual, n_models):
        middle += sums.T @ sums
        voters += sums.shape[0]
    alone = ~log.is_known
    middle += _middle_of_unknown(log.a[alone], log.b[alone], residual[alone], n_models)
    voters += int(np.count_nonzero(alone))
    if voters < 2:
        raise ValueError("a single voter says nothing about differences between voters")
    return np.asarray(fit.inverse @ middle @ fit.inverse * (voters / (voters - 1)))


def _middle_of_unknown(a: Integers, b: Integers, residual: Floats, n_models: int) -> Floats:
    """(M, M) Σ r² (e_a − e_b)(e_a − e_b)ᵀ over votes without a known voter."""
    cells = a.astype(np.int64) * n_models + b
    met = np.bincount(cells, weights=residual**2, minlength=n_models**2).reshape(n_models, n_models)
    met = met + met.T
    return np.asarray(np.diag(met.sum(axis=1)) - met)

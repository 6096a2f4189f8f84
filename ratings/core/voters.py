"""Votes of one visitor are not independent: what each voter's votes add up to, model by model."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import Fit, win_probability
from ratings.core.elo import SCORES
from ratings.core.tally import Floats, Integers, integers, require_in_range

VALUES_AT_ONCE = 1 << 20


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

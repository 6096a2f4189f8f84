"""Tables for figures: head-to-head wins and battle counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.outcome_counts import WINS_FIRST, WINS_SECOND, Floats, OutcomeCounts, per_model


@dataclass(frozen=True, eq=False)
class Records:
    """Each model's results without ties.

    Attributes
    ----------
    battles : (M,) battles with a winner.
    win_rate : (M,) share of them that the model won; NaN for none.
    """

    battles: NDArray[np.int64]
    win_rate: Floats


def wins(outcomes: OutcomeCounts) -> NDArray[np.int64]:
    """(M, M) number of wins of the row's model against the column's."""
    table = np.zeros((outcomes.n_models, outcomes.n_models), dtype=np.int64)
    table[outcomes.first, outcomes.second] = outcomes.counts[:, WINS_FIRST]
    table[outcomes.second, outcomes.first] = outcomes.counts[:, WINS_SECOND]
    return table


def battle_counts(outcomes: OutcomeCounts, *, ties: bool = True) -> NDArray[np.int64]:
    """Number of battles of each pair.

    Parameters
    ----------
    outcomes : counts of M models.
    ties : whether ties and both-bad count.

    Returns
    -------
    (M, M) symmetric, zero diagonal.
    """
    if not ties:
        won = wins(outcomes)
        return np.asarray(won + won.T)
    table = np.zeros((outcomes.n_models, outcomes.n_models), dtype=np.int64)
    met = outcomes.counts.sum(axis=1)
    table[outcomes.first, outcomes.second] = met
    table[outcomes.second, outcomes.first] = met
    return table


def win_fraction(outcomes: OutcomeCounts) -> Floats:
    """(M, M) share of the battles with a winner that the row's model won; NaN for none."""
    won = wins(outcomes)
    return _ratio(won, won + won.T)


def average_win_rate(outcomes: OutcomeCounts) -> Floats:
    """(M,) mean of a model's win fractions with equal weight for each opponent; NaN without opponents."""
    fraction = win_fraction(outcomes)
    met = ~np.isnan(fraction)
    return _ratio(np.where(met, fraction, 0.0).sum(axis=1), met.sum(axis=1))


def records(outcomes: OutcomeCounts) -> Records:
    """Battle count and win rate of each model without ties [LMSYS2023]."""
    first, second = (outcomes.counts[:, column].astype(np.float64) for column in (WINS_FIRST, WINS_SECOND))
    won, met = per_model(outcomes, first, second), per_model(outcomes, first + second, first + second)
    return Records(met.astype(np.int64), _ratio(won, met))


def _ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """part / whole, NaN where whole is zero."""
    over, under = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.asarray(np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0))

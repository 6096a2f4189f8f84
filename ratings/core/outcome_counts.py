"""Counts by pair and outcome: the sufficient statistic of every rating without covariates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from battles.outcomes import UnknownOutcome

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]

WINS_FIRST, WINS_SECOND, TIES, BOTH_BAD = range(4)
"""Columns of `OutcomeCounts.counts`: the codes of `battles.outcomes.Outcome` minus one."""

OUTCOMES = 4
ROWS_AT_ONCE = 1 << 16
DENSE_CELLS = 1 << 24


@dataclass(frozen=True, eq=False)
class OutcomeCounts:
    """Votes of M models by unordered pair; P is the number of pairs that met at least once.

    Attributes
    ----------
    n_models : M.
    first, second : (P,) model indices with first < second, in ascending order of (first, second).
    counts : (P, 4) int64, columns WINS_FIRST, WINS_SECOND, TIES, BOTH_BAD.
    self_battles : votes between a model and itself. They are not in `counts`: they carry no information about
        strength.
    """

    n_models: int
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    counts: NDArray[np.int64]
    self_battles: int = 0

    @cached_property
    def games(self) -> Floats:
        """(P,) votes of each pair."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)

    @cached_property
    def score(self) -> Floats:
        """(P,) points of the first model: 1 for a win, ½ for a tie and for both-bad."""
        halves = 0.5 * (self.counts[:, TIES] + self.counts[:, BOTH_BAD])
        return np.asarray(self.counts[:, WINS_FIRST] + halves)

    @property
    def votes(self) -> int:
        """Number of votes, without self-battles."""
        return int(self.counts.sum())

    @cached_property
    def votes_per_model(self) -> NDArray[np.int64]:
        """(M,) votes in which each model took part."""
        return per_model(self, self.games, self.games).astype(np.int64)

    @cached_property
    def score_per_model(self) -> Floats:
        """(M,) points of each model: 1 for a win, ½ for a tie and for both-bad."""
        return per_model(self, self.score, self.games - self.score)

    @cached_property
    def has_only_ties(self) -> NDArray[np.bool_]:
        """(M,) whether a model has votes and none of them has a winner."""
        decided = (self.counts[:, WINS_FIRST] + self.counts[:, WINS_SECOND]).astype(np.float64)
        return np.asarray((per_model(self, decided, decided) == 0) & (self.votes_per_model > 0))

    @cached_property
    def is_tied_pair(self) -> NDArray[np.bool_]:
        """(P,) whether one model of the pair has only ties."""
        return np.asarray(self.has_only_ties[self.first] | self.has_only_ties[self.second])


def per_model(outcomes: OutcomeCounts, of_first: Floats, of_second: Floats) -> Floats:
    """Sum (P,) amounts for the first and the second model of each pair to (M,) totals."""
    total = np.bincount(outcomes.first, weights=of_first, minlength=outcomes.n_models)
    total += np.bincount(outcomes.second, weights=of_second, minlength=outcomes.n_models)
    return np.asarray(total, dtype=np.float64)


def count_outcomes(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    n_models: int,
    *,
    counts: ArrayLike | None = None,
) -> OutcomeCounts:
    """Count N votes by pair and outcome.

    Parameters
    ----------
    contender_a, contender_b : (N,) integers, model indices 0 … n_models − 1.
    outcome : (N,) integers, codes of `battles.outcomes.Outcome` as seen from side A.
    n_models : number of models M.
    counts : (N,) integers, how many votes each row represents, as a GROUP BY returns them; 1 by default.

    Returns
    -------
    OutcomeCounts

    Raises
    ------
    UnknownOutcome : an outcome code is not in the enumeration.
    IndexError : a model index is out of range.
    ValueError : the arrays differ in length, or a count is negative.
    """
    a, b, code = (integers(x) for x in (contender_a, contender_b, outcome))
    times = None if counts is None else integers(counts)
    if not a.size == b.size == code.size or (times is not None and times.size != a.size):
        raise ValueError("contenders, outcomes and counts differ in length")
    if times is not None and times.size and times.min() < 0:
        raise ValueError("a count is negative")
    # A dense table of code × a × b. No outcome has code 0, so its first page stays empty.
    cells = (OUTCOMES + 1) * n_models * n_models
    if cells > max(DENSE_CELLS, 4 * a.size):
        return _sparse(a, b, code, n_models, times)
    flat = np.zeros(cells, dtype=np.int64)
    block = max(ROWS_AT_ONCE, cells)
    for start in range(0, a.size, block):
        rows = slice(start, start + block)
        require_in_range(a[rows], b[rows], code[rows], n_models)
        keys = np.multiply(code[rows], n_models, dtype=np.int64)
        keys += a[rows]
        keys *= n_models
        keys += b[rows]
        weights = None if times is None else times[rows]
        flat += np.bincount(keys, weights, minlength=cells).astype(np.int64, copy=False)
    return _fold(flat.reshape(OUTCOMES + 1, n_models, n_models)[1:])


def merge(parts: Sequence[OutcomeCounts]) -> OutcomeCounts:
    """Add up counts of the same models, for example one for each day.

    Raises
    ------
    ValueError : the numbers of models differ, or the sequence is empty.
    """
    if len({each.n_models for each in parts}) != 1:
        raise ValueError("counts of different models cannot be added")
    n_models = parts[0].n_models
    keys = np.concatenate([each.first * n_models + each.second for each in parts])
    counts = np.concatenate([each.counts for each in parts])
    return _from_keys(keys, counts, n_models, sum(each.self_battles for each in parts))


def subset(whole: OutcomeCounts, models: ArrayLike) -> OutcomeCounts:
    """Return the votes among K `models` only, with indices 0 … K − 1 in the given order."""
    inside, first, second = among(models, whole.n_models, whole.first, whole.second)
    counts = whole.counts[inside]
    swapped = first > second
    counts[swapped] = counts[swapped][:, [WINS_SECOND, WINS_FIRST, TIES, BOTH_BAD]]
    low, high = np.minimum(first, second), np.maximum(first, second)
    order = np.lexsort((high, low))
    return OutcomeCounts(np.asarray(models).size, low[order], high[order], counts[order])


def among(
    models: ArrayLike, n_models: int, contender_a: ArrayLike, contender_b: ArrayLike
) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
    """Select the votes of which both contenders are in `models`.

    Returns
    -------
    inside : (N,) whether the vote is selected.
    a, b : contenders of the selected votes, renumbered as `subset` does.
    """
    selected = np.asarray(models, dtype=np.intp)
    new_index = np.full(n_models, -1, dtype=np.intp)
    new_index[selected] = np.arange(selected.size)
    a, b = new_index[integers(contender_a)], new_index[integers(contender_b)]
    inside = (a >= 0) & (b >= 0)
    return (inside, a, b) if inside.all() else (inside, a[inside], b[inside])


def integers(values: ArrayLike) -> Integers:
    """Return a one-dimensional integer array.

    Raises
    ------
    TypeError : the values have another shape or type.
    """
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise TypeError("votes are one-dimensional arrays of integers")
    return array.astype(np.int64) if array.dtype == np.uint64 else array


def require_in_range(a: Integers, b: Integers, code: Integers, n_models: int) -> None:
    """Check outcome codes and contender indices.

    Raises
    ------
    UnknownOutcome : a code is not an outcome.
    IndexError : a contender index is out of range.
    """
    if code.size and (code.min() < 1 or code.max() > OUTCOMES):
        wrong = code[(code < 1) | (code > OUTCOMES)][0]
        raise UnknownOutcome(f"unknown outcome code {wrong}")
    for side in (a, b):
        # Read as unsigned, a negative index is larger than any valid one.
        if side.size and side.view(f"u{side.itemsize}").max() >= n_models:
            raise IndexError(f"contender index outside 0 … {n_models - 1}")


def _fold(ordered: NDArray[np.int64]) -> OutcomeCounts:
    """Fold (4, M, M) counts by ordered pair onto pairs with first < second."""
    both = ordered + ordered[[WINS_SECOND, WINS_FIRST, TIES, BOTH_BAD]].transpose(0, 2, 1)
    first, second = np.nonzero(np.triu(both.any(axis=0), 1))
    self_battles = int(np.einsum("oii->", ordered))
    return OutcomeCounts(ordered.shape[1], first, second, both[:, first, second].T.copy(), self_battles)


def _sparse(a: Integers, b: Integers, code: Integers, n_models: int, times: Integers | None) -> OutcomeCounts:
    """Count without a table of all pairs, for many models of which few pairs met."""
    require_in_range(a, b, code, n_models)
    column = code.astype(np.int64) - 1
    mirrored = (a > b) & (column < TIES)
    column[mirrored] = 1 - column[mirrored]
    counts = np.zeros((a.size, OUTCOMES), dtype=np.int64)
    counts[np.arange(a.size), column] = 1 if times is None else times
    itself = a == b
    pair = np.minimum(a, b).astype(np.int64) * n_models + np.maximum(a, b)
    return _from_keys(pair[~itself], counts[~itself], n_models, int(counts[itself].sum()))


def _from_keys(
    keys: NDArray[np.integer[Any]], counts: NDArray[np.int64], n_models: int, self_battles: int
) -> OutcomeCounts:
    """Sum (N, 4) counts with the same pair key first · M + second."""
    pairs, place = np.unique(keys, return_inverse=True)
    summed = np.zeros((pairs.size, OUTCOMES), dtype=np.int64)
    np.add.at(summed, place, counts)
    met = summed.any(axis=1)
    first, second = np.divmod(pairs[met].astype(np.intp), n_models)
    return OutcomeCounts(n_models, first, second, summed[met], self_battles)

"""Counts per pair and outcome: all that ratings without covariates need to know of a vote log."""

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
"""Columns of a tally's counts: the outcome codes of `battles.outcomes` less one."""

OUTCOMES = 4
ROWS_AT_ONCE = 1 << 16
DENSE_CELLS = 1 << 24


@dataclass(frozen=True, eq=False)
class OutcomeCounts:
    """Counted votes of M models by unordered pair; P pairs that met at least once.

    `first` and `second` (P,) are model indices with first < second, in ascending order of
    (first, second). `counts` (P, 4) int64 holds the wins of first, the wins of second, ties and
    both-bad. `self_battles` were met and left out: they say nothing about strength.
    """

    n_models: int
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    counts: NDArray[np.int64]
    self_battles: int = 0

    @cached_property
    def games(self) -> Floats:
        """(P,) votes on each pair."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)

    @cached_property
    def score(self) -> Floats:
        """(P,) points of first: a win 1, tie and both-bad ½ each."""
        halves = 0.5 * (self.counts[:, TIES] + self.counts[:, BOTH_BAD])
        return np.asarray(self.counts[:, WINS_FIRST] + halves)

    @property
    def votes(self) -> int:
        """All counted votes, self-battles not among them."""
        return int(self.counts.sum())

    @cached_property
    def votes_per_model(self) -> NDArray[np.int64]:
        """(M,) votes in which each model took part."""
        return per_model(self, self.games, self.games).astype(np.int64)

    @cached_property
    def score_per_model(self) -> Floats:
        """(M,) points of each model: a win 1, tie and both-bad ½ each."""
        return per_model(self, self.score, self.games - self.score)


def per_model(outcomes: OutcomeCounts, of_first: Floats, of_second: Floats) -> Floats:
    """Add (P,) amounts up to (M,): one for each pair's first model and one for its second."""
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
    """Count N votes given as (N,) integer arrays.

    Contenders are indices 0 … n_models − 1; outcomes are the codes of `battles.outcomes.Outcome`,
    told from side A. With `counts` (N,) each row stands for that many votes, as a GROUP BY returns
    them. Raises UnknownOutcome for any other code, IndexError for an index out of range.
    """
    a, b, code = (integers(x) for x in (contender_a, contender_b, outcome))
    times = None if counts is None else integers(counts)
    if not a.size == b.size == code.size or (times is not None and times.size != a.size):
        raise ValueError("contenders, outcomes and counts differ in length")
    if times is not None and times.size and times.min() < 0:
        raise ValueError("a count is negative")
    # One table of code × a × b, its first page for the code 0 that no outcome has.
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


def merge(tallies: Sequence[OutcomeCounts]) -> OutcomeCounts:
    """Add up tallies of the same models, such as one for each day. At least one is needed."""
    if len({each.n_models for each in tallies}) != 1:
        raise ValueError("tallies of different models cannot be added")
    n_models = tallies[0].n_models
    keys = np.concatenate([each.first * n_models + each.second for each in tallies])
    counts = np.concatenate([each.counts for each in tallies])
    return _from_keys(keys, counts, n_models, sum(each.self_battles for each in tallies))


def subset(whole: OutcomeCounts, models: ArrayLike) -> OutcomeCounts:
    """The votes among the given models only (K indices), renumbered 0 … K − 1 in the order given."""
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
    """Which of N votes (N,) are among the given models, and their contenders, renumbered as in `subset`."""
    chosen = np.asarray(models, dtype=np.intp)
    place = np.full(n_models, -1, dtype=np.intp)
    place[chosen] = np.arange(chosen.size)
    a, b = place[integers(contender_a)], place[integers(contender_b)]
    inside = (a >= 0) & (b >= 0)
    return (inside, a, b) if inside.all() else (inside, a[inside], b[inside])


def integers(values: ArrayLike) -> Integers:
    """A one-dimensional integer array, or TypeError."""
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise TypeError("votes are one-dimensional arrays of integers")
    return array.astype(np.int64) if array.dtype == np.uint64 else array


def require_in_range(a: Integers, b: Integers, code: Integers, n_models: int) -> None:
    """Raise UnknownOutcome for a code that is no outcome, IndexError for a contender out of range."""
    if code.size and (code.min() < 1 or code.max() > OUTCOMES):
        wrong = code[(code < 1) | (code > OUTCOMES)][0]
        raise UnknownOutcome(f"unknown outcome code {wrong}")
    for side in (a, b):
        # Seen as unsigned, a negative index is larger than any other.
        if side.size and side.view(f"u{side.itemsize}").max() >= n_models:
            raise IndexError(f"contender index outside 0 … {n_models - 1}")


def _fold(ordered: NDArray[np.int64]) -> OutcomeCounts:
    """Fold (4, M, M) counts by ordered pair onto first < second."""
    both = ordered + ordered[[WINS_SECOND, WINS_FIRST, TIES, BOTH_BAD]].transpose(0, 2, 1)
    first, second = np.nonzero(np.triu(both.any(axis=0), 1))
    self_battles = int(np.einsum("oii->", ordered))
    return OutcomeCounts(ordered.shape[1], first, second, both[:, first, second].T.copy(), self_battles)


def _sparse(a: Integers, b: Integers, code: Integers, n_models: int, times: Integers | None) -> OutcomeCounts:
    """The same for so many models that a table of all pairs would be mostly empty."""
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
    """Sum (N, 4) counts that belong to the same pair key first · M + second."""
    pairs, place = np.unique(keys, return_inverse=True)
    summed = np.zeros((pairs.size, OUTCOMES), dtype=np.int64)
    np.add.at(summed, place, counts)
    met = summed.any(axis=1)
    first, second = np.divmod(pairs[met].astype(np.intp), n_models)
    return OutcomeCounts(n_models, first, second, summed[met], self_battles)

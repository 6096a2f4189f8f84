"""Resampled votes: Poisson draws for every cell of the counts, and the sums that a refit needs.

Resampling N votes with replacement is one multinomial draw over the cells pair × outcome. If the number of
votes may vary, the cells are independent Poisson counts [HanleyMacGibbon2006].
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ratings.core.bootstrap.poisson import EXACT_UP_TO, normal_like, poisson_table
from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, OutcomeCounts

Singles = NDArray[np.float32]

SLAB_VALUES = 1 << 18
"""Values drawn at a time, so that they and their sums fit the processor's cache."""


@dataclass(frozen=True, eq=False)
class Resample:
    """W resampled vote logs with pair weights applied.

    Attributes
    ----------
    games : (P, W) votes of each pair.
    gained, lost : (M, W) points that each model won and missed.
    """

    games: Singles
    gained: Singles
    lost: Singles

    def columns(self, selected: NDArray[np.intp]) -> "Resample":
        """Some of the W logs."""
        return Resample(self.games[:, selected], self.gained[:, selected], self.lost[:, selected])


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive pairs with the same first `model`; `rivals` are their second models, a slice if
    consecutive.
    """

    model: int
    pairs: slice
    rivals: slice | NDArray[np.intp]

    def add(self, total: Singles, own: Singles, of_rivals: Singles) -> None:
        """Add (pairs, W) amounts to the rows of the model and of its rivals in an (M, W) total."""
        total[self.model] += np.add.reduce(own, axis=0)
        total[self.rivals] += of_rivals


def blocks(outcomes: OutcomeCounts) -> tuple[Block, ...]:
    """One block for each model that is first in a pair."""
    bounds = np.append(np.flatnonzero(np.diff(outcomes.first, prepend=-1)), outcomes.first.size)
    result = []
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rivals = outcomes.second[start:stop]
        low, high = int(rivals[0]), int(rivals[-1]) + 1
        adjoining = high - low == rivals.size
        result.append(
            Block(int(outcomes.first[start]), slice(start, stop), slice(low, high) if adjoining else rivals)
        )
    return tuple(result)


class Resampler:
    """A fit's votes prepared for drawing `width` logs at once. Threads share it; it is never modified."""

    def __init__(self, fit: Fit, width: int) -> None:
        self.outcomes, self.width = fit.outcomes, width
        self.weights = fit.weights.astype(np.float32)[:, None]
        self.slabs = tuple(_slabs(fit.outcomes, SLAB_VALUES // width))

    def draw(self, rng: np.random.Generator) -> Resample:
        """Draw `width` logs."""
        games = np.empty((self.outcomes.first.size, self.width), dtype=np.float32)
        gained, lost = np.zeros((2, self.outcomes.n_models, self.width), dtype=np.float32)
        for slab, won, missed in self._draw_slabs(rng):
            np.add(won, missed, out=games[slab.pairs])
            for block in slab.blocks:
                rows = slice(block.pairs.start - slab.pairs.start, block.pairs.stop - slab.pairs.start)
                block.add(gained, won[rows], missed[rows])
                block.add(lost, missed[rows], won[rows])
        return Resample(games, gained, lost)

    def draw_pairs(
        self, rng: np.random.Generator, columns: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Repeat the same draw for some columns: points of first and second model, (P, columns)."""
        won, missed = np.empty((2, self.outcomes.first.size, columns.size))
        for slab, points_first, points_second in self._draw_slabs(rng):
            won[slab.pairs], missed[slab.pairs] = points_first[:, columns], points_second[:, columns]
        return won, missed

    def _draw_slabs(self, rng: np.random.Generator) -> Iterator[tuple["_Slab", Singles, Singles]]:
        for slab in self.slabs:
            won, missed = slab.draw(rng, self.width)
            won *= self.weights[slab.pairs]
            missed *= self.weights[slab.pairs]
            yield slab, won, missed


@dataclass(frozen=True, eq=False)
class _Slab:
    """Consecutive blocks of pairs whose non-empty cells are drawn together.

    Attributes
    ----------
    rows : (3, pairs) for the wins of first, ties and wins of second: row in a drawn (cells + 1, width) array,
        whose last row is the zero of empty cells.
    groups : (count, start, stop) of cells with the same small count.
    exact : number of cells in `groups`.
    large : (cells − exact,) the counts of the other cells.
    """

    blocks: tuple[Block, ...]
    pairs: slice
    rows: NDArray[np.intp]
    groups: tuple[tuple[int, int, int], ...]
    exact: int
    large: Singles

    def draw(self, rng: np.random.Generator, width: int) -> tuple[Singles, Singles]:
        """Points of the first and of the second models, each (pairs, width)."""
        cells = self.exact + self.large.size
        bits = rng.integers(0, 2**64 - 1, -(-cells * width // 4), dtype=np.uint64, endpoint=True)
        index = bits.view(np.uint16)[: cells * width].reshape(cells, width)
        counts = np.zeros((cells + 1, width), dtype=np.float32)
        for count, start, stop in self.groups:
            counts[start:stop] = poisson_table(count).take(index[start:stop], mode="wrap")
        if self.large.size:
            normal_like(self.large[:, None], index[self.exact :], out=counts[self.exact : -1])
        wins, ties, losses = (counts.take(rows, axis=0) for rows in self.rows)
        ties *= np.float32(0.5)
        wins += ties
        losses += ties
        return wins, losses


def _slabs(outcomes: OutcomeCounts, size: int) -> Iterator[_Slab]:
    """Group blocks until they contain about `size` cells."""
    ties = outcomes.counts[:, TIES] + outcomes.counts[:, BOTH_BAD]
    cells = np.stack([outcomes.counts[:, WINS_FIRST], ties, outcomes.counts[:, WINS_SECOND]])
    grouped: list[Block] = []
    for block in blocks(outcomes):
        if grouped and 3 * (block.pairs.stop - grouped[0].pairs.start) > size:
            yield _slab(cells, grouped)
            grouped = []
        grouped.append(block)
    if grouped:
        yield _slab(cells, grouped)


def _slab(cells: NDArray[np.integer[Any]], grouped: list[Block]) -> _Slab:
    """Sort the non-empty cells by count, so that equal small counts share one lookup."""
    pairs = slice(grouped[0].pairs.start, grouped[-1].pairs.stop)
    flat = cells[:, pairs].ravel()
    filled = np.flatnonzero(flat)
    order = filled[np.argsort(flat[filled], kind="stable")]
    counts = flat[order]
    rows = np.full(flat.size, order.size, dtype=np.intp)
    rows[order] = np.arange(order.size)
    exact = int(np.searchsorted(counts, EXACT_UP_TO, side="right"))
    small, starts = np.unique(counts[:exact], return_index=True)
    stops = np.append(starts, exact)[1:]
    groups = tuple((int(c), int(i), int(j)) for c, i, j in zip(small, starts, stops, strict=True))
    large = counts[exact:].astype(np.float32)
    return _Slab(tuple(grouped), pairs, rows.reshape(3, -1), groups, exact, large)

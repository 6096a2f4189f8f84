"""Resampled votes: Poisson draws for every cell of a tally, and what a refit needs of them.

Resampling N votes with replacement is one multinomial draw over the cells pair × outcome; with the
number of votes left free the cells are independent Poisson counts (Hanley and MacGibbon 2006,
"Creating non-parametric bootstrap samples using Poisson frequencies").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import BOTH_BAD, TIES, WINS_FIRST, WINS_SECOND, OutcomeCounts
from ratings.core.poisson import EXACT_UP_TO, normal_like, poisson_table

Singles = NDArray[np.float32]

SLAB_VALUES = 1 << 18
"""Values drawn at a time: as many as the processor's cache holds with what is made of them."""


@dataclass(frozen=True, eq=False)
class Resample:
    """W resampled vote logs, pair weights applied.

    `games` (P, W): votes on each pair. `gained` and `lost` (M, W): each model's points and what it missed.
    """

    games: Singles
    gained: Singles
    lost: Singles

    def columns(self, chosen: NDArray[np.intp]) -> "Resample":
        """The same for some of the W logs."""
        return Resample(self.games[:, chosen], self.gained[:, chosen], self.lost[:, chosen])


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive pairs with the same first `model`; `rivals`: their second models, a slice if adjoining."""

    model: int
    pairs: slice
    rivals: slice | NDArray[np.intp]

    def add(self, total: Singles, own: Singles, of_rivals: Singles) -> None:
        """Add (pairs, W) amounts to the model's and its rivals' rows of an (M, W) total."""
        total[self.model] += np.add.reduce(own, axis=0)
        total[self.rivals] += of_rivals


def blocks(outcomes: OutcomeCounts) -> tuple[Block, ...]:
    """One block for each model that stands first in a pair."""
    bounds = np.append(np.flatnonzero(np.diff(outcomes.first, prepend=-1)), outcomes.first.size)
    made = []
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rivals = outcomes.second[start:stop]
        low, high = int(rivals[0]), int(rivals[-1]) + 1
        adjoining = high - low == rivals.size
        made.append(
            Block(int(outcomes.first[start]), slice(start, stop), slice(low, high) if adjoining else rivals)
        )
    return tuple(made)


class Resampler:
    """A fit's votes made ready to be drawn `width` times at once; shared by threads, never written to."""

    def __init__(self, fit: Fit, width: int) -> None:
        self.outcomes, self.width = fit.outcomes, width
        self.weights = fit.weights.astype(np.float32)[:, None]
        self.slabs = tuple(_slabs(fit.outcomes, SLAB_VALUES // width))

    def draw(self, rng: np.random.Generator) -> Resample:
        """Draw `width` logs."""
        games = np.empty((self.outcomes.first.size, self.width), dtype=np.float32)
        gained, lost = np.zeros((2, self.outcomes.n_models, self.width), dtype=np.float32)
        for slab, won, missed in self._drawn(rng):
            np.add(won, missed, out=games[slab.pairs])
            for block in slab.blocks:
                rows = slice(block.pairs.start - slab.pairs.start, block.pairs.stop - slab.pairs.start)
                block.add(gained, won[rows], missed[rows])
                block.add(lost, missed[rows], won[rows])
        return Resample(games, gained, lost)

    def draw_pairs(
        self, rng: np.random.Generator, columns: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The same draw pair by pair for some columns: points of first and of second, (P, columns)."""
        won, missed = np.empty((2, self.outcomes.first.size, columns.size))
        for slab, of_first, of_second in self._drawn(rng):
            won[slab.pairs], missed[slab.pairs] = of_first[:, columns], of_second[:, columns]
        return won, missed

    def _drawn(self, rng: np.random.Generator) -> Iterator[tuple["_Slab", Singles, Singles]]:
        for slab in self.slabs:
            won, missed = slab.draw(rng, self.width)
            won *= self.weights[slab.pairs]
            missed *= self.weights[slab.pairs]
            yield slab, won, missed


@dataclass(frozen=True, eq=False)
class _Slab:
    """Consecutive blocks of pairs whose non-empty cells are drawn together.

    `place` (3, pairs): where a drawn (cells + 1, width) array holds the wins of first, the ties and
    the wins of second; its last row is the zero of empty cells. `groups`: (count, start, stop) of
    cells with the same small count; `large` (cells − exact,): the counts of the others, from `exact` on.
    """

    blocks: tuple[Block, ...]
    pairs: slice
    place: NDArray[np.intp]
    groups: tuple[tuple[int, int, int], ...]
    exact: int
    large: Singles

    def draw(self, rng: np.random.Generator, width: int) -> tuple[Singles, Singles]:
        """Points of first and points of second, each (pairs, width)."""
        cells = self.exact + self.large.size
        bits = rng.integers(0, 2**64 - 1, -(-cells * width // 4), dtype=np.uint64, endpoint=True)
        index = bits.view(np.uint16)[: cells * width].reshape(cells, width)
        drawn = np.zeros((cells + 1, width), dtype=np.float32)
        for count, start, stop in self.groups:
            drawn[start:stop] = poisson_table(count).take(index[start:stop], mode="wrap")
        if self.large.size:
            normal_like(self.large[:, None], index[self.exact :], out=drawn[self.exact : -1])
        wins, ties, losses = (drawn.take(rows, axis=0) for rows in self.place)
        ties *= np.float32(0.5)
        wins += ties
        losses += ties
        return wins, losses


def _slabs(outcomes: OutcomeCounts, size: int) -> Iterator[_Slab]:
    """Gather blocks until they hold about `size` cells."""
    ties = outcomes.counts[:, TIES] + outcomes.counts[:, BOTH_BAD]
    cells = np.stack([outcomes.counts[:, WINS_FIRST], ties, outcomes.counts[:, WINS_SECOND]])
    gathered: list[Block] = []
    for block in blocks(outcomes):
        if gathered and 3 * (block.pairs.stop - gathered[0].pairs.start) > size:
            yield _slab(cells, gathered)
            gathered = []
        gathered.append(block)
    if gathered:
        yield _slab(cells, gathered)


def _slab(cells: NDArray[np.integer[Any]], gathered: list[Block]) -> _Slab:
    """Order the non-empty cells by count, so that equal small counts share one look-up."""
    pairs = slice(gathered[0].pairs.start, gathered[-1].pairs.stop)
    flat = cells[:, pairs].ravel()
    filled = np.flatnonzero(flat)
    order = filled[np.argsort(flat[filled], kind="stable")]
    counts = flat[order]
    place = np.full(flat.size, order.size, dtype=np.intp)
    place[order] = np.arange(order.size)
    exact = int(np.searchsorted(counts, EXACT_UP_TO, side="right"))
    small, starts = np.unique(counts[:exact], return_index=True)
    stops = np.append(starts, exact)[1:]
    groups = tuple((int(c), int(i), int(j)) for c, i, j in zip(small, starts, stops, strict=True))
    large = counts[exact:].astype(np.float32)
    return _Slab(tuple(gathered), pairs, place.reshape(3, -1), groups, exact, large)

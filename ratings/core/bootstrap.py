"""Bootstrap intervals: a thousand refits for little more than the cost of their random numbers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ratings.core.bootstrap_solver import BootstrapSolver
from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats
from ratings.core.resampling import Resampler, Singles

CHUNK_ROUNDS = 500
CHUNK_VALUES = 1 << 24
"""Most rounds solved together, and most values pairs × rounds: 64 MB in each thread."""


@dataclass(frozen=True, eq=False)
class Replicates:
    """`theta` (M, rounds) float32, each round with mean zero.

    +inf or −inf marks a model that won or lost everything in that round, so that no finite value
    fits; NaN one that was left without an opponent.
    """

    theta: Singles

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Percentile interval of each model's θ: (M,) lower and (M,) upper ends.

        An end is infinite where more than (1 − level)/2 of the rounds have no finite value there.
        """
        share = (1.0 - level) / 2.0
        unknown = np.isnan(self.theta)
        if not unknown.any():
            ascending = np.sort(self.theta, axis=1)
            return _quantile(ascending, share), _quantile(ascending, 1.0 - share)
        lowest = np.sort(np.where(unknown, -np.inf, self.theta), axis=1)
        highest = np.sort(np.where(unknown, np.inf, self.theta), axis=1)
        return _quantile(lowest, share), _quantile(highest, 1.0 - share)


def bootstrap(fit: Fit, *, seed: int, rounds: int = 1000, threads: int = 1) -> Replicates:
    """Resample the votes of a fit `rounds` times and refit each time, to about 0.001 rating points.

    The seed and the number of rounds decide the digits: each chunk of rounds has a random stream of
    its own, so the number of threads changes nothing. Raises NotConverged if a replicate cannot be solved.
    """
    at_once = max(50, min(CHUNK_ROUNDS, CHUNK_VALUES // fit.outcomes.first.size))
    width = -(-rounds // -(-rounds // at_once))
    resampler, solver = Resampler(fit, width), BootstrapSolver(fit)
    starts = range(0, rounds, width)
    streams = np.random.SeedSequence(seed).spawn(len(starts))
    theta = np.empty((fit.outcomes.n_models, len(starts) * width), dtype=np.float32)

    def fill(start: int, stream: np.random.SeedSequence) -> None:
        solved, rest = solver.solve(resampler.draw(_generator(stream)))
        if rest.size:
            points = resampler.draw_pairs(_generator(stream), rest)
            for column, won, missed in zip(rest, *(each.T for each in points), strict=True):
                solved[:, column] = solver.exactly(won, missed)
        theta[:, start : start + width] = solved

    jobs = list(zip(starts, streams, strict=True))
    if threads > 1:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            for done in [pool.submit(fill, *job) for job in jobs]:
                done.result()
    else:
        for job in jobs:
            fill(*job)
    return Replicates(theta[:, :rounds])


def _generator(stream: np.random.SeedSequence) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(stream))


def _quantile(ascending: Singles, share: float) -> Floats:
    """Linear interpolation in (M, rounds) sorted rows that also holds between infinite values."""
    position = share * (ascending.shape[1] - 1)
    below = int(position)
    low = ascending[:, below].astype(np.float64)
    high = ascending[:, min(below + 1, ascending.shape[1] - 1)].astype(np.float64)
    if position == below:
        return low
    bounded = np.isfinite(low) & np.isfinite(high)
    gap = np.subtract(high, low, out=np.zeros_like(low), where=bounded)
    # Next to an infinite value there is nothing to interpolate: the open end wins.
    return np.where(bounded | np.isneginf(low), low + (position - below) * gap, high)

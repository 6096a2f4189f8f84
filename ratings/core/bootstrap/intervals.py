"""Bootstrap intervals of Bradley–Terry strengths: a thousand refits for little more than the cost of their
random numbers.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ratings.core.bootstrap.resampling import Resampler, Singles
from ratings.core.bootstrap.solver import BootstrapSolver
from ratings.core.bradley_terry import Fit
from ratings.core.outcome_counts import Floats

CHUNK_ROUNDS = 500
CHUNK_VALUES = 1 << 24
"""Largest number of rounds solved together, and of values pairs × rounds: 64 MB for each thread."""


@dataclass(frozen=True, eq=False)
class Replicates:
    """Strengths refitted to resampled votes.

    Attributes
    ----------
    theta : (M, rounds) float32, each round with mean zero. +inf or −inf marks a model that won or lost
        everything in that round, so that no finite value fits; NaN marks one without an opponent.
    """

    theta: Singles

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Percentile interval of each model's θ [Efron1979].

        Parameters
        ----------
        level : confidence level.

        Returns
        -------
        low, high : (M,) interval ends. An end is infinite where more than (1 − level)/2 of the rounds have no
            finite value in that direction.
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
    """Resample the votes of a fit and refit, with an error of about 0.001 rating points
    [HanleyMacGibbon2006].

    The seed and the number of rounds determine the digits: each chunk of rounds has its own random stream, so
    the number of threads has no effect.

    Parameters
    ----------
    fit : the fit whose votes are resampled.
    seed : random seed.
    rounds : number of resamples.
    threads : number of threads.

    Returns
    -------
    Replicates

    Raises
    ------
    NotConverged : a replicate cannot be solved.
    """
    chunk = max(50, min(CHUNK_ROUNDS, CHUNK_VALUES // fit.outcomes.first.size))
    width = -(-rounds // -(-rounds // chunk))
    resampler, solver = Resampler(fit, width), BootstrapSolver(fit)
    starts = range(0, rounds, width)
    streams = np.random.SeedSequence(seed).spawn(len(starts))
    theta = np.empty((fit.outcomes.n_models, len(starts) * width), dtype=np.float32)

    def fill(start: int, stream: np.random.SeedSequence) -> None:
        strengths, rest = solver.solve(resampler.draw(_generator(stream)))
        if rest.size:
            points = resampler.draw_pairs(_generator(stream), rest)
            for column, won, missed in zip(rest, *(each.T for each in points), strict=True):
                strengths[:, column] = solver.solve_exactly(won, missed)
        theta[:, start : start + width] = strengths

    jobs = list(zip(starts, streams, strict=True))
    if threads > 1:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            for future in [pool.submit(fill, *job) for job in jobs]:
                future.result()
    else:
        for job in jobs:
            fill(*job)
    return Replicates(theta[:, :rounds])


def _generator(stream: np.random.SeedSequence) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(stream))


def _quantile(ascending: Singles, share: float) -> Floats:
    """Linear interpolation in sorted (M, rounds) rows, also between infinite values."""
    position = share * (ascending.shape[1] - 1)
    below = int(position)
    low = ascending[:, below].astype(np.float64)
    high = ascending[:, min(below + 1, ascending.shape[1] - 1)].astype(np.float64)
    if position == below:
        return low
    bounded = np.isfinite(low) & np.isfinite(high)
    gap = np.subtract(high, low, out=np.zeros_like(low), where=bounded)
    # Next to an infinite value nothing can be interpolated; the result is the infinite value.
    return np.where(bounded | np.isneginf(low), low + (position - below) * gap, high)

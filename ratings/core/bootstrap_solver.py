"""Refits of resampled votes that all share the inverse information of the estimate (chord Newton).

A replicate differs from the estimate mostly by the share c of its votes that each model drew, so the
step is C^(−½) H⁺ C^(−½) times the gradient, with a secant correction along the last step (Anderson 1965,
"Iterative procedures for nonlinear integral equations", depth one).
"""

import numpy as np
from numpy.typing import NDArray

from ratings.core.bradley_terry import Fit, fit, laplacian
from ratings.core.connectivity import Mask, beyond, main_component
from ratings.core.outcome_counts import (
    OUTCOMES,
    WINS_FIRST,
    WINS_SECOND,
    Floats,
    OutcomeCounts,
    per_model,
    subset,
)
from ratings.core.resampling import Resample, Singles, blocks

TOLERANCE = 2e-5
"""The last step of θ: 0.003 points, after which the next would be some twenty times shorter."""

ROUNDING = 1e-7
"""Of a number in single precision, with a margin."""

SHARED_STEPS = 12
OWN_STEPS = 12
LONGEST_STEP = 1.0
"""After so many steps the next, slower and surer way takes over. A strength that runs off to infinity
cannot get so far in them that its steps look settled."""

NOTHING = 1e-6
"""Share of a model's votes below which its wins or losses are rounding, not votes."""

FINENESS = 1024.0
"""Counts to the vote where a log is counted again; large draws are not whole votes."""


class BootstrapSolver:
    """A fit made ready to solve resampled logs; shared by threads and never written to."""

    def __init__(self, whole: Fit) -> None:
        information = whole.weights * whole.outcomes.games * whole.probability * (1 - whole.probability)
        self.fit, self.outcomes, self.prior = whole, whole.outcomes, np.float32(whole.prior)
        self.theta = whole.theta.astype(np.float32)[:, None]
        self.inverse = whole.inverse.astype(np.float32)
        self.information = np.diag(laplacian(whole.outcomes, information)).astype(np.float32)[:, None]
        self.blocks = blocks(whole.outcomes)
        self.longest = max(block.pairs.stop - block.pairs.start for block in self.blocks)
        points = whole.weights * whole.outcomes.games
        votes = per_model(whole.outcomes, points, points)
        self.votes = votes.astype(np.float32)[:, None]
        # Single precision cannot place θ better than the rounding of every model's points allows.
        rounding = ROUNDING * np.sqrt(whole.inverse**2 @ votes**2)
        self.tolerance = (TOLERANCE + rounding).astype(np.float32)[:, None]

    def solve(self, resample: Resample) -> tuple[Singles, NDArray[np.intp]]:
        """(M, W) strengths, and the columns that are not settled and left to `exactly`.

        ±inf or NaN where a log sets no finite strength (see `Replicates`).
        """
        endless = self._set_aside(resample)
        theta, settled = self._shared(resample)
        if not settled.all():
            rest = np.flatnonzero(~settled)
            theta[:, rest], settled[rest] = self._own(resample.columns(rest))
        np.copyto(theta, endless, where=endless != 0)
        return theta, np.flatnonzero(~settled)

    def exactly(self, won: Floats, missed: Floats) -> Singles:
        """(M,) one log of (P,) points by full Newton steps, finite for its main component only."""
        weights = self.fit.weights / FINENESS
        counts = np.zeros((won.size, OUTCOMES), dtype=np.int64)
        counts[:, WINS_FIRST], counts[:, WINS_SECOND] = np.rint(won / weights), np.rint(missed / weights)
        log = OutcomeCounts(self.outcomes.n_models, self.outcomes.first, self.outcomes.second, counts)
        main = np.arange(log.n_models) if self.prior else main_component(log)
        theta = beyond(log, main)
        if main.size:
            inside = np.isin(log.first, main) & np.isin(log.second, main)
            again = fit(subset(log, main), weights=weights[inside], prior=self.fit.prior)
            theta[main] = again.theta + self.theta[main, 0].mean()
        return theta.astype(np.float32)

    def _set_aside(self, resample: Resample) -> Singles:
        """Take out of each log the models that won or lost everything in it, in place.

        Returns (M, W): +inf, −inf or NaN for those, 0 elsewhere. Their games say nothing of the
        others' strength: in the limit they are certain.
        """
        endless = np.zeros_like(resample.gained)
        while not self.prior:
            nothing = NOTHING * (resample.gained + resample.lost)
            won, lost = resample.lost <= nothing, resample.gained <= nothing
            found = (won | lost) & (endless == 0)
            if not found.any():
                break
            endless[found] = np.select([won & lost, won], [np.nan, np.inf], -np.inf)[found]
            for model in np.flatnonzero(found.any(axis=1)).tolist():
                self._remove(resample, model, np.flatnonzero(found[model]))
        return endless

    def _remove(self, resample: Resample, model: int, columns: NDArray[np.intp]) -> None:
        """Take every game of a model that won or lost everything out of the given logs."""
        as_first, as_second = self.outcomes.first == model, self.outcomes.second == model
        pairs = np.flatnonzero(as_first | as_second)
        rivals = np.where(as_first, self.outcomes.second, self.outcomes.first)[pairs]
        taken = resample.games[np.ix_(pairs, columns)]
        lost_all = resample.lost[model, columns] > resample.gained[model, columns]
        resample.gained[np.ix_(rivals, columns)] -= np.where(lost_all, taken, 0)
        resample.lost[np.ix_(rivals, columns)] -= np.where(lost_all, 0, taken)
        resample.games[np.ix_(pairs, columns)] = 0
        resample.gained[model, columns] = resample.lost[model, columns] = 0

    def _shared(self, resample: Resample) -> tuple[Singles, Mask]:
        """(M, W) strengths by few cheap steps, and which logs (W,) they settled."""
        theta = np.repeat(self.theta, resample.games.shape[1], axis=1)
        scale = 1 / np.sqrt(np.clip((resample.gained + resample.lost) / self.votes, 0.1, 10))
        step = taken = np.zeros_like(theta)
        settled = np.zeros(theta.shape[1], dtype=bool)
        for number in range(SHARED_STEPS):
            last, step = step, self._step(resample, theta, scale)
            if number:
                change = step - last
                taken = step - _secant(step, change) * (taken + change)
            else:  # there is no last step to correct
                taken = step.copy()
            np.clip(taken, -LONGEST_STEP, LONGEST_STEP, out=taken)
            theta += taken
            settled = self._small(step)
            if settled.all():
                break
        return theta, settled

    def _own(self, resample: Resample) -> tuple[Singles, Mask]:
        """The same where the information itself changes much: it is taken anew at every step."""
        theta = np.repeat(self.theta, resample.games.shape[1], axis=1)
        settled = np.zeros(theta.shape[1], dtype=bool)
        for _ in range(OWN_STEPS):
            share = self._held(resample, theta) / self.information
            scale = np.divide(1, np.sqrt(share), out=np.zeros_like(share), where=share > 0)
            step = self._step(resample, theta, scale)
            theta += np.clip(step, -LONGEST_STEP, LONGEST_STEP)
            settled = self._small(step)
            if settled.all():
                break
        return theta, settled

    def _small(self, step: Singles) -> Mask:
        """(W,) whether a step is below what single precision and the intervals ask for."""
        return np.asarray((np.abs(step) <= self.tolerance).all(axis=0))

    def _step(self, resample: Resample, theta: Singles, scale: Singles) -> Singles:
        """(M, W) step towards a zero gradient."""
        strength: Singles = np.exp(theta)
        gradient = resample.gained - strength * self._per_strength(resample.games, strength)
        if self.prior:
            gradient -= self.prior * theta
        # In exact arithmetic the sum is zero; what rounding left would shift the rarest models.
        gradient -= self.votes * (gradient.sum(axis=0) / self.votes.sum())
        gradient *= scale
        step: Singles = self.inverse @ gradient
        step *= scale
        step -= step.mean(axis=0)
        return step

    def _per_strength(self, games: Singles, strength: Singles) -> Singles:
        """(M, W) Σ over rivals j of n_ij / (e^θ_i + e^θ_j): times e^θ_i, the points expected of i."""
        total = np.zeros_like(strength)
        room = np.empty((self.longest, strength.shape[1]), dtype=np.float32)
        for block in self.blocks:
            part = room[: block.pairs.stop - block.pairs.start]
            np.add(strength[block.rivals], strength[block.model], out=part)
            np.divide(games[block.pairs], part, out=part)
            block.add(total, part, part)
        return total

    def _held(self, resample: Resample, theta: Singles) -> Singles:
        """(M, W) each model's own information at θ."""
        total = np.zeros_like(theta)
        for block in self.blocks:
            p = 1 / (1 + np.exp(theta[block.rivals] - theta[block.model]))
            part = resample.games[block.pairs] * p * (1 - p)
            block.add(total, part, part)
        return np.asarray(total + self.prior, dtype=np.float32)


def _secant(step: Singles, change: Singles) -> Singles:
    """(W,) the share of the last move to take back, by least squares over the models."""
    length = np.einsum("mw,mw->w", change, change)
    along = np.einsum("mw,mw->w", step, change)
    share = np.divide(along, length, out=np.zeros_like(length), where=length > 0)
    return np.asarray(np.clip(share, -1.0, 0.9), dtype=np.float32)

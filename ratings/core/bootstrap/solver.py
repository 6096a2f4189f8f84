"""Refits of resampled votes that share the inverse information of the estimate (chord Newton).

A replicate differs from the estimate mostly by the share c of its votes that each model drew. The step is
therefore C^(−½) H⁺ C^(−½) times the gradient, with a secant correction along the last step [Anderson1965],
depth one.
"""

import numpy as np
from numpy.typing import NDArray

from ratings.core.bootstrap.resampling import Resample, Singles, blocks
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

TOLERANCE = 2e-5
"""Size of the last step of θ: 0.003 points. The next one would be about twenty times smaller."""

ROUNDING = 1e-7
"""Relative rounding error of single precision, with a margin."""

SHARED_STEPS = 12
OWN_STEPS = 12
MAX_STEP = 1.0
"""After this many steps the next, slower and more robust method takes over. A diverging strength cannot move
so far within them that its steps look converged."""

NEGLIGIBLE_SHARE = 1e-6
"""Share of a model's votes below which its wins or losses are rounding errors, not votes."""

COUNTS_PER_VOTE = 1024.0
"""Integer counts for one vote where a log is solved exactly; large draws are not whole votes."""


class BootstrapSolver:
    """A fit prepared for solving resampled logs. Threads share it; it is never modified.

    Parameters
    ----------
    whole : the fit of all votes.
    """

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
        # The rounding of every model's points limits the precision of θ.
        rounding = ROUNDING * np.sqrt(whole.inverse**2 @ votes**2)
        self.tolerance = (TOLERANCE + rounding).astype(np.float32)[:, None]

    def solve(self, resample: Resample) -> tuple[Singles, NDArray[np.intp]]:
        """Strengths of each resampled log.

        Parameters
        ----------
        resample : W logs; it is modified in place.

        Returns
        -------
        theta : (M, W) strengths, ±inf or NaN where a log has no finite strength (see `Replicates`).
        unsettled : the columns that did not converge, for `solve_exactly`.
        """
        unbounded = self._remove_unbounded(resample)
        theta, settled = self._solve_with_shared_information(resample)
        if not settled.all():
            rest = np.flatnonzero(~settled)
            theta[:, rest], settled[rest] = self._solve_with_own_information(resample.columns(rest))
        np.copyto(theta, unbounded, where=unbounded != 0)
        return theta, np.flatnonzero(~settled)

    def solve_exactly(self, won: Floats, missed: Floats) -> Singles:
        """Strengths of one log by full Newton steps; finite for its main component only.

        Parameters
        ----------
        won, missed : (P,) points of the first and of the second model of each pair.

        Returns
        -------
        (M,) strengths.

        Raises
        ------
        NotConverged : the log cannot be solved.
        """
        weights = self.fit.weights / COUNTS_PER_VOTE
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

    def _remove_unbounded(self, resample: Resample) -> Singles:
        """Remove from each log, in place, the models that won or lost everything in it.

        Returns (M, W): +inf, −inf or NaN for those, 0 elsewhere. In the limit their games are certain, so
        they carry no information about the others.
        """
        unbounded = np.zeros_like(resample.gained)
        while not self.prior:
            nothing = NEGLIGIBLE_SHARE * (resample.gained + resample.lost)
            won, lost = resample.lost <= nothing, resample.gained <= nothing
            is_new = (won | lost) & (unbounded == 0)
            if not is_new.any():
                break
            unbounded[is_new] = np.select([won & lost, won], [np.nan, np.inf], -np.inf)[is_new]
            for model in np.flatnonzero(is_new.any(axis=1)).tolist():
                self._remove(resample, model, np.flatnonzero(is_new[model]))
        return unbounded

    def _remove(self, resample: Resample, model: int, columns: NDArray[np.intp]) -> None:
        """Remove every game of a model that won or lost everything from the given logs."""
        as_first, as_second = self.outcomes.first == model, self.outcomes.second == model
        pairs = np.flatnonzero(as_first | as_second)
        rivals = np.where(as_first, self.outcomes.second, self.outcomes.first)[pairs]
        games = resample.games[np.ix_(pairs, columns)]
        lost_all = resample.lost[model, columns] > resample.gained[model, columns]
        resample.gained[np.ix_(rivals, columns)] -= np.where(lost_all, games, 0)
        resample.lost[np.ix_(rivals, columns)] -= np.where(lost_all, 0, games)
        resample.games[np.ix_(pairs, columns)] = 0
        resample.gained[model, columns] = resample.lost[model, columns] = 0

    def _solve_with_shared_information(self, resample: Resample) -> tuple[Singles, Mask]:
        """(M, W) strengths by few cheap steps, and which logs (W,) converged."""
        theta = np.repeat(self.theta, resample.games.shape[1], axis=1)
        scale = 1 / np.sqrt(np.clip((resample.gained + resample.lost) / self.votes, 0.1, 10))
        step = move = np.zeros_like(theta)
        settled = np.zeros(theta.shape[1], dtype=bool)
        for number in range(SHARED_STEPS):
            last, step = step, self._step(resample, theta, scale)
            if number:
                change = step - last
                move = step - _secant(step, change) * (move + change)
            else:  # no last step to correct
                move = step.copy()
            np.clip(move, -MAX_STEP, MAX_STEP, out=move)
            theta += move
            settled = self._is_small(step)
            if settled.all():
                break
        return theta, settled

    def _solve_with_own_information(self, resample: Resample) -> tuple[Singles, Mask]:
        """The same with each log's own information at every step, for logs where it differs much."""
        theta = np.repeat(self.theta, resample.games.shape[1], axis=1)
        settled = np.zeros(theta.shape[1], dtype=bool)
        for _ in range(OWN_STEPS):
            share = self._own_information(resample, theta) / self.information
            scale = np.divide(1, np.sqrt(share), out=np.zeros_like(share), where=share > 0)
            step = self._step(resample, theta, scale)
            theta += np.clip(step, -MAX_STEP, MAX_STEP)
            settled = self._is_small(step)
            if settled.all():
                break
        return theta, settled

    def _is_small(self, step: Singles) -> Mask:
        """(W,) whether a step is below what single precision and the intervals require."""
        return np.asarray((np.abs(step) <= self.tolerance).all(axis=0))

    def _step(self, resample: Resample, theta: Singles, scale: Singles) -> Singles:
        """(M, W) step towards a zero gradient."""
        strength: Singles = np.exp(theta)
        gradient = resample.gained - strength * self._per_strength(resample.games, strength)
        if self.prior:
            gradient -= self.prior * theta
        # In exact arithmetic the sum is zero. A rounding error in it would shift the models with few votes.
        gradient -= self.votes * (gradient.sum(axis=0) / self.votes.sum())
        gradient *= scale
        step: Singles = self.inverse @ gradient
        step *= scale
        step -= step.mean(axis=0)
        return step

    def _per_strength(self, games: Singles, strength: Singles) -> Singles:
        """(M, W) Σ over rivals j of n_ij / (e^θ_i + e^θ_j); times e^θ_i: expected points of i."""
        total = np.zeros_like(strength)
        buffer = np.empty((self.longest, strength.shape[1]), dtype=np.float32)
        for block in self.blocks:
            part = buffer[: block.pairs.stop - block.pairs.start]
            np.add(strength[block.rivals], strength[block.model], out=part)
            np.divide(games[block.pairs], part, out=part)
            block.add(total, part, part)
        return total

    def _own_information(self, resample: Resample, theta: Singles) -> Singles:
        """(M, W) each model's own information at θ."""
        total = np.zeros_like(theta)
        for block in self.blocks:
            p = 1 / (1 + np.exp(theta[block.rivals] - theta[block.model]))
            part = resample.games[block.pairs] * p * (1 - p)
            block.add(total, part, part)
        return np.asarray(total + self.prior, dtype=np.float32)


def _secant(step: Singles, change: Singles) -> Singles:
    """(W,) share of the last move to undo, by least squares over the models."""
    length = np.einsum("mw,mw->w", change, change)
    along = np.einsum("mw,mw->w", step, change)
    share = np.divide(along, length, out=np.zeros_like(length), where=length > 0)
    return np.asarray(np.clip(share, -1.0, 0.9), dtype=np.float32)

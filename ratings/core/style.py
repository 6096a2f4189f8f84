"""Bradley–Terry strengths with the style of the answers held equal [LMSYS2024].

Logistic regression of each vote on its two models and on how much longer or more formatted answer A is than
B, with sandwich standard errors [White1982].
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ratings.core.bradley_terry import fit, laplacian, win_probability
from ratings.core.elo import SCORES
from ratings.core.errors import NotConverged, NotIdentified
from ratings.core.outcome_counts import Floats, Integers, OutcomeCounts, count_outcomes, integers, per_model

FEATURES = ("tokens", "headers", "lists", "bold")
"""Feature columns in the order that boards use. The functions accept any number of features."""

ROWS_AT_ONCE = 1 << 15

MAX_VARIANCE_INFLATION = 1e8
"""Largest factor by which models and other features may inflate a coefficient's variance; above it the
information is singular but for rounding."""

Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class StyleFit:
    """M strengths and F style coefficients, fitted together.

    Attributes
    ----------
    outcomes : the counts that were fitted.
    theta : (M,) strengths in natural-log units, mean zero.
    coefficients : (F,) change of the log-odds for one standard deviation of a feature's relative difference;
        NaN for a feature that never differs.
    scale : (F,) that standard deviation, about zero.
    covariance : (M + F, M + F) sandwich, strengths first.
    steps : number of Newton steps.
    """

    outcomes: OutcomeCounts
    theta: Floats
    coefficients: Floats
    scale: Floats
    covariance: Floats
    steps: int


def relative_difference(features_a: ArrayLike, features_b: ArrayLike) -> Floats:
    """Relative difference (a − b) / (a + b + 1) of two answers' style counts.

    Parameters
    ----------
    features_a, features_b : (N, F) counts.

    Returns
    -------
    (N, F) between −1 and 1.

    Raises
    ------
    ValueError : shapes differ, or a feature is missing, negative or infinite.
    """
    a, b = np.asarray(features_a, dtype=np.float64), np.asarray(features_b, dtype=np.float64)
    if a.ndim != 2 or a.shape != b.shape:
        raise ValueError("features are two arrays of the same shape (votes, features)")
    if a.size and not (min(a.min(), b.min()) >= 0 and max(a.max(), b.max()) < np.inf):
        raise ValueError("a style feature is missing, negative or not finite")
    return np.asarray((a - b) / (a + b + 1.0))


def fit_style(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    features_a: ArrayLike,
    features_b: ArrayLike,
    n_models: int,
    *,
    counted: OutcomeCounts | None = None,
    tolerance: float = 1e-10,
    max_steps: int = 50,
) -> StyleFit:
    """Maximum likelihood over N votes with the style of their answers [LMSYS2024].

    Differences are divided by their root mean square and not centred: which answer is A is random, so
    swapping sides changes nothing.

    Parameters
    ----------
    contender_a, contender_b, outcome : (N,) votes, as `outcome_counts.count_outcomes` takes them.
    features_a, features_b : (N, F) style counts of each answer.
    n_models : number of models M.
    counted : the counts of these votes, if the caller has them.
    tolerance : the iteration stops where the next Newton step would change nothing by more than about this.
    max_steps : largest number of Newton steps.

    Returns
    -------
    StyleFit

    Raises
    ------
    NotConnected, NotConverged : as `bradley_terry.fit` does.
    NotIdentified : no vote has a winner, or a feature goes together with models or other features.
    UnknownOutcome, IndexError, ValueError : the votes or features are invalid.
    """
    votes = count_outcomes(contender_a, contender_b, outcome, n_models) if counted is None else counted
    start = fit(votes)
    features = (np.asarray(features_a), np.asarray(features_b))
    design = _Design(contender_a, contender_b, outcome, features, votes)
    theta, coefficients = start.theta, np.zeros(design.scale.size)
    for steps in range(1, max_steps + 1):
        gradient, information = design.slope(theta, coefficients)
        step = _solve(design.gauged(information), gradient)
        theta = theta + step[:n_models]
        theta -= theta.mean()
        coefficients = coefficients + step[n_models:]
        if np.abs(step).max() ** 2 <= tolerance:  # Newton's next step is of the order of this one's square
            design.require_identified(information)
            covariance = design.sandwich(theta, coefficients)
            tied = np.flatnonzero(votes.has_only_ties)
            if tied.size:  # their outcomes do not vary, see `bradley_terry.sandwich`
                covariance[tied, tied] = np.diag(design.sandwich(theta, coefficients, coin_flips=True))[tied]
            known = np.where(design.scale > 0, coefficients, np.nan)
            return StyleFit(votes, theta, known, design.scale, covariance, steps)
    raise NotConverged(f"style coefficients still moved after {max_steps} Newton steps")


@dataclass(frozen=True, eq=False)
class _Run:
    """Sorted votes of consecutive `pairs`: `starts` and `sizes` of each pair within the run's `votes`."""

    votes: slice
    pairs: slice
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]


class _Design:
    """Votes sorted by unordered pair, as seen from the pair's first model, with standardised features."""

    def __init__(
        self,
        a: ArrayLike,
        b: ArrayLike,
        outcome: ArrayLike,
        features: tuple[Numbers, Numbers],
        votes: OutcomeCounts,
    ) -> None:
        left, right, code = integers(a), integers(b), integers(outcome)
        if not features[0].shape[0] == features[1].shape[0] == left.size:
            raise ValueError("votes and features differ in length")
        order = _by_pair(left, right, votes)
        sign = np.where(left < right, 1.0, -1.0)
        self.outcomes = votes
        self.score = (0.5 + sign * (SCORES[code] - 0.5))[order]
        difference = np.empty(features[0].shape)
        self.features = np.empty((features[0].shape[1], order.size))
        for rows in _blocks(left.size):
            relative = relative_difference(features[0][rows], features[1][rows])
            np.multiply(relative, sign[rows, None], out=difference[rows])
        for rows in _blocks(order.size):
            self.features[:, rows] = difference.take(order[rows], axis=0).T
        self.scale = np.sqrt([row @ row / max(row.size, 1) for row in self.features])
        self.features /= np.where(self.scale > 0, self.scale, 1.0)[:, None]
        self.runs = tuple(_runs(votes))

    def slope(self, theta: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
        """(M + F,) gradient and (M + F, M + F) information."""
        moment = _Moment(self.outcomes, self.scale.size)
        residuals = np.zeros(self.outcomes.first.size)
        along = np.zeros(self.scale.size)
        for run, residual, information in self._residuals(theta, coefficients):
            features = self.features[:, run.votes]
            moment.add(run, features, information)
            residuals[run.pairs] = np.add.reduceat(residual, run.starts)
            along += features @ residual
        return np.concatenate([per_model(self.outcomes, residuals, -residuals), along]), moment.matrix()

    def sandwich(self, theta: Floats, coefficients: Floats, *, coin_flips: bool = False) -> Floats:
        """(M + F, M + F) covariance, zero along (1, …, 1) of the strengths and for constant features."""
        information, squares = (_Moment(self.outcomes, self.scale.size) for _ in range(2))
        for run, residual, curvature in self._residuals(theta, coefficients):
            features = self.features[:, run.votes]
            information.add(run, features, curvature)
            square = residual**2
            if coin_flips:
                tied = np.repeat(self.outcomes.is_tied_pair[run.pairs], run.sizes)
                square = np.where(tied, 0.5 - curvature, square)
            squares.add(run, features, square)
        inverse = np.linalg.inv(self.gauged(information.matrix()))
        return np.asarray(inverse @ squares.matrix() @ inverse)

    def require_identified(self, information: Floats) -> None:
        """Check that the votes determine every coefficient.

        Raises
        ------
        NotIdentified : no vote has a winner, or the variance inflation of a feature is above the limit.
        """
        if self.outcomes.has_only_ties.all():
            raise NotIdentified("no vote has a winner")
        features = self.outcomes.n_models + np.flatnonzero(self.scale > 0)
        variance = np.diag(np.linalg.inv(self.gauged(information)))[features]
        inflation = variance * np.diag(information)[features]
        if not ((inflation > 0) & (inflation < MAX_VARIANCE_INFLATION)).all():
            raise NotIdentified("a style feature goes together with models or other features")

    def gauged(self, information: Floats) -> Floats:
        """Make the information invertible without changing differences of strengths or the coefficients."""
        n_models = self.outcomes.n_models
        full = information.copy()
        full[:n_models, :n_models] += np.trace(information[:n_models, :n_models]) / n_models**2
        constant = n_models + np.flatnonzero(self.scale == 0)
        full[constant, constant] = 1.0
        return full

    def _residuals(self, theta: Floats, coefficients: Floats) -> Iterator[tuple[_Run, Floats, Floats]]:
        """For each run: outcome minus fitted probability, and p (1 − p), of each vote."""
        difference = theta[self.outcomes.first] - theta[self.outcomes.second]
        for run in self.runs:
            odds = np.repeat(difference[run.pairs], run.sizes)
            odds += coefficients @ self.features[:, run.votes]
            p = win_probability(odds)
            yield run, self.score[run.votes] - p, p * (1 - p)


class _Moment:
    """Σ amount x xᵀ over votes, x = (e_first − e_second, features)."""

    def __init__(self, votes: OutcomeCounts, n_features: int) -> None:
        self.outcomes = votes
        self.models = np.zeros(votes.first.size)
        self.mixed = np.zeros((n_features, votes.first.size))
        self.features = np.zeros((n_features, n_features))

    def add(self, run: _Run, features: Floats, amounts: Floats) -> None:
        """Add one run of votes with their (votes,) amounts."""
        weighted = features * amounts
        self.models[run.pairs] = np.add.reduceat(amounts, run.starts)
        self.mixed[:, run.pairs] = np.add.reduceat(weighted, run.starts, axis=1)
        self.features += weighted @ features.T

    def matrix(self) -> Floats:
        """(M + F, M + F) matrix."""
        mixed = np.zeros((self.outcomes.n_models, self.mixed.shape[0]))
        for feature, amounts in enumerate(self.mixed):
            mixed[:, feature] = per_model(self.outcomes, amounts, -amounts)
        return np.block([[laplacian(self.outcomes, self.models), mixed], [mixed.T, self.features]])


def _solve(matrix: Floats, right: Floats) -> Floats:
    """Solve a system. Raises NotIdentified where it is singular."""
    try:
        return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise NotIdentified("a style feature goes together with models or other features") from error


def _by_pair(left: Integers, right: Integers, votes: OutcomeCounts) -> NDArray[np.intp]:
    """Indices of all votes except self-battles, sorted by pair, in the original order within each pair."""
    # numpy sorts integers of up to 16 bits by radix, several times faster.
    number = np.zeros((votes.n_models, votes.n_models), dtype=np.min_scalar_type(votes.first.size))
    number[votes.first, votes.second] = np.arange(votes.first.size)
    number[votes.second, votes.first] = np.arange(votes.first.size)
    np.fill_diagonal(number, votes.first.size)
    order = np.argsort(number[left, right], kind="stable")
    return order[: votes.votes]


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(start, start + ROWS_AT_ONCE) for start in range(0, rows, ROWS_AT_ONCE))


def _runs(votes: OutcomeCounts) -> Iterator[_Run]:
    """Cut the sorted votes between pairs into runs that fit the processor's cache."""
    sizes = votes.counts.sum(axis=1)
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.arange(ROWS_AT_ONCE, votes.votes, ROWS_AT_ONCE))
    bounds = np.unique(np.concatenate([[0], cuts, [sizes.size]])).tolist()
    for start, stop in pairwise(bounds):
        first = int(ends[start] - sizes[start])
        starts = ends[start:stop] - sizes[start:stop] - first
        yield _Run(slice(first, int(ends[stop - 1])), slice(start, stop), starts, sizes[start:stop])

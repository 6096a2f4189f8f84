"""From votes to a board: who is rated, how well, how surely, and in which rank.

Each method returns the same `Ratings`. A model under `provisional_votes` is rated and given an
interval but no rank, and it pushes nobody down: a rank is a claim about order, and so few votes do
not bear it. Below `minimum_votes` there is no number at all.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from ratings.core import elo
from ratings.core.bootstrap import bootstrap
from ratings.core.bradley_terry import POINTS, fit, sandwich
from ratings.core.outcome_counts import Floats, OutcomeCounts, among, count_outcomes
from ratings.core.reweighting import inverse_pair_frequency
from ratings.core.selection import Reason, Selection, Status, select
from ratings.core.standings import MEAN, PROVISIONAL_VOTES, Ratings, Scale, assemble
from ratings.core.style import fit_style

__all__ = [
    "Ratings",
    "Reason",
    "Status",
    "StyleRatings",
    "rate_bradley_terry",
    "rate_elo",
    "rate_style_controlled",
]

MINIMUM_VOTES = 30
ROUNDS = 1000
TWO_SIDED_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, eq=False)
class StyleRatings:
    """`ratings` with style held equal, and what style is worth.

    `coefficients` (F,) with their 95 % interval `low`, `high`: change of the log-odds of being
    preferred for one standard deviation of a feature's relative difference; NaN if nobody is rated.
    """

    ratings: Ratings
    coefficients: Floats
    low: Floats
    high: Floats


def rate_bradley_terry(
    votes: OutcomeCounts,
    *,
    seed: int,
    minimum_votes: int = MINIMUM_VOTES,
    provisional_votes: int = PROVISIONAL_VOTES,
    rounds: int = ROUNDS,
    anchor: int | None = None,
    anchor_rating: float = MEAN,
    mean: float = MEAN,
    reweighted: bool = False,
    threads: int = 1,
) -> Ratings:
    """Maximum likelihood ratings with percentile intervals from `rounds` bootstrap rounds.

    Without rounds the intervals are the sandwich's: nothing is drawn, so two boards differ by their votes
    alone, and in a hundredth of the time.

    The ratings are shifted so that model `anchor` has `anchor_rating`, or, without an anchor or where
    it cannot be rated, so that their mean is `mean`. With `reweighted` every pair that met often counts
    the same (see `reweighting`).
    """
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(anchor=anchor, anchor_rating=anchor_rating, mean=mean)
    if selection.models.size == 0:
        return _nobody(votes, selection, scale)
    weights = inverse_pair_frequency(selection.outcomes) if reweighted else None
    fitted = fit(selection.outcomes, weights=weights)
    if rounds:
        ends = bootstrap(fitted, seed=seed, rounds=rounds, threads=threads).interval()
        points = (fitted.rating, POINTS * ends[0], POINTS * ends[1])
    else:
        points = _normal_points(fitted.theta, sandwich(fitted))
    return assemble(votes, selection, points, scale=scale, provisional_votes=provisional_votes, fit=fitted)


def rate_elo(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    n_models: int,
    *,
    counted: OutcomeCounts | None = None,
    k: float = elo.K_FACTOR,
    initial: float = elo.INITIAL,
    rounds: int = 0,
    seed: int = 0,
    minimum_votes: int = MINIMUM_VOTES,
    provisional_votes: int = PROVISIONAL_VOTES,
) -> Ratings:
    """Elo as the article's board showed it: median and 95 % interval of its bootstrap.

    The distribution comes in closed form, or from `rounds` simulated resamples with `seed` if rounds
    are asked for (a second for each million votes and round). `elo.online` gives the rating of the
    one order in which the votes were cast. `counted`: the tally of these votes, from a caller who has it.
    """
    votes = count_outcomes(contender_a, contender_b, outcome, n_models) if counted is None else counted
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(mean=initial)
    if selection.models.size == 0:
        return _nobody(votes, selection, scale)
    points = _elo_points(selection.outcomes, k, rounds, seed)
    return assemble(votes, selection, points, scale=scale, provisional_votes=provisional_votes)


def rate_style_controlled(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    features_a: ArrayLike,
    features_b: ArrayLike,
    n_models: int,
    *,
    counted: OutcomeCounts | None = None,
    minimum_votes: int = MINIMUM_VOTES,
    provisional_votes: int = PROVISIONAL_VOTES,
    anchor: int | None = None,
    anchor_rating: float = MEAN,
    mean: float = MEAN,
) -> StyleRatings:
    """Ratings with the style of the answers held equal, with 95 % sandwich intervals.

    `features_a`, `features_b` (N, F): counts for each answer, `style.FEATURES` by custom. Votes
    without features are for the caller to leave out. `counted` as in `rate_elo`.
    """
    votes = count_outcomes(contender_a, contender_b, outcome, n_models) if counted is None else counted
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(anchor=anchor, anchor_rating=anchor_rating, mean=mean)
    if selection.models.size == 0:
        unknown = np.full(np.asarray(features_a).shape[-1], np.nan)
        return StyleRatings(_nobody(votes, selection, scale), unknown, unknown, unknown)
    inside, a, b = among(selection.models, n_models, contender_a, contender_b)
    columns = [np.asarray(column) for column in (outcome, features_a, features_b)]
    code, of_a, of_b = columns if inside.all() else (column[inside] for column in columns)
    fitted = fit_style(a, b, code, of_a, of_b, selection.models.size, counted=selection.outcomes)
    models = selection.models.size
    points = _normal_points(fitted.theta, fitted.covariance[:models, :models])
    ratings = assemble(votes, selection, points, scale=scale, provisional_votes=provisional_votes)
    half = TWO_SIDED_95 * np.sqrt(np.diag(fitted.covariance)[models:])
    return StyleRatings(ratings, fitted.coefficients, fitted.coefficients - half, fitted.coefficients + half)


def _normal_points(theta: Floats, covariance: Floats) -> tuple[Floats, Floats, Floats]:
    """Rating and the ends of its 95 % normal interval (K,), in points."""
    half = POINTS * TWO_SIDED_95 * np.sqrt(np.diag(covariance))
    return POINTS * theta, POINTS * theta - half, POINTS * theta + half


def _elo_points(votes: OutcomeCounts, k: float, rounds: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Median, 2.5 and 97.5 percentiles (K,) of bootstrap Elo around zero."""
    if rounds:
        drawn = elo.replicates(votes, rounds=rounds, seed=seed, k=k, initial=0.0)
        median, low, high = np.quantile(drawn, [0.5, 0.025, 0.975], axis=1)
        return median, low, high
    spread = elo.distribution(votes, k=k, initial=0.0)
    return spread.median, *spread.interval()


def _nobody(votes: OutcomeCounts, selection: Selection, scale: Scale) -> Ratings:
    """A board on which no model can be rated."""
    nothing = np.zeros(0)
    points = (nothing, nothing, nothing)
    return assemble(votes, selection, points, scale=scale, provisional_votes=PROVISIONAL_VOTES)

"""From votes to a leaderboard: which models are rated, their ratings, intervals and ranks.

Each method returns the same `Ratings`. A model below `provisional_votes` has a rating and an interval but no
rank, and does not lower any other model's rank: its evidence is too small to claim an order. A model below
`minimum_votes` has no number at all.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
Points = tuple[Floats, Floats, Floats]
"""Rating, lower and upper end (K,)."""
TWO_SIDED_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, eq=False)
class StyleRatings:
    """Style-controlled ratings and the effects of style.

    Attributes
    ----------
    ratings : ratings with style held equal.
    coefficients : (F,) change of the log-odds of being preferred for one standard deviation of a feature's
        relative difference; NaN if no model is rated.
    low, high : (F,) ends of the coefficients' 95 % intervals.
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
    """Rate models by maximum likelihood, with percentile intervals from the bootstrap [Efron1979].

    Without rounds the intervals are the sandwich's [White1982]: nothing is drawn, so two boards differ by
    their votes only, and the computation takes a hundredth of the time.

    Parameters
    ----------
    votes : counts of M models.
    seed : seed of the bootstrap.
    minimum_votes : models with fewer votes among the rated ones get no rating.
    provisional_votes : models with fewer votes get a rating and an interval but no rank.
    rounds : bootstrap rounds; 0 for sandwich intervals.
    anchor : index of the model that is put at `anchor_rating`, if it is rated.
    anchor_rating : rating of the anchor.
    mean : mean of the ratings where there is no rated anchor.
    reweighted : give every pair that met often the same weight (see `reweighting`).
    threads : threads of the bootstrap; they do not change the digits.

    Returns
    -------
    Ratings

    Raises
    ------
    NotConverged : a fit or a bootstrap replicate cannot be solved.
    """
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(anchor=anchor, anchor_rating=anchor_rating, mean=mean)
    if selection.models.size == 0:
        return _unrated_board(votes, selection, scale)
    weights = inverse_pair_frequency(selection.outcomes) if reweighted else None
    fitted = fit(selection.outcomes, weights=weights)
    if rounds:
        ends = bootstrap(fitted, seed=seed, rounds=rounds, threads=threads).interval()
        points = (fitted.rating, POINTS * ends[0], POINTS * ends[1])
    else:
        points = _normal_points(fitted.theta, sandwich(fitted))
    if fitted.outcomes.has_only_ties.any():
        coin_flips = _normal_points(fitted.theta, sandwich(fitted, coin_flips=True))
        points = _widen(points, coin_flips, where=fitted.outcomes.has_only_ties)
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
    """Rate models by online Elo [Elo1978]: median and 95 % interval of its bootstrap distribution.

    The distribution has a closed form. With `rounds` it is simulated instead, which takes about a second for
    each million votes and round. `elo.online` gives the ratings for one order of the votes.

    Parameters
    ----------
    contender_a, contender_b, outcome : (N,) votes, as `outcome_counts.count_outcomes` takes them.
    n_models : number of models M.
    counted : the counts of these votes, if the caller has them.
    k : points that one vote moves at most.
    initial : rating before the first vote, and mean of all ratings.
    rounds : simulated resamples; 0 for the closed form.
    seed : seed of the simulation.
    minimum_votes : models with fewer votes among the rated ones get no rating.
    provisional_votes : models with fewer votes get a rating and an interval but no rank.

    Returns
    -------
    Ratings

    Raises
    ------
    UnknownOutcome, IndexError, ValueError : the votes are invalid, see `outcome_counts.count_outcomes`.
    """
    votes = count_outcomes(contender_a, contender_b, outcome, n_models) if counted is None else counted
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(mean=initial)
    if selection.models.size == 0:
        return _unrated_board(votes, selection, scale)
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
    """Rate models with the style of the answers held equal [LMSYS2024], with 95 % sandwich intervals
    [White1982].

    Parameters
    ----------
    contender_a, contender_b, outcome : (N,) votes, as `outcome_counts.count_outcomes` takes them.
    features_a, features_b : (N, F) style counts of each answer, by default in the order of `style.FEATURES`.
        The caller leaves out votes without features.
    n_models : number of models M.
    counted : the counts of these votes, if the caller has them.
    minimum_votes : models with fewer votes among the rated ones get no rating.
    provisional_votes : models with fewer votes get a rating and an interval but no rank.
    anchor : index of the model that is put at `anchor_rating`, if it is rated.
    anchor_rating : rating of the anchor.
    mean : mean of the ratings where there is no rated anchor.

    Returns
    -------
    StyleRatings

    Raises
    ------
    NotConverged : the coefficients do not settle.
    NotIdentified : the votes do not determine the coefficients.
    ValueError : the arrays differ in length, or a feature is missing, negative or infinite.
    """
    votes = count_outcomes(contender_a, contender_b, outcome, n_models) if counted is None else counted
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(anchor=anchor, anchor_rating=anchor_rating, mean=mean)
    if selection.models.size == 0:
        unknown = np.full(np.asarray(features_a).shape[-1], np.nan)
        return StyleRatings(_unrated_board(votes, selection, scale), unknown, unknown, unknown)
    inside, a, b = among(selection.models, n_models, contender_a, contender_b)
    columns = [np.asarray(column) for column in (outcome, features_a, features_b)]
    code, style_a, style_b = columns if inside.all() else (column[inside] for column in columns)
    fitted = fit_style(a, b, code, style_a, style_b, selection.models.size, counted=selection.outcomes)
    models = selection.models.size
    points = _normal_points(fitted.theta, fitted.covariance[:models, :models])
    ratings = assemble(votes, selection, points, scale=scale, provisional_votes=provisional_votes)
    half = TWO_SIDED_95 * np.sqrt(np.diag(fitted.covariance)[models:])
    return StyleRatings(ratings, fitted.coefficients, fitted.coefficients - half, fitted.coefficients + half)


def _normal_points(theta: Floats, covariance: Floats) -> Points:
    """Rating and ends of the 95 % normal interval, each (K,), in points."""
    half = POINTS * TWO_SIDED_95 * np.sqrt(np.diag(covariance))
    return POINTS * theta, POINTS * theta - half, POINTS * theta + half


def _widen(points: Points, wide: Points, *, where: NDArray[np.bool_]) -> Points:
    """Points with the ends of `wide` for some models. They have only ties, so that no outcome varies."""
    rating, low, high = points
    return (
        rating,
        np.where(where, np.minimum(low, wide[1]), low),
        np.where(where, np.maximum(high, wide[2]), high),
    )


def _elo_points(votes: OutcomeCounts, k: float, rounds: int, seed: int) -> Points:
    """Median, 2.5 and 97.5 percentiles (K,) of bootstrapped Elo, mean zero."""
    if rounds:
        replicates = elo.replicates(votes, rounds=rounds, seed=seed, k=k, initial=0.0)
        median, low, high = np.quantile(replicates, [0.5, 0.025, 0.975], axis=1)
        return median, low, high
    spread = elo.distribution(votes, k=k, initial=0.0)
    points = (spread.median, *spread.interval())
    if votes.has_only_ties.any():
        coin_flips = elo.distribution(votes, k=k, initial=0.0, coin_flips=True)
        points = _widen(points, (coin_flips.median, *coin_flips.interval()), where=votes.has_only_ties)
    return points


def _unrated_board(votes: OutcomeCounts, selection: Selection, scale: Scale) -> Ratings:
    """A board on which no model can be rated."""
    nothing = np.zeros(0)
    points = (nothing, nothing, nothing)
    return assemble(votes, selection, points, scale=scale, provisional_votes=PROVISIONAL_VOTES)

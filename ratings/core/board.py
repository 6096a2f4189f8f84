"""From votes to a board: who is rated, how well, how surely, and in which rank.

Each method returns the same `Ratings`. A model under `provisional_votes` is rated and given an
interval but no rank, and it pushes nobody down: a rank is a claim about order, and so few votes do
not bear it. Below `minimum_votes` there is no number at all.
"""

import numpy as np
from numpy.typing import ArrayLike

from ratings.core import elo
from ratings.core.bootstrap import bootstrap
from ratings.core.bradley_terry import POINTS, fit
from ratings.core.selection import Reason, Selection, Status, select
from ratings.core.standings import MEAN, PROVISIONAL_VOTES, Ratings, Scale, assemble
from ratings.core.tally import Floats, Tally, tally

__all__ = ["Ratings", "Reason", "Status", "rate_bradley_terry", "rate_elo"]

MINIMUM_VOTES = 30
ROUNDS = 1000


def rate_bradley_terry(
    votes: Tally,
    *,
    seed: int,
    minimum_votes: int = MINIMUM_VOTES,
    provisional_votes: int = PROVISIONAL_VOTES,
    rounds: int = ROUNDS,
    anchor: int | None = None,
    anchor_rating: float = MEAN,
    mean: float = MEAN,
    threads: int = 1,
) -> Ratings:
    """Maximum likelihood ratings with percentile intervals from `rounds` bootstrap rounds.

    The ratings are shifted so that model `anchor` has `anchor_rating`, or, without an anchor or where
    it cannot be rated, so that their mean is `mean`.
    """
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(anchor=anchor, anchor_rating=anchor_rating, mean=mean)
    if selection.models.size == 0:
        return _nobody(votes, selection, scale)
    fitted = fit(selection.tally)
    ends = bootstrap(fitted, seed=seed, rounds=rounds, threads=threads).interval()
    points = (fitted.rating, POINTS * ends[0], POINTS * ends[1])
    return assemble(votes, selection, points, scale=scale, provisional_votes=provisional_votes, fit=fitted)


def rate_elo(
    contender_a: ArrayLike,
    contender_b: ArrayLike,
    outcome: ArrayLike,
    n_models: int,
    *,
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
    one order in which the votes were cast.
    """
    votes = tally(contender_a, contender_b, outcome, n_models)
    selection = select(votes, minimum_votes=minimum_votes)
    scale = Scale(mean=initial)
    if selection.models.size == 0:
        return _nobody(votes, selection, scale)
    points = _elo_points(selection.tally, k, rounds, seed)
    return assemble(votes, selection, points, scale=scale, provisional_votes=provisional_votes)


def _elo_points(votes: Tally, k: float, rounds: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Median, 2.5 and 97.5 percentiles (K,) of bootstrap Elo around zero."""
    if rounds:
        drawn = elo.replicates(votes, rounds=rounds, seed=seed, k=k, initial=0.0)
        median, low, high = np.quantile(drawn, [0.5, 0.025, 0.975], axis=1)
        return median, low, high
    spread = elo.distribution(votes, k=k, initial=0.0)
    return spread.median, *spread.interval()


def _nobody(votes: Tally, selection: Selection, scale: Scale) -> Ratings:
    """A board on which no model can be rated."""
    nothing = np.zeros(0)
    points = (nothing, nothing, nothing)
    return assemble(votes, selection, points, scale=scale, provisional_votes=PROVISIONAL_VOTES)

"""Two boards of one evidence side by side, of which one counts a part of the other's votes.

Ratings are compared after both are centred on the models that both rate, so that a model that only one rates
does not shift the others. The votes of the smaller board are among the larger one's, so the variance of a
difference is the difference of the variances [Hausman1978]. Half widths of 95 % intervals give the standard
errors. The threshold holds for all models together (Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

from ratings.models import Standing

LEVEL = 0.05
HALF_WIDTH = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class ModelDifference:
    """One model on both boards; `points`: the smaller board's rating minus the larger one's, centred.

    noise: the difference that chance alone exceeds for any model in 5 % of boards. None without a rating on
    both.
    """

    everybody: Standing
    part: Standing | None
    points: float | None = None
    noise: float | None = None

    @property
    def is_beyond_noise(self) -> bool:
        return self.points is not None and self.noise is not None and abs(self.points) > self.noise


def compare_boards(everybody: Sequence[Standing], part: Sequence[Standing]) -> list[ModelDifference]:
    """Compare a board with one of a part of its votes, in the order of the first."""
    by_contender = {standing.contender_id: standing for standing in part}
    pairs = [(each, by_contender.get(each.contender_id)) for each in everybody]
    rated = [(a, b) for a, b in pairs if b is not None and _is_rated(a) and _is_rated(b)]
    if len(rated) < 2:
        return [ModelDifference(a, b) for a, b in pairs]
    shift = fmean(b.rating - a.rating for a, b in rated)
    factor = NormalDist().inv_cdf(1 - LEVEL / 2 / len(rated))
    return [
        ModelDifference(a, b, points=b.rating - a.rating - shift, noise=factor * _standard_error(a, b))
        if b is not None and _is_rated(a) and _is_rated(b)
        else ModelDifference(a, b)
        for a, b in pairs
    ]


def _is_rated(standing: Standing) -> bool:
    return standing.rating is not None and standing.ci_low is not None and standing.ci_high is not None


def _standard_error(everybody: Standing, part: Standing) -> float:
    """Of the difference; at least a tenth of the smaller board's, since widths are estimates."""
    larger, smaller = (((each.ci_high - each.ci_low) / 2 / HALF_WIDTH) ** 2 for each in (everybody, part))
    return max(smaller - larger, smaller / 100) ** 0.5

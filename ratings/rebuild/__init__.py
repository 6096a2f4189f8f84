"""From counted votes to stored boards."""

from ratings.rebuild.backdating import publish_past
from ratings.rebuild.methods import counts_of, parameters_of, rate_counts
from ratings.rebuild.overturn import by_rating
from ratings.rebuild.pair_counts import StoredCounts, stored_counts
from ratings.rebuild.run import rebuild
from ratings.rebuild.selection import select
from ratings.rebuild.vote_figures import MonthFigures, figures_of

__all__ = [
    "MonthFigures",
    "StoredCounts",
    "by_rating",
    "counts_of",
    "figures_of",
    "parameters_of",
    "publish_past",
    "rate_counts",
    "rebuild",
    "select",
    "stored_counts",
]

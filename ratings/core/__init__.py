"""Votes as arrays in, ratings as frozen dataclasses out: standard library and numpy only.

`tally` makes the sufficient counts, `bradley_terry` and `elo` fit them, `bootstrap` resamples them,
and `board` puts the steps together for a leaderboard. See docs/ratings.md.
"""

from ratings.core.board import rate_bradley_terry
from ratings.core.errors import NotConverged
from ratings.core.outcome_counts import OutcomeCounts, count_outcomes, merge
from ratings.core.selection import Reason
from ratings.core.standings import Ratings

__all__ = [
    "NotConverged",
    "OutcomeCounts",
    "Ratings",
    "Reason",
    "count_outcomes",
    "merge",
    "rate_bradley_terry",
]

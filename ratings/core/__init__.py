"""Rating engine: votes as arrays in, ratings as frozen dataclasses out. Standard library and numpy only.

`outcome_counts` makes the sufficient counts, `bradley_terry` and `elo` fit them, `bootstrap` resamples them,
`robustness` counts how few votes decide an order, and `board` runs the steps for a leaderboard.
docs/ratings.md has the formulas and the list of references that docstrings cite by key, such as
[BradleyTerry1952].
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

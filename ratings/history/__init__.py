"""Boards that are not the current ones: of any past day, or under other counting terms.

Also the differences between two of them, and the thinning of old ones. `ratings.rebuild` makes the current
boards.
"""

from ratings.history.board_under_terms import BoardUnderTerms, rate_under_terms
from ratings.history.compute_once import Busy
from ratings.history.control_votes import ControlVotes, count_control_votes
from ratings.history.policy_effects import COUNTED, PolicyCounts, count_under_terms
from ratings.history.thinning import thin

__all__ = [
    "COUNTED",
    "BoardUnderTerms",
    "Busy",
    "ControlVotes",
    "PolicyCounts",
    "count_control_votes",
    "count_under_terms",
    "rate_under_terms",
    "thin",
]

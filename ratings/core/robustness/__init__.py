"""How few votes, or voters, could be removed so that two models swap places: by influence, and by refits."""

from ratings.core.robustness.removals import FRAGILE_SHARE, removals_to_flip, votes_to_flip

__all__ = [
    "FRAGILE_SHARE",
    "removals_to_flip",
    "votes_to_flip",
]

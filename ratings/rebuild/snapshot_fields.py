"""Fields of snapshots and standings that are compared and copied, without time and storage."""

SNAPSHOT_FIELDS = (
    *("seed", "votes_counted", "votes_excluded", "votes_simulated", "votes_without_style"),
    *("votes_not_known", "coefficients", "note", "zero"),
)
"""Results of the board."""

INPUT_FIELDS = ("parameters", "versions")
"""Inputs besides the votes."""

STANDING_FIELDS = (
    *("status", "reason", "rating", "ci_low", "ci_high", "rank", "rank_low", "rank_high", "votes"),
    *("votes_against_rated", "overturn_votes", "overturn_voters", "ess"),
)
"""Results of each contender."""

ADDED_LATER = {"zero": "", "votes_not_known": 0, "votes_against_rated": None, "ess": None}
"""Fields that older rows do not have, with the value they have there."""

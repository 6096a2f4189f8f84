"""What a snapshot says, apart from when it was made and where it is kept: what is compared and carried on."""

SNAPSHOT_FIELDS = (
    *("seed", "votes_counted", "votes_excluded", "votes_simulated", "votes_without_style"),
    *("coefficients", "note"),
)
"""What it says of the board."""

INPUT_FIELDS = ("parameters", "versions")
"""What besides votes it was made with."""

STANDING_FIELDS = (
    *("status", "reason", "rating", "ci_low", "ci_high", "rank", "rank_low", "rank_high", "votes"),
    *("overturn_votes", "overturn_voters"),
)
"""What it says of each contender."""

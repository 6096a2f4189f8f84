"""From counted votes to stored boards: what changed is read, rated, stored and published together.

`run` has the steps, `parallel` the same for several workers, `verification` the checks afterwards. The
formulas are in `ratings.core`, boards of the past in `ratings.history`.
"""

from ratings.rebuild.method_specs import Method
from ratings.rebuild.methods import build_parameters, rate_counts, to_outcome_counts
from ratings.rebuild.pair_counts import StoredCounts, stored_counts
from ratings.rebuild.run import rebuild
from ratings.rebuild.seed_past_boards import publish_past_boards
from ratings.rebuild.selection import NOT_KNOWN, select
from ratings.rebuild.state import list_problems, list_running
from ratings.rebuild.verification import audit_arena, is_audit_due, list_exported_boards
from ratings.rebuild.vote_counts import MonthCounts, count_by_month
from ratings.rebuild.voter_influence import VoterInfluence, find_influential_voters
from ratings.rebuild.votes_to_flip import sort_by_rating

__all__ = [
    "NOT_KNOWN",
    "Method",
    "MonthCounts",
    "StoredCounts",
    "VoterInfluence",
    "audit_arena",
    "build_parameters",
    "count_by_month",
    "find_influential_voters",
    "is_audit_due",
    "list_exported_boards",
    "list_problems",
    "list_running",
    "publish_past_boards",
    "rate_counts",
    "rebuild",
    "select",
    "sort_by_rating",
    "stored_counts",
    "to_outcome_counts",
]

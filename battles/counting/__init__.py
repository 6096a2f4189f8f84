"""Which votes count and why others do not: eligibility, exclusions, and the ledger that boards are made from.

Nothing is rated here (`ratings`), and nobody decides here (`moderation`).
"""

from battles.counting.eligibility import (
    REASONS,
    Reason,
    annotate_reason,
    counted_votes,
    get_reason,
    only_counted,
    recorded_between,
)
from battles.counting.exclusions import (
    NewBlock,
    block_voter,
    block_voters,
    exclude_battles,
    lift_exclusions,
    lock_battles,
    lock_voters,
    unblock_voter,
)
from battles.counting.ledger.arrays import (
    COLUMNS,
    STYLE_COLUMNS,
    VoteArrays,
    concatenate,
    concatenate_columns,
    empty_votes,
)
from battles.counting.ledger.days import Days, get_days, load_columns
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.counting.ledger.packing import CorruptSegment, pack, unpack, unpack_columns, votes_digest
from battles.counting.ledger.reading import read_votes, read_votes_of_day
from battles.counting.ledger.refresh import consistent_read, load_segments, load_votes, refresh
from battles.counting.ledger.verifying import (
    MissingSegment,
    find_damage,
    load_verified_votes,
    restore_segment,
)
from battles.counting.ledger.votes_of_battles import load_votes_of_battles
from battles.counting.named_policies import (
    NamedPolicy,
    find_policy,
    get_policy_in_effect,
    list_policies,
)
from battles.counting.not_counted import battles_under_rule, only_not_counted, only_set_aside
from battles.counting.policy_terms import (
    COLUMNS_OF_TERMS,
    REFERENCES,
    WAIT,
    CountingTerms,
    ReferencePolicy,
    apply_terms,
    get_counting_terms,
    tier_labels,
)
from battles.counting.waiting import due_waits, end_waits
from battles.grounds import DECIDED as EXCLUSION_GROUNDS
from battles.grounds import DECIDED_OFFSET as SET_ASIDE_OFFSET
from battles.grounds import Ground

__all__ = [
    "COLUMNS",
    "COLUMNS_OF_TERMS",
    "EXCLUSION_GROUNDS",
    "REASONS",
    "REFERENCES",
    "SET_ASIDE_OFFSET",
    "STYLE_COLUMNS",
    "WAIT",
    "CorruptSegment",
    "CountingTerms",
    "Days",
    "Ground",
    "MissingSegment",
    "NamedPolicy",
    "NewBlock",
    "Reason",
    "ReferencePolicy",
    "VoteArrays",
    "annotate_reason",
    "apply_terms",
    "battles_under_rule",
    "block_voter",
    "block_voters",
    "concatenate",
    "concatenate_columns",
    "consistent_read",
    "counted_votes",
    "due_waits",
    "empty_votes",
    "end_waits",
    "exclude_battles",
    "find_damage",
    "find_policy",
    "get_counting_terms",
    "get_days",
    "get_policy_in_effect",
    "get_reason",
    "lift_exclusions",
    "list_policies",
    "load_columns",
    "load_segments",
    "load_verified_votes",
    "load_votes",
    "load_votes_of_battles",
    "lock_battles",
    "lock_voters",
    "mark_days_dirty",
    "only_counted",
    "only_not_counted",
    "only_set_aside",
    "pack",
    "read_votes",
    "read_votes_of_day",
    "recorded_between",
    "refresh",
    "restore_segment",
    "tier_labels",
    "unblock_voter",
    "unpack",
    "unpack_columns",
    "votes_digest",
]

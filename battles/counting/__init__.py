"""What counts: eligibility, exclusions, and the ledger of votes that boards are made from."""

from battles.counting.eligibility import (
    REASONS,
    SET_ASIDE_BASE,
    Reason,
    counted,
    reason_for,
    recorded_within,
    with_reason,
)
from battles.counting.exclusions import block_voter, exclude_battles, lift_exclusions, unblock_voter
from battles.counting.ledger.arrays import (
    COLUMNS,
    STYLE_COLUMNS,
    CorruptSegment,
    VoteArrays,
    concatenate,
    concatenate_columns,
    digest_of,
    empty_votes,
    pack,
    unpack,
    unpack_columns,
)
from battles.counting.ledger.days import Days, days_of, votes_of_days
from battles.counting.ledger.dirty_days import mark_days
from battles.counting.ledger.reading import read_votes, read_votes_of_day
from battles.counting.ledger.refresh import consistent_read, refresh, votes_in, votes_of_segments
from battles.counting.ledger.verifying import MissingSegment, verified_votes
from battles.counting.ledger.votes_of_battles import votes_among

__all__ = [
    "COLUMNS",
    "REASONS",
    "SET_ASIDE_BASE",
    "STYLE_COLUMNS",
    "CorruptSegment",
    "Days",
    "MissingSegment",
    "Reason",
    "VoteArrays",
    "block_voter",
    "concatenate",
    "concatenate_columns",
    "consistent_read",
    "counted",
    "days_of",
    "digest_of",
    "empty_votes",
    "exclude_battles",
    "lift_exclusions",
    "mark_days",
    "pack",
    "read_votes",
    "read_votes_of_day",
    "reason_for",
    "recorded_within",
    "refresh",
    "unblock_voter",
    "unpack",
    "unpack_columns",
    "verified_votes",
    "votes_among",
    "votes_in",
    "votes_of_days",
    "votes_of_segments",
    "with_reason",
]

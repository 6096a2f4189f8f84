"""What decides whether a vote counts (exclusions, blocks) and the ledger of counted days."""

from battles.models.counting.exclusion import Exclusion, ExclusionLift, VoterBlock, VoterBlockLift
from battles.models.counting.ledger import DirtyDay, Evidence, LedgerDay, Segment

__all__ = [
    "DirtyDay",
    "Evidence",
    "Exclusion",
    "ExclusionLift",
    "LedgerDay",
    "Segment",
    "VoterBlock",
    "VoterBlockLift",
]

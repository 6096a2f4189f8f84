"""The scan of votes: statistics over an arena's ledger, and what staff should look at."""

from moderation.scan.ledger.run import VOTER_RULES, apply_rules, scan_every_ledger, scan_ledger
from moderation.scan.ledger.suspicions import list_covered
from moderation.scan.ledger.votes import build_ledger_votes
from moderation.scan.ledger.words import VOTE_RULE_WORDS

__all__ = [
    "VOTER_RULES",
    "VOTE_RULE_WORDS",
    "apply_rules",
    "build_ledger_votes",
    "list_covered",
    "scan_every_ledger",
    "scan_ledger",
]

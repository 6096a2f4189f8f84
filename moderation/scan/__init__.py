"""The scan: rules that read new battles and new votes, and record findings."""

from moderation.scan.ledger import (
    VOTE_RULE_WORDS,
    VOTER_RULES,
    apply_rules,
    build_ledger_votes,
    list_covered,
)
from moderation.scan.run import scan

__all__ = ["VOTER_RULES", "VOTE_RULE_WORDS", "apply_rules", "build_ledger_votes", "list_covered", "scan"]

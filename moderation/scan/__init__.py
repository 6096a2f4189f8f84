"""The scan: rules that read new battles and new votes, and record findings."""

from moderation.scan.ledger import VOTER_RULES, apply_rules, build_ledger_votes, list_covered
from moderation.scan.run import scan

__all__ = ["VOTER_RULES", "apply_rules", "build_ledger_votes", "list_covered", "scan"]

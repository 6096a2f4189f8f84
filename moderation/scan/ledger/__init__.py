"""The scan of votes: statistics over an arena's ledger, and what staff should look at."""

from moderation.scan.ledger.run import scan_every_ledger, scan_ledger
from moderation.scan.ledger.words import VOTE_RULE_WORDS

__all__ = ["VOTE_RULE_WORDS", "scan_every_ledger", "scan_ledger"]

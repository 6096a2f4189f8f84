"""Decisions: drafts, impact, proposals for a second person, blocks, undo."""

from moderation.decisions.impact import BATCH, BattleChange, counted_among
from moderation.decisions.kinds import KINDS
from moderation.decisions.signed_change import InvalidSignedChange, load_signed_change

__all__ = ["BATCH", "KINDS", "BattleChange", "InvalidSignedChange", "counted_among", "load_signed_change"]

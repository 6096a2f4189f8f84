"""Decisions of staff: drafts, impact, proposals for two persons, blocks, undo."""

from moderation.decisions.impact import BATCH, BattleChange, counted_among
from moderation.decisions.signed_change import InvalidSignedChange, load_signed_change

__all__ = ["BATCH", "BattleChange", "InvalidSignedChange", "counted_among", "load_signed_change"]

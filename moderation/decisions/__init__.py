"""Decisions of staff: drafts, impact, proposals for two persons, blocks, undo."""

from moderation.decisions.impact import BATCH, BattleChange, counted_among
from moderation.decisions.signed_change import BrokenSeal, unseal

__all__ = ["BATCH", "BattleChange", "BrokenSeal", "counted_among", "unseal"]

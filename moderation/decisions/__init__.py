"""Decisions: drafts, impact, proposals for a second person, blocks, undo."""

from moderation.decisions.board_settings import (
    ARENA,
    COUNTED_AS,
    SettingChange,
    Settings,
    reverse,
)
from moderation.decisions.impact import BATCH, BattleChange, counted_among, votes_in_blocks
from moderation.decisions.kinds import KINDS
from moderation.decisions.repair import list_stale_findings
from moderation.decisions.signed_change import InvalidSignedChange, load_signed_change

__all__ = [
    "ARENA",
    "BATCH",
    "COUNTED_AS",
    "KINDS",
    "BattleChange",
    "InvalidSignedChange",
    "SettingChange",
    "Settings",
    "counted_among",
    "list_stale_findings",
    "load_signed_change",
    "reverse",
    "votes_in_blocks",
]

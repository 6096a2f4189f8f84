"""Boards as canonical JSON."""

from ratings.serialization.board import board_to_json, standing_to_json
from ratings.serialization.canonical_json import number, payload

__all__ = ["board_to_json", "number", "payload", "standing_to_json"]

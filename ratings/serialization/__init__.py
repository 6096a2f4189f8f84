"""Boards as data and as bytes: canonical JSON (one form for one content), CSV and Parquet.

Bytes of a snapshot are made once and stored with it; `ratings.api` only sends them.
"""

from ratings.serialization.board import board_to_json, standing_to_json
from ratings.serialization.canonical_json import number, payload

__all__ = ["board_to_json", "number", "payload", "standing_to_json"]

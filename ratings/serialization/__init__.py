"""Boards as canonical JSON."""

from ratings.serialization.canonical_json import payload

__all__ = ["payload"]

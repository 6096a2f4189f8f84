"""Canonical JSON and the bytes of a board."""

from ratings.serialization.canonical_json import payload

__all__ = ["payload"]

"""Public pages and JSON as bytes in memory, sent before Django's middleware."""

from arenasite.public_pages.application import PublicPages

__all__ = ["PublicPages"]

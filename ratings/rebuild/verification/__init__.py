"""Checks of stored boards: count and rate everything again, and compare digit for digit."""

from ratings.rebuild.verification.audit import audit_arena, is_audit_due
from ratings.rebuild.verification.exported_boards import list_exported_boards, recompute_export
from ratings.rebuild.verification.reproduction import NotReproducible, reproduce

__all__ = [
    "NotReproducible",
    "audit_arena",
    "is_audit_due",
    "list_exported_boards",
    "recompute_export",
    "reproduce",
]

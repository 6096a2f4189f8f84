"""Voters and what is kept of them: address keys, consent texts, erasures, the retention policy."""

from battles.models.visitors.address_key import AddressKey, AddressTrace
from battles.models.visitors.erasure import Erasure, ErasureOrder, RetentionCursor, RetentionPolicy
from battles.models.visitors.legal import SHIPPED_VERSIONS, LegalDocument
from battles.models.visitors.voter import Voter

__all__ = [
    "SHIPPED_VERSIONS",
    "AddressKey",
    "AddressTrace",
    "Erasure",
    "ErasureOrder",
    "LegalDocument",
    "RetentionCursor",
    "RetentionPolicy",
    "Voter",
]

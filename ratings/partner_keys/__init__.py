"""Keys of partners: more of the API than an anonymous reader may have."""

from ratings.partner_keys.authentication import HEADERS, KeyRefused, find_key, read_header
from ratings.partner_keys.models import KeyUse, PartnerKey, Scope
from ratings.partner_keys.uses import USES, store_uses

__all__ = [
    "HEADERS",
    "USES",
    "KeyRefused",
    "KeyUse",
    "PartnerKey",
    "Scope",
    "find_key",
    "read_header",
    "store_uses",
]

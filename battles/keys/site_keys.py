"""Keys for single purposes, derived from SECRET_KEY and from the keys before it.

Most signatures are Django's and accept SECRET_KEY_FALLBACKS. What must be valid for years (receipts, recovery
codes, pseudonyms) must not force a site to keep an old SECRET_KEY, which can sign cookies of staff. For such
a purpose a retired key is enough: the derived key of that purpose alone, in ARENA_RETIRED_KEYS as
`purpose:hex`. Nothing else can be computed from it.
"""

import functools
import hashlib
import hmac
import re
from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings


class Purpose(StrEnum):
    """A use of the site's key; the value is the salt, and must never change."""

    RECEIPTS = "battles.receiptssigner"
    RECOVERY_CODES = "arenasite.recovery"
    EXPORTS = "battles.exports"
    IMPORTED_VOTERS = "battles.imports.voters"

    @property
    def word(self) -> str:
        """The purpose's name in ARENA_RETIRED_KEYS."""
        return self.name.lower().replace("_", "-")


def list_site_keys() -> list[str]:
    """Return SECRET_KEY and the earlier keys that are still accepted, the newest first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def list_purpose_keys(purpose: Purpose) -> list[bytes]:
    """Return the derived keys of a purpose, the newest first: of the site's keys, then the retired ones."""
    derived = [derive_key(purpose, site_key) for site_key in list_site_keys()]
    return list(dict.fromkeys([*derived, *_list_retired(purpose)]))


def find_oldest_key(purpose: Purpose) -> bytes:
    """Return the last of `list_purpose_keys`: under it the same name keeps the same hash for years."""
    retired = _list_retired(purpose)
    return retired[-1] if retired else derive_key(purpose, list_site_keys()[-1])


def parse_retired_keys(entries: Iterable[str]) -> list[tuple[str, bytes]]:
    """Return word and key of each `purpose:hex`. Raises ValueError, without a key in its message."""
    words = {purpose.word for purpose in Purpose}
    parsed = []
    for number, entry in enumerate(entries, start=1):
        word, _separator, digits = entry.partition(":")
        if word not in words or not re.fullmatch("[0-9a-f]{64}", digits):
            raise ValueError(f"entry {number} is not purpose:hex with one of {', '.join(sorted(words))}")
        parsed.append((word, bytes.fromhex(digits)))
    return parsed


def _list_retired(purpose: Purpose) -> list[bytes]:
    return [key for word, key in settings.RETIRED_KEYS if word == purpose.word]


@functools.lru_cache(maxsize=64)
def derive_key(purpose: Purpose, site_key: str) -> bytes:
    """Return the 32-byte key of a purpose.

    It is the key with which `django.utils.crypto.salted_hmac(purpose, …, secret=site_key,
    algorithm="sha256")` computes.
    """
    return hashlib.sha256(purpose.value.encode() + site_key.encode()).digest()


def keyed_hash(key: bytes, text: str) -> str:
    """Return the HMAC-SHA256 of a text, 64 hex digits."""
    return hmac.digest(key, text.encode(), "sha256").hex()


def key_id(site_key: str) -> str:
    """Return eight hex digits that tell site keys apart and do not reveal them."""
    return hmac.digest(site_key.encode(), b"arenasite.key-id", "sha256").hex()[:8]

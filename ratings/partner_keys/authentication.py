"""Which key a request carries."""

import datetime as dt
from collections.abc import Mapping

from ratings.partner_keys.issuing import START, digest_of
from ratings.partner_keys.models import PartnerKey

HEADERS = ("Authorization", "X-API-Key")
MAX_CHARACTERS = 200


class KeyRefused(Exception):
    """The key is malformed, unknown, expired or revoked; the message does not say which key."""


def read_header(headers: Mapping[str, str]) -> str | None:
    """Return the key of `Authorization: Bearer` or `X-API-Key`, None without either. Raises KeyRefused."""
    authorization = headers.get("Authorization", "").strip()
    if not authorization:
        return headers.get("X-API-Key", "").strip() or None
    scheme, _separator, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise KeyRefused("Send the key as Authorization: Bearer …, or as X-API-Key.")
    return key.strip()


def find_key(text: str, *, now: dt.datetime) -> PartnerKey:
    """Return the valid key with this text: one look-up by an index. Raises KeyRefused."""
    if not text.startswith(START) or len(text) > MAX_CHARACTERS:
        raise KeyRefused("This is no key of this site.")
    key = PartnerKey.objects.select_related("arena").filter(digest=digest_of(text)).first()
    if key is None:
        raise KeyRefused("This key is unknown.")
    if key.revoked_at is not None:
        raise KeyRefused("This key was revoked.")
    if not key.is_valid(now):
        raise KeyRefused("This key has expired.")
    return key

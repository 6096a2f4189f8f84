"""Making, replacing and revoking keys."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction

from ratings.partner_keys.models import PartnerKey

START = "arena_"
PREFIX_CHARACTERS = len(START) + 8
OVERLAP = dt.timedelta(days=7)
"""For how long a replaced key is accepted beside its successor."""


class NotReplaceable(ValueError):
    """The key is revoked, expired or was replaced before."""


def digest_of(text: str) -> str:
    """Return the digest under which a key is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_key(key: PartnerKey) -> str:
    """Give an unsaved row a new key and save it. Returns the key, which cannot be had again."""
    text = START + secrets.token_hex(4) + secrets.token_urlsafe(32)
    key.prefix, key.digest = text[:PREFIX_CHARACTERS], digest_of(text)
    key.save()
    return text


def replace_key(key: PartnerKey, *, actor: Any, now: dt.datetime) -> tuple[PartnerKey, str]:
    """Make the successor of a key with the same rights. The old one ends after OVERLAP.

    Returns the new row and the new key. Raises NotReplaceable.
    """
    with transaction.atomic():
        old = PartnerKey.objects.select_for_update().get(pk=key.pk)
        if not old.is_valid(now) or old.successor_id is not None:
            raise NotReplaceable(str(old))
        new = PartnerKey(
            name=old.name,
            contact=old.contact,
            scopes=old.scopes,
            arena_id=old.arena_id,
            reads_per_minute=old.reads_per_minute,
            expires_at=None if old.expires_at is None else now + (old.expires_at - old.created_at),
            created_by=actor,
        )
        text = write_key(new)
        old.successor = new
        old.expires_at = min(old.expires_at or now + OVERLAP, now + OVERLAP)
        old.save(update_fields=["successor", "expires_at"])
    return new, text


def revoke_keys(queryset: Any, *, now: dt.datetime) -> list[PartnerKey]:
    """End keys at once. Returns those that were not revoked before."""
    keys = list(queryset.filter(revoked_at__isnull=True)[:500])
    PartnerKey.objects.filter(pk__in=[key.pk for key in keys]).update(revoked_at=now)
    return keys

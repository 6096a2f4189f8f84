"""Keys of counters in shared stores: keyed hashes, so that no name and no address can be read there."""

from django.utils.crypto import salted_hmac


def hash_key(key: str) -> str:
    """Return 40 hex digits of the keyed hash."""
    return salted_hmac("battles.rate_limits", key, algorithm="sha256").hexdigest()[:40]

"""Keys of counters in shared stores: keyed hashes, so that no name and no address can be read there."""

from django.utils.crypto import salted_hmac

from battles.keys.site_keys import list_site_keys


def hash_key(key: str) -> str:
    """Return 40 hex digits of the keyed hash.

    The order of the site's keys does not matter, so that processes with the new key first and processes with
    the new key second share their counters while a site changes its key.
    """
    secret = min(list_site_keys())
    return salted_hmac("battles.rate_limits", key, secret=secret, algorithm="sha256").hexdigest()[:40]

"""Limits attempts to sign in, by account name and by address.

- Attempts are counted before the password is checked, so that parallel ones are counted too.
- A name is counted whether or not the account exists, so the answer does not show which names exist.
- A successful attempt resets its name. The address stays counted: it may be guessing other names.
- While the cache is away, attempts pass uncounted and a warning is logged.

The cache contains keyed hashes of names and addresses only: people type passwords into the wrong field.
"""

import unicodedata

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from battles.rate_limits import Limit, count_all

WINDOW = 15 * 60
ADDRESS_FACTOR = 5
"""Several people share an address."""


def count_attempt(name: str, address: str, *, now: float | None = None) -> None:
    """Count one attempt to sign in. Raises RateLimited with the seconds to wait."""
    times = settings.SIGNIN_ATTEMPTS
    counters = [(_account_key(name), Limit("signin", times, WINDOW))]
    if address:
        counters.append((f"staff-address:{address}", Limit("signin", times * ADDRESS_FACTOR, WINDOW)))
    count_all(counters, now=now)


def reset_attempts(name: str, *, now: float) -> None:
    """Delete the count of a name after a successful sign-in."""
    cache.delete(Limit("signin", 0, WINDOW).key(_account_key(name), now))


def _account_key(name: str) -> str:
    """One key for every spelling that reaches the same account."""
    spelled = unicodedata.normalize("NFKC", name).strip().casefold()
    return f"staff:{salted_hmac('arenasite.staff.throttle', spelled, algorithm='sha256').hexdigest()[:32]}"

"""How often somebody may try to sign in, by the account's name and by the address they come from.

- Attempts are counted before the password is looked at, so that many at once are counted too.
- A name counts whether or not there is such an account: nothing here tells one from the other.
- An attempt that succeeds forgets those of its name. The address keeps them: it may be guessing others.
- A cache out of reach lets attempts pass and is logged; the second factor does not need it.

Names and addresses are in the cache as keyed hashes only: people type passwords into the wrong field.
"""

import unicodedata

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from battles.rate_limits import Limit, count_all

WINDOW = 15 * 60
ADDRESS_FACTOR = 5
"""An address is shared by several people."""


def count_attempt(name: str, address: str, *, now: float | None = None) -> None:
    """Count one attempt to sign in. Raises RateLimited with the seconds until the next may be made."""
    times = settings.SIGNIN_ATTEMPTS
    counters = [(_who(name), Limit("signin", times, WINDOW))]
    if address:
        counters.append((f"staff-address:{address}", Limit("signin", times * ADDRESS_FACTOR, WINDOW)))
    count_all(counters, now=now)


def forget_attempts(name: str, *, now: float) -> None:
    """Somebody signed in by this name."""
    cache.delete(Limit("signin", 0, WINDOW).key(_who(name), now))


def _who(name: str) -> str:
    """One account by any spelling that may reach it."""
    spelled = unicodedata.normalize("NFKC", name).strip().casefold()
    return f"staff:{salted_hmac('arenasite.staff.throttle', spelled, algorithm='sha256').hexdigest()[:32]}"

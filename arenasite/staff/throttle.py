"""Limits attempts to sign in, by account name and by address.

- Attempts are counted before the password is checked, so that parallel ones are counted too.
- A name is counted whether or not the account exists, so the answer does not show which names exist.
- A name is counted per network (/24, /48), and over all networks with a wider limit: wrong passwords from
  elsewhere do not keep the account's owner out, and guessing from many networks is still limited.
- A device that has signed in under this name before (arenasite.staff.device) has a counter of its own, and no
  other: wrong passwords from elsewhere, from the same network too, do not keep it out.
- A successful attempt resets the name's counters. The address stays counted: it may be guessing other names.

Shared stores contain keyed hashes of names and addresses only: people type passwords into the wrong field.
"""

import unicodedata

from django.conf import settings

from battles.addresses import list_prefixes
from battles.rate_limits import Counter, Limit, build_counters, count, hash_key, reset

WINDOW = 15 * 60
ADDRESS_FACTOR = 5
"""Several people share an address."""
EVERYWHERE_FACTOR = 10
"""How many networks' attempts an account accepts together."""


def count_attempt(name: str, address: str, *, device: str = "", now: float | None = None) -> None:
    """Count one attempt to sign in. Raises RateLimited with the seconds to wait.

    device: the number of a known device of this name; empty for any other.
    """
    limit = Limit(settings.SIGNIN_ATTEMPTS, WINDOW)
    if device:
        count([_build_device_counter(device, limit)], now=now)
        return
    shared = limit.scale(ADDRESS_FACTOR)
    by_address = build_counters("signin", None, address, voter=limit, shared=shared)
    count([*_build_name_counters(name, address, limit), *by_address], now=now)


def reset_attempts(name: str, address: str, *, device: str = "", now: float | None = None) -> None:
    """Reset the counters of a name, or of a known device, after a successful sign-in."""
    limit = Limit(settings.SIGNIN_ATTEMPTS, WINDOW)
    reset(
        [_build_device_counter(device, limit)] if device else _build_name_counters(name, address, limit),
        now=now,
    )


def hash_account(name: str) -> str:
    """A keyed hash of the account that this spelling of a name reaches."""
    return hash_key(f"signin:account:{_normalize(name)}")


def _normalize(name: str) -> str:
    """One text for every spelling that reaches the same account."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _build_device_counter(device: str, limit: Limit) -> Counter:
    return Counter(f"signin:device:{device}", limit)


def _build_name_counters(name: str, address: str, limit: Limit) -> list[Counter]:
    account = _normalize(name)
    prefixes = list_prefixes(address)
    network = prefixes[-1].network if prefixes else "unknown"
    return [
        Counter(f"signin:name:{network}:{account}", limit),
        Counter(f"signin:name::{account}", limit.scale(EVERYWHERE_FACTOR)),
    ]

"""Keyed hashes of an address: every prefix level under the key of the month.

- A hash is HMAC-SHA-256 of the prefix, 32 hex digits. IPv4 written as IPv6 is IPv4 (battles.addresses).
- For a day after a new key the narrowest level is hashed under the key before too, so that what is counted
  by address within a day does not start anew.
- Before there were keys, hashes were made under SECRET_KEY. For a day after the first key that is the hash
  before; stored ones expire with the other traces.
"""

import datetime as dt
import hmac
import ipaddress
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from battles.addresses import list_prefixes, parse_address
from battles.visitors.address_keys import get_key

DIGITS = 32


@dataclass(frozen=True)
class AddressHashes:
    """The hashes of an address, by prefix level; all empty without a usable address.

    host: IPv4 /32, IPv6 /64. site: IPv6 /56. network: IPv4 /24, IPv6 /48. host_before: the host under the key
    before, None except for a day after a new key. key_id: the key's row.
    """

    host: str = ""
    site: str = ""
    network: str = ""
    host_before: str | None = None
    key_id: int | None = None


UNKNOWN = AddressHashes()


def get_address(request: HttpRequest) -> str:
    """Return the client's address as the server gives it; empty if there is none."""
    return request.META.get("REMOTE_ADDR") or ""


def hash_request(request: HttpRequest) -> AddressHashes:
    """The hashes of the client's address now.

    The address is REMOTE_ADDR; behind trusted proxies the server has put the client's address there.
    """
    known = getattr(request, "address_hashes", None)
    if known is None:
        known = request.address_hashes = hash_address(get_address(request), now=timezone.now())
    return known


def address_hash(request: HttpRequest) -> str:
    """The hash of the narrowest prefix of the client's address; empty without an address."""
    return hash_request(request).host


def hash_address(address: str, *, now: dt.datetime) -> AddressHashes:
    """The hashes of an address at a moment."""
    prefixes = [prefix.network for prefix in list_prefixes(address)]
    if not prefixes:
        return UNKNOWN
    key = get_key(now)
    hashes = [_hash(prefix, key.secret) for prefix in prefixes]
    before = None
    if key.before is not None:
        before = _hash(prefixes[0], key.before) if key.before else _hash_without_key(address)
    return AddressHashes(
        host=hashes[0],
        site=hashes[1] if len(hashes) == 3 else "",
        network=hashes[-1],
        host_before=before,
        key_id=key.pk,
    )


def _hash(prefix: str, secret: bytes) -> str:
    return hmac.digest(secret, prefix.encode(), "sha256").hex()[:DIGITS]


def _hash_without_key(text: str) -> str:
    """The hash of an address as it was made before there were keys."""
    address = parse_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        address = ipaddress.ip_network((address, 64), strict=False).network_address
    return salted_hmac("battles.voters.address", str(address), algorithm="sha256").hexdigest()[:DIGITS]

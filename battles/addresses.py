"""Network addresses of clients: normalised, and as a hierarchy of prefixes.

One household often has a whole IPv6 /56, one hosting customer a /48, and one customer of a cheap host a /24:
a limit by single addresses alone is no limit.
"""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

IPv4OrIPv6 = ipaddress.IPv4Address | ipaddress.IPv6Address
LEVELS = {4: ((32, 1), (24, 4)), 6: ((64, 1), (56, 2), (48, 4))}
"""By IP version: prefix length, and how many times the limit of a single client applies to it."""


@dataclass(frozen=True)
class Prefix:
    """A network that contains the client; `factor`: how many clients' limits it may use together."""

    network: str
    factor: int


def parse_address(text: str) -> IPv4OrIPv6 | None:
    """Parse an address; IPv4 written as IPv6 (mapped, 6to4) becomes IPv4. None if it is not an address."""
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def list_prefixes(text: str) -> list[Prefix]:
    """List the prefixes of an address, the narrowest first; empty if it is not an address."""
    return list(_compute_prefixes(text))


@lru_cache(maxsize=1024)
def _compute_prefixes(text: str) -> tuple[Prefix, ...]:
    """Kept for a while: one request asks several times."""
    address = parse_address(text)
    if address is None:
        return ()
    return tuple(
        Prefix(str(ipaddress.ip_network((address, length), strict=False)), factor)
        for length, factor in LEVELS[address.version]
    )

"""Which addresses a request to an upstream may reach: public ones, and networks that a setting names.

The check sees the address that is connected to, after the name was resolved, so that a name cannot change
its address between a check and the connection.
"""

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """The address belongs to a private network that no setting allows."""

    def __init__(self, address: Address):
        super().__init__(f"{address} is not a public address; ARENA_UPSTREAM_NETWORKS can allow its network")


def open_socket(address_info: tuple[Any, ...]) -> socket.socket:
    """Open the socket of one connection; aiohttp's socket_factory. Raises AddressRefused."""
    family, kind, protocol, _, place = address_info
    address = parse_address(place[0])
    if not is_allowed(address, parse_networks(tuple(settings.UPSTREAM_NETWORKS))):
        raise AddressRefused(address)
    return socket.socket(family=family, type=kind, proto=protocol)


def is_allowed(address: Address, networks: Iterable[Network]) -> bool:
    """Return whether the address is public or in one of the networks."""
    if address.is_global and not address.is_multicast:
        return True
    return any(address in network for network in networks if network.version == address.version)


def parse_address(text: str) -> Address:
    """Parse an address; an IPv4 address inside an IPv6 address counts as itself."""
    address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


@lru_cache(maxsize=8)
def parse_networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Parse networks such as "10.0.0.0/8". Raises ValueError."""
    return tuple(ipaddress.ip_network(text) for text in texts)

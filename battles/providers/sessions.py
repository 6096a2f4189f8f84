"""One HTTP session per event loop, so that streams to the same upstream share connections.

A session ignores proxies, cookies and passwords of its environment: a request carries only what its
target says.
"""

import asyncio

import aiohttp

from battles.providers.network import open_socket

_sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}


def session() -> aiohttp.ClientSession:
    """Return the running loop's session; the first call opens it."""
    loop = asyncio.get_running_loop()
    current = _sessions.get(loop)
    if current is None or current.closed:
        for closed_loop in [other for other in _sessions if other.is_closed()]:
            del _sessions[closed_loop]
        current = _sessions[loop] = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300, socket_factory=open_socket),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
        )
    return current


async def close_session() -> None:
    """Close the running loop's session; streams that still use it fail."""
    current = _sessions.pop(asyncio.get_running_loop(), None)
    if current is not None:
        await current.close()

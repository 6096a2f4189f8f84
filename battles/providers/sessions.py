"""One HTTP session per event loop, so that streams to the same upstream share connections.

A session knows no proxy, cookie or password of its environment: what an upstream is sent is what the
target says.
"""

import asyncio

import aiohttp

_sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}


def session() -> aiohttp.ClientSession:
    """The running loop's session, opened when first asked for."""
    loop = asyncio.get_running_loop()
    found = _sessions.get(loop)
    if found is None or found.closed:
        for ended in [known for known in _sessions if known.is_closed()]:
            del _sessions[ended]
        found = _sessions[loop] = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
        )
    return found


async def close_session() -> None:
    """Close the running loop's session; streams that still use it fail."""
    found = _sessions.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()

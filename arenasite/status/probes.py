"""Probes for load balancers and orchestrators, answered before Django.

They use an address as host and plain HTTP, so they pass neither the host check nor the HTTPS redirect.

- /healthz: "alive" if this process answers; nothing else is read, so a failure means: restart it.
- /readyz: the state of each part of the site by name, and ages in seconds; 503 if the database or its tables
  are missing, 200 otherwise.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from django.db import connections

from arenasite.status.checks import Result, State, run_checks

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

CACHE_SECONDS = 2.0
TIMEOUT_SECONDS = 8.0


class Probes:
    """Answers the two probes and passes everything else on."""

    def __init__(self, application: Callable) -> None:
        self._application = application
        self._checked_at = -CACHE_SECONDS
        self._results: list[Result] = []
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Callable, send: Send) -> None:
        is_probe = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if is_probe and scope["path"] == "/healthz":
            await send_answer(scope, send, HTTPStatus.OK, b"alive", "text/plain")
        elif is_probe and scope["path"] == "/readyz":
            status, body = await self._get_readiness()
            await send_answer(scope, send, status, body, "application/json")
        else:
            await self._application(scope, receive, send)

    async def _get_readiness(self) -> tuple[HTTPStatus, bytes]:
        async with self._lock:  # many probes at once share one look
            if time.monotonic() - self._checked_at >= CACHE_SECONDS:
                self._results = await _run_quick_checks()
                self._checked_at = time.monotonic()
        is_ready = all(result.state != State.FAILED for result in self._results)
        body = {result.name: _to_json(result) for result in self._results}
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return status, json.dumps({"ready": is_ready, **body}).encode()


def _to_json(result: Result) -> dict[str, str | int]:
    """State and age. Details contain hosts and errors: `manage.py doctor` and the admin show them."""
    age = {} if result.seconds is None else {"seconds": result.seconds}
    return {"state": result.state.value, **age}


async def _run_quick_checks() -> list[Result]:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await asyncio.to_thread(_run_and_close)
    except TimeoutError:
        return [Result("database", State.FAILED, f"no answer within {TIMEOUT_SECONDS:.0f} s")]


def _run_and_close() -> list[Result]:
    try:
        return run_checks(only_quick=True)
    finally:
        connections.close_all()


async def send_answer(scope: Message, send: Send, status: HTTPStatus, body: bytes, content_type: str) -> None:
    """Send a whole answer that nobody may store; HEAD gets no body."""
    headers = [
        (b"content-type", f"{content_type}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

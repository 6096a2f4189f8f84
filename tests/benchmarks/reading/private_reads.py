"""What private pages cost beside fixed bytes: part of `python -m tests.benchmarks.reads`.

A visitor's pages are made by Django for each request. Their peer is a view that sends the start page's bytes
through the same middleware, in the same process and run; one battle is opened, answered and then read.
"""

import asyncio
import re
import uuid
from dataclasses import dataclass

from tests.benchmarks.measuring import processes
from tests.benchmarks.reading.requests import Case, ask, per_second

ROUNDS = 3
FIXED = "/fixed-bytes/"


@dataclass(frozen=True)
class Row:
    """One kind of page; ratio: its requests a processor second, of those for fixed bytes."""

    case: str
    status: int
    wire_kilobytes: float
    site_per_cpu_second: int
    fixed_per_cpu_second: int
    ratio: float


async def open_battle(port: int) -> tuple[str, str]:
    """Open a battle and read it to its end; its path and the visitor's cookies."""
    start = await ask(port, Case("", "/").request)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', start.body.decode())
    assert token is not None
    cookies = list_cookies(start)
    form = f"csrfmiddlewaretoken={token[1]}&prompt=Hello&arena=text&free=1&key={uuid.uuid4()}"
    opened = await ask(port, Case("", "/battles/", (("Cookie", cookies),), body=form.encode()).request)
    assert opened.status == 302, opened.status
    path = next(value for name, value in opened.headers if name.lower() == "location")
    cookies = f"{cookies}; {list_cookies(opened)}"
    await read_events(port, path, cookies)
    return path, cookies


def list_cookies(answer) -> str:
    return "; ".join(value.split(";")[0] for name, value in answer.headers if name.lower() == "set-cookie")


async def read_events(port: int, path: str, cookies: str) -> bytes:
    """A battle's event stream to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fields = (("Cookie", cookies), ("Connection", "close"))
    writer.write(Case("", f"{path}events/", fields).request)
    events = await reader.read()
    writer.close()
    assert b"event: done" in events
    return events


async def measure_events(pid: int, port: int, path: str, cookies: str, times: int) -> float:
    """Streams of an ended battle per second of the server's processor time."""
    before = processes.cpu_seconds(pid)
    for _ in range(times):
        await read_events(port, path, cookies)
    return times / (processes.cpu_seconds(pid) - before)


async def measure_private_pages(pid: int, port: int, requests: int) -> list[Row]:
    """Every kind of private page, round after round with the fixed bytes, and the median of its ratios."""
    path, cookies = await open_battle(port)
    own, gzip = ("Cookie", cookies), ("Accept-Encoding", "gzip")
    htmx = ("HX-Request", "true")
    fixed = {"": Case("", FIXED), "gzip": Case("", FIXED, (gzip,))}
    cases = [
        Case("start page", "/"),
        Case("start page, gzip", "/", (gzip,)),
        Case("start page, returning", "/", (own,)),
        Case("battle's page", path, (own,)),
        Case("battle's page, gzip", path, (own, gzip)),
        Case("ballot fragment", f"{path}ballot/", (own, htmx)),
    ]
    rates: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        bare = {name: await per_second(pid, port, case.request, requests) for name, case in fixed.items()}
        for case in cases:
            rate = await per_second(pid, port, case.request, requests)
            rates.setdefault(case.name, []).append((rate, bare["gzip" if gzip in case.headers else ""]))
        events = await measure_events(pid, port, path, cookies, max(1, requests // 4))
        rates.setdefault("events of an ended battle", []).append((events, bare[""]))
    answers = {case.name: await ask(port, case.request) for case in cases}
    rows = []
    for name, pairs in rates.items():
        ours, peer = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
        status, size = (answers[name].status, answers[name].wire_bytes) if name in answers else (200, 0)
        rows.append(Row(name, status, round(size / 1000, 1), round(ours), round(peer), round(ours / peer, 2)))
    return rows

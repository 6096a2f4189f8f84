"""What a streamed battle costs: `python -m tests.benchmarks.streaming [--quick] [--json PATH]`.

One web process on one core serves visitors who open battle after battle, read the page and watch the stream:
database, limits, detectors and final rendering on. A mock upstream in a process of its own says 50 tokens a
second to each side. Everything else (upstream, visitors, database) keeps to another core. Beside it, in the
same run: a raw ASGI application that sends the same frames, and a bare aiohttp reader of the same upstream.

DATABASE_URL (a PostgreSQL server; a database of its own is made and dropped) and REDIS_URL are used if set,
SQLite and no Redis otherwise. Lag is the time from the upstream's send to the visitor's socket, the site's
own gathering of 50 ms included; "own" is how late the visitors' process itself woke, which no site can help.
"""

import argparse
import asyncio
import contextlib
import importlib.util
import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import aiohttp

from tests.benchmarks import measured, token_server
from tests.benchmarks.stream_visitors import Crowd, Seen, read_stream
from tests.real_site import RealSite, Visitor, Web, fresh_database
from tests.redis_server import free_port

RATE = 50.0
LAG_LIMIT = 0.1
JITTER_SLEEP = 0.01
LIMITS = {
    "ARENA_BATTLES_PER_MINUTE": "1000000",
    "ARENA_BATTLES_PER_DAY": "1000000",
    "ARENA_BATTLES_PER_ADDRESS_PER_DAY": "1000000",
    "ARENA_READS_PER_MINUTE": "0",
    "ARENA_STREAMS_PER_ADDRESS": "0",
    "ARENA_STREAMS_PER_VOTER": "0",
}


@dataclass(frozen=True)
class Plan:
    """base: battles for the cost of viewers, beside and below the sizes of the crowd, which rise.
    tokens per answer; window: measured seconds per row."""

    base: int
    battles: tuple[int, ...]
    tokens: int
    window: float

    @property
    def seconds(self) -> float:
        return self.tokens / RATE


VIEWERS = 4
"""Viewers of one battle where the cost of a viewer is measured: one would drown in the noise."""

PLAN = Plan(base=40, battles=(60, 100), tokens=300, window=5.0)
QUICK = Plan(base=30, battles=(), tokens=100, window=2.0)


@dataclass(frozen=True)
class Window:
    """One measured stretch of the site. Microseconds of processor time per token; lags in milliseconds.

    jitter_p99: how late the visitors' own process woke, without any part of the site: what a busy machine
    adds to the lags.
    """

    battles: int
    viewers: int
    cpu_per_token: float
    core_share: float
    tokens_per_second: float
    lag_p50: float | None
    lag_p99: float | None
    jitter_p99: float
    bytes_per_battle: float | None
    megabytes: float


async def sent(base_url: str) -> int:
    """Tokens the upstream has sent so far."""
    async with aiohttp.ClientSession() as session, session.get(f"{base_url}/sent") as response:
        return int(await response.text())


async def jitter(seconds: float) -> list[float]:
    """By how much sleeps of 10 ms were too long, in seconds."""
    loop = asyncio.get_running_loop()
    until, late = loop.time() + seconds, []
    while (start := loop.time()) < until:
        await asyncio.sleep(JITTER_SLEEP)
        late.append(loop.time() - start - JITTER_SLEEP)
    return late


async def window(crowd: Crowd, web: Web, base_url: str, *, battles: int, seconds: float) -> Window:
    crowd.seen.lags.clear()
    pid = web.process.pid
    cpu, tokens, start = measured.cpu_seconds(pid), await sent(base_url), time.monotonic()
    late = await jitter(seconds)
    cpu, tokens = measured.cpu_seconds(pid) - cpu, await sent(base_url) - tokens
    took = time.monotonic() - start
    crowd.check()
    lags, streamed = list(crowd.seen.lags), crowd.seen.streamed
    return Window(
        battles=battles,
        viewers=crowd.viewers,
        cpu_per_token=cpu / tokens * 1e6,
        core_share=cpu / took,
        tokens_per_second=tokens / took,
        lag_p50=measured.percentile(lags, 0.5) * 1000 if lags else None,
        lag_p99=measured.percentile(lags, 0.99) * 1000 if lags else None,
        jitter_p99=measured.percentile(late, 0.99) * 1000,
        bytes_per_battle=sum(streamed) / len(streamed) if streamed else None,
        megabytes=measured.resident_megabytes(pid),
    )


async def site_windows(site: RealSite, base_url: str, plan: Plan, core: int) -> tuple[list[Window], Seen]:
    """The process at rest; the base unwatched and with many viewers; every size with one viewer each."""
    async with site.running(1, **LIMITS) as (web,), Visitor() as visitor:
        measured.pin(web.process.pid, core)
        crowd = Crowd(visitor, web, seconds=plan.seconds)
        await crowd.one_battle()  # imports and connections
        rest = measured.resident_megabytes(web.process.pid)
        windows = [Window(0, 0, 0, 0, 0, None, None, 0, None, rest)]
        rows = [(plan.base, 0), (plan.base, VIEWERS), *((size, 1) for size in plan.battles or (plan.base,))]
        for size, viewers in rows:
            is_other = viewers != crowd.viewers
            crowd.viewers = viewers
            await crowd.grow(size, over=plan.seconds / 2)
            if is_other:  # until the battles that began before have ended
                await asyncio.sleep(plan.seconds)
            windows.append(await window(crowd, web, base_url, battles=size, seconds=plan.window))
        await crowd.leave()
    return windows, crowd.seen


async def read_tokens(who: str, base_url: str, count: int, core: int) -> float:
    """Microseconds of processor time per token of so many answers read at once."""
    with measured.module("tests.benchmarks.token_readers", who, base_url, str(count), core=core) as process:
        output, _ = await asyncio.to_thread(process.communicate)
    result = json.loads(output)
    return result["cpu"] / result["tokens"] * 1e6


async def send_frames(frames: list[tuple[float, str]], viewers: int, core: int, tokens: int) -> float:
    """Microseconds of processor time per token for the recorded frames sent to so many viewers."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(frames, file)
        file.flush()
        arguments = ["tests.benchmarks.frame_server:application", "--port", str(port), "--lifespan", "off"]
        with measured.module(
            "uvicorn", *arguments, "--log-level", "warning", core=core, FRAMES=file.name
        ) as process:
            await measured.port_open(port)

            async def view(delay: float) -> None:
                await asyncio.sleep(delay)
                await read_stream(port, "/", "", Seen())

            before = measured.cpu_seconds(process.pid)
            await asyncio.gather(*(view(number / viewers) for number in range(viewers)))
            spent = measured.cpu_seconds(process.pid) - before
    return spent / (viewers * 2 * tokens) * 1e6


async def measure(plan: Plan) -> dict:
    inner, outer = measured.cores()
    os.sched_setaffinity(0, {outer})
    port = free_port()
    base_url = f"http://127.0.0.1:{port}/v1"
    with contextlib.ExitStack() as stack:
        said = (str(port), str(plan.tokens), str(RATE))
        stack.enter_context(measured.module(token_server.__name__, *said, core=outer))
        await measured.port_open(port)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = os.environ.get("DATABASE_URL", "")
        database = stack.enter_context(fresh_database(server)) if server else ""
        redis = os.environ.get("REDIS_URL", "")
        site = RealSite(database, folder, base_url, REDIS_URL=redis)
        windows, seen = await site_windows(site, base_url, plan, inner)
        viewers = plan.base
        bare, adapter, floor = await asyncio.gather(
            read_tokens("bare", base_url, viewers, inner),
            read_tokens("adapter", base_url, viewers, inner),
            send_frames(seen.recorded, viewers, inner, plan.tokens),
        )
    return report(plan, windows, bare, adapter, floor) | {
        "database": "PostgreSQL" if database else "SQLite",
        "redis": bool(redis),
        "uvloop": importlib.util.find_spec("uvloop") is not None,
        "frames": len(seen.recorded),
    }


def report(plan: Plan, windows: list[Window], bare: float, adapter: float, floor: float) -> dict:
    rest, unwatched, crowded, *watched = windows
    sse = (crowded.cpu_per_token - unwatched.cpu_per_token) / VIEWERS
    good = [row for row in watched if row.lag_p99 is not None and row.lag_p99 < LAG_LIMIT * 1000]
    return {
        "plan": asdict(plan),
        "windows": [asdict(row) for row in windows],
        "battles_per_core": max((row.battles for row in good), default=0),
        "megabytes_at_rest": rest.megabytes,
        "megabytes_per_battle": (watched[-1].megabytes - rest.megabytes) / watched[-1].battles,
        "adapter": {"site": adapter, "bare": bare, "ratio": adapter / bare},
        "sse": {"site": sse, "raw": floor, "ratio": sse / floor},
    }


def show(result: dict) -> None:
    print(f"{result['database']}, Redis {result['redis']}, uvloop {result['uvloop']}; ", end="")
    print(f"2 x {RATE:g} tokens/s, {result['plan']['tokens']} tokens an answer; one core\n")
    print("battles  viewers  CPU µs/token  core %  tokens/s  lag p50 ms  p99 ms  own p99  kB/battle     MB")
    for row in result["windows"][1:]:
        lags = [f"{row[name]:.0f}" if row[name] is not None else "–" for name in ("lag_p50", "lag_p99")]
        size = f"{row['bytes_per_battle'] / 1000:.1f}" if row["bytes_per_battle"] else "–"
        print(
            f"{row['battles']:7}  {row['viewers']:7}  {row['cpu_per_token']:12.1f}  "
            f"{row['core_share'] * 100:6.0f}  {row['tokens_per_second']:8.0f}  {lags[0]:>10}  {lags[1]:>6}  "
            f"{row['jitter_p99']:7.0f}  "
            f"{size:>9}  {row['megabytes']:5.0f}"
        )
    limit = LAG_LIMIT * 1000
    print(f"\nmost battles measured with p99 lag < {limit:.0f} ms: {result['battles_per_core']} on one core")
    print(
        f"memory: {result['megabytes_at_rest']:.0f} MB at rest, {result['megabytes_per_battle']:.2f} a battle"
    )
    for name, peer in (("adapter", "bare"), ("sse", "raw")):
        row = result[name]
        print(f"{name}: {row['site']:.1f} µs/token, {peer}: {row[peer]:.1f}, ratio {row['ratio']:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="short answers, few battles; under 20 s")
    parser.add_argument("--battles", type=int, nargs="+", help="sizes of the crowd, rising")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    plan = QUICK if options.quick else PLAN
    if options.battles:
        plan = replace(plan, battles=tuple(options.battles))
    result = asyncio.run(measure(plan))
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()

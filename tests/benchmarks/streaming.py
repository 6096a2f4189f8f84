"""What a streamed battle costs: `python -m tests.benchmarks.streaming [--quick] [--tokens N] [--json PATH]`.

One web process on one core serves visitors who open battle after battle, read the page and watch the stream:
database, limits, pacing, detectors and rendering on. The processor time of its renderer counts as its own. A
mock upstream in a process of its own says 50 tokens a second to each side. Everything else (upstream,
visitors, database) keeps to another core. Beside it, in the same run: a raw ASGI application that sends the
same frames, and a bare aiohttp reader of the same upstream.

DATABASE_URL (a PostgreSQL server; a database of its own is made and dropped) and REDIS_URL are used if set,
SQLite and no Redis otherwise. Lag is the time from the moment that the release clock gives a character to the
visitor's socket, the clock's ticks of 50 ms included; "own" is how late the visitors' process itself woke,
which no site can help. Measured apart: battles of ten tokens a side, one after the other (what opening, page,
events and end cost); the first word of 20 battles at once and of one alone, paced (what a visitor gets unless
he asks otherwise) and as fast as they come; answers at 800 tokens a second, as fast as they come.
At the end each aim is printed with what was measured, met or missed.
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

from tests.benchmarks.measuring import processes
from tests.benchmarks.streams import aims, token_server
from tests.benchmarks.streams.visitors import Crowd, Seen, read_stream
from tests.real_site import RealSite, Visitor, Web, fresh_database
from tests.redis_server import free_port

RATE, FAST_RATE = 50.0, 800.0
RELEASE_RATE = 90 / 6
"""Tokens a second on the release clock: its ceiling's characters a second by characters a token."""

AT_ONCE = 20
FAST_BATTLES = 4
SETTLE_SECONDS = 1.0
SHORT_TOKENS = 10
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
    tokens per answer; window: measured seconds per row, or the time of a whole release if that is longer."""

    base: int
    battles: tuple[int, ...]
    tokens: int
    window: float

    openings: int = 40

    @property
    def seconds(self) -> float:
        """How long the release of an answer takes."""
        return self.tokens / RELEASE_RATE


VIEWERS = 4
"""Viewers of one battle where the cost of a viewer is measured: one would drown in the noise."""

PLAN = Plan(base=40, battles=(40, 80), tokens=300, window=20.0)
QUICK = Plan(base=20, battles=(), tokens=100, window=4.0, openings=10)


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
    release_p50: float | None
    release_p99: float | None
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
    crowd.seen.release_lags.clear()
    crowd.seen.streamed.clear()
    pid = web.process.pid
    cpu, tokens, start = processes.cpu_seconds(pid), await sent(base_url), time.monotonic()
    late = await jitter(seconds)
    cpu, tokens = processes.cpu_seconds(pid) - cpu, await sent(base_url) - tokens
    took = time.monotonic() - start
    crowd.check()
    lags, streamed = list(crowd.seen.release_lags), crowd.seen.streamed
    return Window(
        battles=battles,
        viewers=crowd.viewers,
        cpu_per_token=cpu / tokens * 1e6,
        core_share=cpu / took,
        tokens_per_second=tokens / took,
        release_p50=processes.percentile(lags, 0.5) * 1000 if lags else None,
        release_p99=processes.percentile(lags, 0.99) * 1000 if lags else None,
        jitter_p99=processes.percentile(late, 0.99) * 1000,
        bytes_per_battle=sum(streamed) / len(streamed) if streamed else None,
        megabytes=processes.resident_megabytes(pid),
    )


async def site_windows(site: RealSite, base_url: str, plan: Plan, core: int) -> tuple[list[Window], Seen]:
    """The process at rest; the base unwatched and with many viewers; every size with one viewer each."""
    async with site.running(1, **LIMITS) as (web,), Visitor() as visitor:
        processes.pin(web.process.pid, core)
        crowd = Crowd(visitor, web, seconds=plan.seconds)
        await crowd.one_battle()  # imports and connections
        crowd.is_free = False
        rest = processes.resident_megabytes(web.process.pid)
        windows = [Window(0, 0, 0, 0, 0, None, None, 0, None, rest)]
        rows = [(plan.base, 0), (plan.base, VIEWERS), *((size, 1) for size in plan.battles or (plan.base,))]
        for size, viewers in rows:
            is_other = viewers != crowd.viewers
            crowd.viewers = viewers
            await crowd.grow(size, over=plan.seconds / 2)
            if is_other:  # until the battles that began before have ended
                await asyncio.sleep(plan.seconds)
            # A whole battle's time: the upstream writes an answer at the beginning of its slot's release.
            seconds = max(plan.window, plan.seconds)
            windows.append(await window(crowd, web, base_url, battles=size, seconds=seconds))
        await crowd.leave()
    return windows, crowd.seen


async def short_battles(site: RealSite, plan: Plan, core: int) -> tuple[dict, dict]:
    """Processor time of a whole battle with short answers, and how late first words come by pace."""
    async with site.running(1, **LIMITS) as (web,), Visitor() as visitor:
        processes.pin(web.process.pid, core)
        crowd = Crowd(visitor, web, seconds=0)
        for _ in range(3):
            await crowd.one_battle()
        await asyncio.sleep(SETTLE_SECONDS)
        before = processes.cpu_seconds(web.process.pid)
        for _ in range(plan.openings):
            await crowd.one_battle()
        await asyncio.sleep(SETTLE_SECONDS)
        spent = processes.cpu_seconds(web.process.pid) - before
        first_words = {}
        for pace, crowd.is_free in (("free", True), ("paced", False)):
            alone = [await crowd.first_word() for _ in range(5)]
            bursts = [await crowd.first_words(AT_ONCE) for _ in range(3)]
            together = [processes.percentile(burst, 0.5) for burst in bursts]
            first_words[pace] = {
                "alone": processes.percentile(alone, 0.5),
                "together": processes.percentile(together, 0.5),
            }
    return {"battles": plan.openings, "cpu": spent / plan.openings * 1e6}, first_words


async def fast_answers(site: RealSite, base_url: str, plan: Plan, core: int) -> dict:
    """Microseconds per token of a few battles at once whose models say 800 tokens a second."""
    async with site.running(1, **LIMITS) as (web,), Visitor() as visitor:
        processes.pin(web.process.pid, core)
        crowd = Crowd(visitor, web, seconds=plan.tokens / FAST_RATE)
        await crowd.one_battle()
        await crowd.grow(FAST_BATTLES, over=1.0)
        row = await window(crowd, web, base_url, battles=FAST_BATTLES, seconds=plan.window / 2)
        await crowd.leave()
    bare = await read_tokens("bare", base_url, 2 * FAST_BATTLES, core)
    return {"cpu_per_token": row.cpu_per_token, "bare": bare}


async def read_tokens(who: str, base_url: str, count: int, core: int) -> float:
    """Microseconds of processor time per token of so many answers read at once."""
    with processes.module(
        "tests.benchmarks.streams.token_readers", who, base_url, str(count), core=core
    ) as process:
        output, _ = await asyncio.to_thread(process.communicate)
    result = json.loads(output)
    return result["cpu"] / result["tokens"] * 1e6


async def send_frames(frames: list[tuple[float, str]], viewers: int, core: int, tokens: int) -> float:
    """Microseconds of processor time per token for the recorded frames sent to so many viewers."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(frames, file)
        file.flush()
        arguments = [
            "tests.benchmarks.streams.frame_server:application",
            "--port",
            str(port),
            "--lifespan",
            "off",
        ]
        with processes.module(
            "uvicorn", *arguments, "--log-level", "warning", core=core, FRAMES=file.name
        ) as process:
            await processes.port_open(port)

            async def view(delay: float) -> None:
                await asyncio.sleep(delay)
                await read_stream(port, "/", "", Seen())

            before = processes.cpu_seconds(process.pid)
            await asyncio.gather(*(view(number / viewers) for number in range(viewers)))
            spent = processes.cpu_seconds(process.pid) - before
    return spent / (viewers * 2 * tokens) * 1e6


def open_site(stack: contextlib.ExitStack, tokens: int, rate: float, outer: int) -> tuple[RealSite, str]:
    """A site with a database of its own, whose models say so many tokens at this rate; and their base URL."""
    server, port = os.environ.get("DATABASE_URL", ""), free_port()
    base_url = f"http://127.0.0.1:{port}/v1"
    arguments = (str(port), str(tokens), str(rate))
    stack.enter_context(processes.module(token_server.__name__, *arguments, core=outer))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    database = stack.enter_context(fresh_database(server)) if server else ""
    return RealSite(database, folder, base_url, REDIS_URL=os.environ.get("REDIS_URL", "")), base_url


async def measure(plan: Plan) -> dict:
    inner, outer = processes.cores()
    os.sched_setaffinity(0, {outer})
    with contextlib.ExitStack() as stack:
        site, base_url = open_site(stack, plan.tokens, RATE, outer)
        windows, seen = await site_windows(site, base_url, plan, inner)
        bare, adapter, floor = await asyncio.gather(
            read_tokens("bare", base_url, plan.base, inner),
            read_tokens("adapter", base_url, plan.base, inner),
            send_frames(seen.recorded, plan.base, inner, plan.tokens),
        )
        short_site, _base_url = open_site(stack, SHORT_TOKENS, FAST_RATE, outer)
        opening, first_words = await short_battles(short_site, plan, inner)
        fast = await fast_answers(*open_site(stack, plan.tokens, FAST_RATE, outer), plan, inner)
    return report(plan, windows, bare, adapter, floor) | {
        "opening": opening,
        "first_words": first_words,
        "fast": fast,
        "database": "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite",
        "redis": bool(os.environ.get("REDIS_URL")),
        "uvloop": importlib.util.find_spec("uvloop") is not None,
        "frames": len(seen.recorded),
    }


def report(plan: Plan, windows: list[Window], bare: float, adapter: float, floor: float) -> dict:
    rest, unwatched, crowded, *watched = windows
    sse = (crowded.cpu_per_token - unwatched.cpu_per_token) / VIEWERS
    good = [row for row in watched if row.release_p99 is not None and row.release_p99 < LAG_LIMIT * 1000]
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
        lags = [
            f"{row[name]:.0f}" if row[name] is not None else "–" for name in ("release_p50", "release_p99")
        ]
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
    print(f"opening, page, events and end: {result['opening']['cpu'] / 1000:.1f} ms a battle")
    for pace, words in result["first_words"].items():
        alone, together = words["alone"] * 1000, words["together"] * 1000
        print(f"first word, {pace}: {alone:.0f} ms alone, {together:.0f} ms of {AT_ONCE}")
    fast = result["fast"]
    print(f"at {FAST_RATE:g} tokens/s: {fast['cpu_per_token']:.1f} µs/token, bare: {fast['bare']:.1f}\n")
    aims.show(aims.build_aims(result))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="short answers, few battles; under 20 s")
    parser.add_argument("--battles", type=int, nargs="+", help="sizes of the crowd, rising")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--tokens", type=int, help="tokens of an answer, in place of the plan's")
    options = parser.parse_args()
    plan = QUICK if options.quick else PLAN
    if options.tokens:
        plan = replace(plan, tokens=options.tokens)
    if options.battles:
        plan = replace(plan, battles=tuple(options.battles))
    result = asyncio.run(measure(plan))
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""What public pages cost: `python -m tests.benchmarks.reads [--models N] [--requests N] [--json PATH]`.

The site (uvicorn, SQLite, one process) and a bare ASGI application that sends the same bytes with the same
headers, each pinned to one core and read by the same client on the other. What is compared is the server's
processor time a request, so the client's own speed does not matter. Bars:

- board page, board JSON and 304: at least 0.5 × the bare application's requests per processor second;
- a board of 340 models under 40 kB on the wire, its matchups under 60 kB;
- the start page, which Django makes for each visitor: at least 0.5 × a page of fixed bytes (robots.txt)
  through the same middleware.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import measured
from tests.redis_server import free_port

CONNECTIONS = 8
SITE = "arenasite.asgi:application"
FLOOR = "tests.benchmarks.bytes_server:application"
PREPARE = """
import datetime as dt
import numpy as np
from django.core.management import call_command
from battles.imports.importer import Importer, ImportOptions
from battles.models import Arena
from ratings.rebuild.run import rebuild
import json, sys, tempfile

call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
rng = np.random.default_rng(1)
models, votes = {models}, {votes}
strength = rng.normal(0, 1, models)
a, b = rng.integers(0, models, (2, votes))
wins = rng.random(votes) < 1 / (1 + np.exp(strength[b] - strength[a]))
with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as log:
    for number in range(votes):
        if a[number] != b[number]:
            row = dict(model_a=f"model-{{a[number]:03}}", model_b=f"model-{{b[number]:03}}",
                       winner="model_a" if wins[number] else "model_b", tstamp=1700000000 + number * 60)
            print(json.dumps(row), file=log)
    log.flush()
    call_command("import_votes", log.name, arena="large", verbosity=0)
rebuild(Arena.objects.get(slug="large"))
from tests import world
world.make_pool(world.make_arena())
"""


@dataclass(frozen=True)
class Case:
    """One request to be repeated, and how many bytes its answer has on the wire."""

    name: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def request(self) -> bytes:
        fields = "".join(f"{name}: {value}\r\n" for name, value in (("Host", "localhost"), *self.headers))
        return f"GET {self.path} HTTP/1.1\r\n{fields}\r\n".encode()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    wire_bytes: int


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    status = int(lines[0].split()[1])
    body = await reader.readexactly(0 if status == 304 else length)
    return Answer(status, headers, body, len(head) + len(body))


async def ask(port: int, request: bytes) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await read_answer(reader)
    writer.close()
    return answer


async def repeat(port: int, request: bytes, times: int) -> None:
    """Ask `times` times over CONNECTIONS connections that stay open."""

    async def client(count: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(count):
            writer.write(request)
            await read_answer(reader)
        writer.close()

    await asyncio.gather(*(client(times // CONNECTIONS) for _ in range(CONNECTIONS)))


def serve(application: str, port: int, env: dict[str, str], core: int):
    options = ["--port", str(port), "--log-level", "error", "--no-access-log", "--no-server-header"]
    return measured.module("uvicorn", application, *options, core=core, **env)


async def per_second(pid: int, port: int, request: bytes, times: int) -> float:
    """Requests per second of the server's processor time."""
    await repeat(port, request, times // 10)
    before = measured.cpu_seconds(pid)
    await repeat(port, request, times)
    return times / (measured.cpu_seconds(pid) - before)


async def cases_of(port: int) -> list[Case]:
    gzip = ("Accept-Encoding", "gzip")
    board, api = "/leaderboard/large/overall/", "/api/v1/leaderboards/large/overall/"
    etag = next(
        value
        for name, value in (await ask(port, Case("", api, (gzip,)).request)).headers
        if name.lower() == "etag"
    )
    return [
        Case("board page", board, (gzip,)),
        Case("board JSON", api, (gzip,)),
        Case("board JSON, 304", api, (gzip, ("If-None-Match", etag))),
        Case("matchups page", "/matchups/large/overall/", (gzip,)),
    ]


async def measure(data: Path, requests: int) -> list[dict]:
    measured_core, client_core = measured.cores()
    os.sched_setaffinity(0, {client_core})
    env = {"ARENA_DATA_DIR": str(data), "ARENA_READS_PER_MINUTE": "0"}
    port, results = free_port(), []
    with serve(SITE, port, env, measured_core) as site:
        await measured.port_open(port)
        for case in await cases_of(port):
            answer = await ask(port, case.request)
            fixed = {
                case.path: {
                    "status": answer.status,
                    "headers": answer.headers,
                    "body": answer.body.decode("latin-1"),
                }
            }
            (data / "answers.json").write_text(json.dumps(fixed))
            floor_port = free_port()
            with serve(FLOOR, floor_port, {"ANSWERS": str(data / "answers.json")}, measured_core) as floor:
                await measured.port_open(floor_port)
                rates = [
                    (
                        await per_second(site.pid, port, case.request, requests),
                        await per_second(floor.pid, floor_port, case.request, requests),
                    )
                    for _round in range(3)
                ]
            ratios = sorted(ours / bare for ours, bare in rates)
            results.append(
                {
                    "case": case.name,
                    "status": answer.status,
                    "wire_kB": round(answer.wire_bytes / 1000, 1),
                    "site_per_cpu_second": round(rates[1][0]),
                    "bare_per_cpu_second": round(rates[1][1]),
                    "ratio": round(ratios[1], 2),
                }
            )
        results.append(await measure_start_page(site.pid, port, requests // 4))
    return results


async def measure_start_page(pid: int, port: int, requests: int) -> dict:
    """The start page beside a page of fixed bytes through the same middleware."""
    start, fixed = Case("start page", "/"), Case("fixed bytes", "/robots.txt")
    answer = await ask(port, start.request)
    rates = [
        (
            await per_second(pid, port, start.request, requests),
            await per_second(pid, port, fixed.request, requests),
        )
        for _round in range(3)
    ]
    ratios = sorted(ours / bare for ours, bare in rates)
    return {
        "case": start.name,
        "status": answer.status,
        "wire_kB": round(answer.wire_bytes / 1000, 1),
        "site_per_cpu_second": round(rates[1][0]),
        "bare_per_cpu_second": round(rates[1][1]),
        "ratio": round(ratios[1], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", type=int, default=340)
    parser.add_argument("--votes", type=int, default=60_000)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"ARENA_DATA_DIR": folder, "ARENA_BOOTSTRAP_ROUNDS": "100"}
        code = PREPARE.format(models=options.models, votes=options.votes)
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", code], cwd=measured.ROOT, env=env, check=True
        )
        results = asyncio.run(measure(Path(folder), options.requests))
    for row in results:
        print("  ".join(f"{name}: {value}" for name, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

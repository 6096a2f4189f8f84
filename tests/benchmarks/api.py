"""What the API costs: `python -m tests.benchmarks.api [--models N] [--requests N] [--json PATH]`.

The site (uvicorn, SQLite, one process) against two others on the same core, in one run, by the server's
processor time a request (see tests.benchmarks.reads):

- a bare ASGI application that sends the same bytes: bar ≥ 0.5 ×
- the same rows through a Django REST framework ModelSerializer, read from the database for each request,
  under the same server: bar ≥ 15 ×
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measuring import processes
from tests.benchmarks.reading.beside_bytes import race_with_bytes, serve
from tests.benchmarks.reading.requests import Case, ask, per_second
from tests.benchmarks.reads import LARGE, MIGRATE
from tests.redis_server import free_port

PLAIN = "tests.benchmarks.reading.plain_api:application"
BOARD = "/api/v1/leaderboards/large/overall/"
GZIP = ("Accept-Encoding", "gzip")
FLOOR_BAR, PLAIN_BAR = 0.5, 15.0


async def list_cases(port: int) -> list[Case]:
    answer = await ask(port, Case("", BOARD, (GZIP,)).request)
    etag = next(value for name, value in answer.headers if name.lower() == "etag")
    return [
        Case("JSON", BOARD, (GZIP,)),
        Case("CSV", f"{BOARD}?format=csv", (GZIP,)),
        Case("Parquet", f"{BOARD}?format=parquet"),
        Case("304", BOARD, (GZIP, ("If-None-Match", etag))),
    ]


async def measure(data: Path, requests: int) -> list[dict]:
    measured_core, client_core = processes.cores()
    os.sched_setaffinity(0, {client_core})
    env = {"ARENA_DATA_DIR": str(data), "ARENA_READS_PER_MINUTE": "0", "OPENBLAS_NUM_THREADS": "1"}
    results = []
    port, plain_port = free_port(), free_port()
    with serve(PLAIN, plain_port, env, measured_core) as plain:
        await processes.port_open(plain_port)
        plain_rate = await per_second(
            plain.pid, plain_port, Case("", "/", (GZIP,)).request, max(requests // 20, 80)
        )
    with serve("arenasite.asgi:application", port, env, measured_core) as site:
        await processes.port_open(port)
        for case in await list_cases(port):
            raced = await race_with_bytes(
                case, pid=site.pid, port=port, folder=data, requests=requests, core=measured_core
            )
            results.append(
                {
                    "case": case.name,
                    "wire_kB": raced.wire_kilobytes,
                    "site": round(raced.site),
                    "bare": round(raced.bare),
                    "plain": round(plain_rate),
                    "of_bare": round(raced.site / raced.bare, 2),
                    "of_plain": round(raced.site / plain_rate, 1),
                }
            )
    return results


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
        code = MIGRATE + LARGE.format(models=options.models, votes=options.votes)
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", code], cwd=processes.ROOT, env=env, check=True
        )
        results = asyncio.run(measure(Path(folder), options.requests))
    for row in results:
        verdict = "met" if row["of_bare"] >= FLOOR_BAR and row["of_plain"] >= PLAIN_BAR else "MISSED"
        print("  ".join(f"{name}: {value}" for name, value in row.items()), verdict)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

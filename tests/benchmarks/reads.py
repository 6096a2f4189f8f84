"""What public pages cost: `python -m tests.benchmarks.reads [--models N] [--requests N] [--json PATH]`.

The site (uvicorn, SQLite, one process) and a bare ASGI application that sends the same bytes with the same
headers, each pinned to one core and read by the same client on the other. What is compared is the server's
processor time a request, so the client's own speed does not matter. Bars:

- board page, board JSON and 304: at least 0.5 × the bare application's requests per processor second;
- a board of 340 models under 40 kB on the wire, its matchups under 60 kB;
- the start page, which Django makes for each visitor: at least 0.5 × a view that sends the same bytes through
  the same middleware. The other pages of a visitor beside the same view have no bar.

--private measures the visitor's pages alone.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.measuring import processes
from tests.benchmarks.reading.beside_bytes import race_with_bytes, serve
from tests.benchmarks.reading.private_reads import measure_private_pages
from tests.benchmarks.reading.requests import Case, ask
from tests.redis_server import free_port

LIMITS = {
    "ARENA_READS_PER_MINUTE": "0",
    "ARENA_STREAMS_PER_ADDRESS": "0",
    "ARENA_STREAMS_PER_VOTER": "0",
}
SITE = "tests.benchmarks.reading.private_site:application"
MIGRATE = """
from django.core.management import call_command
from tests import world

call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
world.make_pool(world.make_arena())
"""
LARGE = """
import json, tempfile
import numpy as np
from battles.models import Arena
from ratings.rebuild.run import rebuild

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
"""


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


async def measure(data: Path, requests: int, *, is_private: bool) -> list[dict]:
    measured_core, client_core = processes.cores()
    os.sched_setaffinity(0, {client_core})
    env = {"ARENA_DATA_DIR": str(data), "ARENA_DEMO_SPEED": "1000", **LIMITS}
    env["FIXED_BYTES"] = str(data / "fixed")
    port, results = free_port(), []
    with serve(SITE, port, env, measured_core) as site:
        await processes.port_open(port)
        (data / "fixed").write_bytes((await ask(port, Case("", "/").request)).body)
        for case in await cases_of(port) if not is_private else []:
            raced = await race_with_bytes(
                case, pid=site.pid, port=port, folder=data, requests=requests, core=measured_core
            )
            results.append(
                {
                    "case": case.name,
                    "status": raced.answer.status,
                    "wire_kB": raced.wire_kilobytes,
                    "site_per_cpu_second": round(raced.site),
                    "bare_per_cpu_second": round(raced.bare),
                    "ratio": round(raced.site / raced.bare, 2),
                }
            )
        results += [asdict(row) for row in await measure_private_pages(site.pid, port, requests // 8)]
    return results


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", type=int, default=340)
    parser.add_argument("--votes", type=int, default=60_000)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--private", action="store_true", help="the visitor's pages alone")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"ARENA_DATA_DIR": folder, "ARENA_BOOTSTRAP_ROUNDS": "100"}
        code = MIGRATE + ("" if options.private else LARGE.format(models=options.models, votes=options.votes))
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", code], cwd=processes.ROOT, env=env, check=True
        )
        results = asyncio.run(measure(Path(folder), options.requests, is_private=options.private))
    for row in results:
        print("  ".join(f"{name}: {value}" for name, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

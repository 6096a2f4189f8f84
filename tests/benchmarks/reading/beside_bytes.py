"""One request to the site and to a bare ASGI application that sends the same bytes, in turn on one core."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import processes
from tests.benchmarks.reading.requests import Answer, Case, ask, per_second
from tests.redis_server import free_port

BYTES_SERVER = "tests.benchmarks.reading.bytes_server:application"
ROUNDS = 3


@dataclass(frozen=True)
class BesideBytes:
    """The site's answer, and both rates of the middle round: requests a second of processor time."""

    answer: Answer
    site: float
    bare: float

    @property
    def wire_kilobytes(self) -> float:
        return round(self.answer.wire_bytes / 1000, 1)


def serve(application: str, port: int, env: dict[str, str], core: int):
    """A context with uvicorn's process for an ASGI application, bound to a core."""
    options = ["--port", str(port), "--log-level", "error", "--no-access-log", "--no-server-header"]
    return processes.module("uvicorn", application, *options, core=core, **env)


async def race_with_bytes(
    case: Case, *, pid: int, port: int, folder: Path, requests: int, core: int
) -> BesideBytes:
    """Ask the site (process and port) and the bare application. Raises SystemExit for a failed answer."""
    answer = await ask(port, case.request)
    if answer.status not in {200, 304}:
        raise SystemExit(f"{case.name}: {answer.status}")
    fixed = {"status": answer.status, "headers": answer.headers, "body": answer.body.decode("latin-1")}
    answers = folder / "answers.json"
    answers.write_text(json.dumps({case.path.partition("?")[0]: fixed}))
    bare_port = free_port()
    with serve(BYTES_SERVER, bare_port, {"ANSWERS": str(answers)}, core) as bare:
        await processes.port_open(bare_port)
        rates = [
            (
                await per_second(pid, port, case.request, requests),
                await per_second(bare.pid, bare_port, case.request, requests),
            )
            for _round in range(ROUNDS)
        ]
    return BesideBytes(answer, *sorted(rates, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2])

"""Wall and processor time of alternating calls, and the peak memory of a process of its own."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

SHORT = 0.05


@dataclass(frozen=True)
class Timing:
    """Medians over repeats, in seconds. `cpu` adds up all threads and hardly feels a busy machine."""

    wall: float
    cpu: float


def race(calls: dict[str, Callable[[], object]], *, repeats: int) -> dict[str, Timing]:
    """Time calls in turn, round after round, so that a busy spell of the machine hits all alike.

    Each is called once before, so that tables and compilers are warm; a short one is called so often
    in a row that it takes `SHORT` seconds.
    """
    often = {name: _times(call) for name, call in calls.items()}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(often[name]):
                call()
            spent = time.perf_counter() - wall, time.process_time() - cpu
            taken[name].append((spent[0] / often[name], spent[1] / often[name]))
    return {
        name: Timing(*(statistics.median(column) for column in zip(*times, strict=True)))
        for name, times in taken.items()
    }


def _times(call: Callable[[], object]) -> int:
    call()
    start = time.process_time()
    call()
    return max(1, int(SHORT / max(time.process_time() - start, 1e-5)))


def timed(call: Callable[[], object], *, repeats: int) -> Timing:
    return race({"it": call}, repeats=repeats)["it"]


def peak_megabytes(code: str, *arguments: str) -> float:
    """Peak resident memory of a fresh interpreter that runs `code` with sys.argv[1:] = arguments."""
    # Not getrusage: its maximum includes the parent that this process was forked from.
    report = (
        "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + report, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    return int(done.stdout.splitlines()[-1]) / 1024

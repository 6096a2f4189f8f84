"""One line of a benchmark's table, and what its figures depend on."""

import importlib.metadata
import os
import platform
from dataclasses import dataclass

from tests.benchmarks.measuring.stopwatch import Timing


@dataclass(frozen=True)
class Row:
    """One measured figure; `ask` is the bar, where there is one."""

    section: str
    name: str
    value: float
    unit: str
    ask: str = ""
    note: str = ""


def milliseconds(section: str, name: str, timing: Timing) -> Row:
    return Row(section, name, 1000 * timing.cpu, "ms", note=f"{1000 * timing.wall:.4g} ms wall")


def ratio(took: dict[str, Timing], slow: str, fast: str, ask: str) -> Row:
    value, wall = took[slow].cpu / took[fast].cpu, took[slow].wall / took[fast].wall
    return Row(
        "bar" if ask else "bootstrap", f"{slow} / {fast}", value, "×", ask, f"{wall:.3g} × by wall time"
    )


def environment() -> dict[str, str]:
    """What the figures depend on."""
    packages = ("numpy", "evalica", "choix", "arena-rank")
    installed = {dist.metadata["Name"].lower() for dist in importlib.metadata.distributions()}
    versions = {name: importlib.metadata.version(name) for name in packages if name in installed}
    return {"python": platform.python_version(), "cores": str(os.cpu_count()), **versions}

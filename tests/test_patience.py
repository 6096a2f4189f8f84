"""No test has a time limit of its own, which a slow machine would pass: see tests.patience."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.patience import PATIENCE_SECONDS

TESTS = Path(__file__).parent
WAITS = {"wait_for", "timeout", "wait", "join", "result"}
"""Calls that fail, or go on, when a time has passed."""


def list_limits(tree: ast.AST) -> Iterator[tuple[int, float]]:
    """Yield each limit that is written as a number: its line and the seconds."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func).rpartition(".")[2]
        is_wait = name in WAITS or (
            name == "to_thread" and ast.unparse(call.args[0]).rpartition(".")[2] in WAITS
        )
        if is_wait:
            for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
                if isinstance(given, ast.Constant) and type(given.value) in (int, float):
                    yield call.lineno, given.value


def test_limits_are_found():
    code = "await asyncio.wait_for(task, 5)\nthread.join(timeout=3)\nawait asyncio.to_thread(idle.wait, 1)\n"
    assert sorted(list_limits(ast.parse(code))) == [(1, 5), (2, 3), (3, 1)]


def test_no_test_has_a_limit_that_a_slow_machine_passes():
    paths = [path for path in TESTS.rglob("*.py") if "benchmarks" not in path.parts]
    assert len(paths) > 100
    limits = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in paths
        for line, seconds in list_limits(ast.parse(path.read_text()))
        if seconds < PATIENCE_SECONDS
    ]
    assert limits == []

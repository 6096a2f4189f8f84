"""Vote logs for tests: raw records in the published shapes, files of them, and where real ones lie."""

import gzip
import json
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
WINNERS = ["model_a", "model_b", "tie", "tie (bothbad)"]


def real_log(name: str) -> Path:
    """A real vote log; the test is skipped where it is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"no real log {name} here")
    return path


def clean_battle(number: int = 0, **changes) -> dict:
    """The original's own shape."""
    return {
        "model_a": "gpt-4",
        "model_b": "claude-1",
        "winner": WINNERS[number % 4],
        "judge": f"arena_user_{number % 3}",
        "turn": 1,
        "anony": True,
        "language": "English",
        "tstamp": 1_682_351_591.25 + number,
    } | changes


def write_array(path: Path, records: list, *, indent: int | None = None) -> Path:
    path.write_text(json.dumps(records, indent=indent))
    return path


def write_lines(path: Path, records: list) -> Path:
    """JSON lines; a record that is a string is written as it is."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_csv(path: Path, *lines: str) -> Path:
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))
    return path


def packed(path: Path) -> Path:
    """The same file gzipped beside it."""
    target = path.with_name(f"{path.name}.gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target

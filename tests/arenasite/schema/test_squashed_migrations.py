"""A new database has the same tables whether it is made in one step or through every step."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SQUASHED = {"battles", "moderation", "ratings", "arenasite"}


def migrate(data: Path, *options: str) -> dict:
    """Make a database in a folder; return what `tests.arenasite.schema.made` prints."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    printed = subprocess.run(
        [sys.executable, "-m", "tests.arenasite.schema.made", *options],
        cwd=ROOT,
        env=environment | {"ARENA_DATA_DIR": str(data)},
        capture_output=True,
        check=True,
    )
    return json.loads(printed.stdout)


@pytest.mark.slow
def test_one_step_makes_the_tables_of_all_steps(tmp_path):
    steps = migrate(tmp_path / "steps", "--every-step")
    step = migrate(tmp_path / "step")
    assert {each.split(".")[0] for each in step["applied"] if "squashed" in each} == SQUASHED
    assert {each for each in steps["applied"] if "squashed" not in each} <= set(step["applied"])
    assert len(steps["tables"]) > 60
    assert step["tables"].keys() == steps["tables"].keys()
    for table, described in steps["tables"].items():
        assert step["tables"][table] == described, table

"""A start looks for no reference cycles; later they are looked for rarely, not among what was imported."""

import gc
import subprocess
import sys

import pytest
from django.conf import settings

from battles.process import collect_nothing, collect_rarely
from battles.process.heap import THRESHOLDS

FULL = 2
"""The generation whose collection walks everything."""

SAY_STATE = f"import gc; print(gc.isenabled(), gc.get_threshold(), gc.get_stats()[{FULL}]['collections'])"


@pytest.fixture
def _as_before():
    """The process of the tests has the state of a server, before and afterwards."""
    yield
    collect_rarely()


@pytest.mark.usefixtures("_as_before")
def test_nothing_is_collected_until_it_is_collected_rarely():
    collect_nothing()
    assert not gc.isenabled()
    collect_rarely()
    assert gc.isenabled()
    assert gc.get_threshold() == THRESHOLDS


@pytest.mark.usefixtures("_as_before")
def test_what_lives_is_passed_over_from_then_on():
    gc.unfreeze()
    alive = [{} for _ in range(10)]
    collect_rarely()
    assert gc.get_freeze_count() >= len(alive)
    assert not any(each is alive for each in gc.get_objects())


def test_a_command_starts_without_a_full_collection_and_then_collects_rarely():
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SAY_STATE]
    said = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert said.strip() == f"True {THRESHOLDS} 0"

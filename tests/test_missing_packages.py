"""A test whose package is missing is skipped only where another run of the tests has the package."""

import subprocess
import sys

import pytest

MODULE = """
import pytest

def test_unmarked():
    pytest.importorskip("no_such_package")

@pytest.mark.independent
def test_marked():
    pytest.importorskip("no_such_package")

@pytest.mark.independent
@pytest.mark.skipif(True, reason="not installed: no-such-program (bash install.sh)")
def test_marked_program():
    raise AssertionError

def test_another_reason():
    pytest.skip("no real data here")

@pytest.mark.xfail(strict=True)
def test_expected():
    raise AssertionError
"""
PLUGINS = [f"-p{name}" for name in ("tests.missing_packages", "no:django", "no:randomly", "no:xdist")]
COMMAND = [sys.executable, "-m", "pytest", "-q", "-rA", *PLUGINS]
MARKERS = "[pytest]\nmarkers =\n    independent: one\n"


@pytest.mark.parametrize(
    ("variable", "failures"),
    [("", {"test_unmarked"}), ("1", {"test_unmarked", "test_marked", "test_marked_program"})],
)
def test_a_missing_package_fails_where_no_other_run_has_it(tmp_path, variable, failures):
    (tmp_path / "test_it.py").write_text(MODULE)
    (tmp_path / "pytest.ini").write_text(MARKERS)
    done = subprocess.run(
        [*COMMAND, "-c", str(tmp_path / "pytest.ini"), str(tmp_path)],
        env={"ARENA_NEEDS_PACKAGES": variable, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    ends = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR "))]
    assert {line.rpartition("::")[2].split()[0] for line in ends} == failures, done.stdout
    assert f" {4 - len(failures)} skipped, 1 xfailed" in done.stdout

"""What becomes of a test whose package is not installed.

Packages of the extra `test` are always there. Other projects' programs that read what this site publishes are
large; tests that need one have the marker `independent`, and CI runs them beside PostgreSQL's tests with
`ARENA_NEEDS_PACKAGES=1`, as it runs those in Chromium. There a missing package is a failure. A package that a
test without one of these markers misses is a failure everywhere: no step would ever run that test.
A program that Python does not import is missed by a skip whose reason begins with `NOT_INSTALLED`.
"""

import os

import pytest

MISSING = "could not import "
NOT_INSTALLED = "not installed: "
VARIABLE = "ARENA_NEEDS_PACKAGES"
MARKERS = ("independent", "browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2])
        if (MISSING in reason or NOT_INSTALLED in reason) and (problem := refuse_skip(item)):
            report.outcome, report.longrepr = "failed", f"{reason.removeprefix('Skipped: ')}: {problem}"
    return report


def refuse_skip(item) -> str | None:
    """Return why a test may not be skipped for a missing package, or None if it may."""
    if os.environ.get(VARIABLE):
        return f"{VARIABLE} is set, so the package must be installed"
    if any(item.get_closest_marker(name) for name in MARKERS):
        return None
    return f"add the package to the extra `test`, or one of the markers {', '.join(MARKERS)} to the test"

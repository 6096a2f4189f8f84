"""JudgeLabels that could not be had, kept as facts so that a prompt is not asked about for ever."""

from battles.detectors.categories.facts import Fact

FAILURES = "judge_failure"
"""The facts' detector. It differs from the labels' one, so a failure never replaces earlier labels."""

MAX_FAILURES = 3
"""Attempts of one version of the judge for one battle; after these it has no labels."""

DETAIL_LENGTH = 200


def failure_fact(version: str, kind: str, detail: str = "") -> Fact:
    """Build the fact that this version of the judge gave no labels; the detail is for staff."""
    return Fact(FAILURES, version, {"kind": kind, "detail": detail[:DETAIL_LENGTH]})

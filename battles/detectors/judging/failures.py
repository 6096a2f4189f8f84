"""JudgeLabels that could not be had, kept as facts so that a prompt is not asked about for ever."""

from battles.detectors.categories.facts import Fact

FAILURES = "judge_failure"
"""The facts' detector. It is not the verdicts' own, so a failure never takes an earlier verdict away."""

MAX_FAILURES = 3
"""So often one version of the judge is asked about one battle; after that it has no verdict."""

DETAIL_LENGTH = 200


def failure_fact(version: str, kind: str, detail: str = "") -> Fact:
    """That this version of the judge gave no verdict, and why; the detail is for staff."""
    return Fact(FAILURES, version, {"kind": kind, "detail": detail[:DETAIL_LENGTH]})

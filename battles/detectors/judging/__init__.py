"""The question to a judge model about a visitor's prompts, and the parsing of its answer.

A clean room; battles.annotations.judge_client sends the requests.
"""

from battles.detectors.judging.failures import FAILURES, MAX_FAILURES, failure_fact
from battles.detectors.judging.labels import DETECTOR, MIN_HARD_CRITERIA, BadLabels, parse_labels, to_tags
from battles.detectors.judging.question import INSTRUCTIONS, LABELS, build_material

__all__ = [
    "DETECTOR",
    "FAILURES",
    "INSTRUCTIONS",
    "LABELS",
    "MAX_FAILURES",
    "MIN_HARD_CRITERIA",
    "BadLabels",
    "build_material",
    "failure_fact",
    "judge_version",
    "parse_labels",
    "to_tags",
]

QUESTION_VERSION = "1"
"""Raise it when the same judge could label the same prompts differently."""


def judge_version(judge: str) -> str:
    """Return the current version of the facts of this judge (the slug of its model)."""
    return f"{QUESTION_VERSION}+{judge}"

"""What a judge model is asked about a visitor's prompts, and how its answer is read.

A clean room: who the judge is and how it is reached is the business of battles.judge.
"""

from battles.detectors.judging.failures import FAILURES, MAX_FAILURES, failure_fact
from battles.detectors.judging.labels import DETECTOR, HARD_CRITERIA, BadLabels, parse_labels, to_tags
from battles.detectors.judging.question import ASKED, INSTRUCTIONS, build_material

__all__ = [
    "ASKED",
    "DETECTOR",
    "FAILURES",
    "HARD_CRITERIA",
    "INSTRUCTIONS",
    "MAX_FAILURES",
    "BadLabels",
    "build_material",
    "failure_fact",
    "judge_version",
    "parse_labels",
    "to_tags",
]

QUESTION_VERSION = "1"
"""Raise it whenever the same prompts could get another verdict from the same judge."""


def judge_version(judge: str) -> str:
    """The version of the facts that this judge (the slug of its model) gives now."""
    return f"{QUESTION_VERSION}+{judge}"

"""What a judge model is asked about a visitor's prompts, and how its answer is read.

A clean room: who the judge is and how it is reached is the business of battles.judge.
"""

from battles.detectors.judging.failures import FAILURES, MOST_FAILURES, failure_fact
from battles.detectors.judging.question import ASKED, INSTRUCTIONS, material_of
from battles.detectors.judging.verdict import DETECTOR, HARD_CRITERIA, BadVerdict, bits_of, read_verdict

__all__ = [
    "ASKED",
    "DETECTOR",
    "FAILURES",
    "HARD_CRITERIA",
    "INSTRUCTIONS",
    "MOST_FAILURES",
    "BadVerdict",
    "bits_of",
    "failure_fact",
    "material_of",
    "read_verdict",
    "version_of",
]

QUESTION_VERSION = "1"
"""Raise it whenever the same prompts could get another verdict from the same judge."""


def version_of(judge: str) -> str:
    """The version of the facts that this judge (the slug of its model) gives now."""
    return f"{QUESTION_VERSION}+{judge}"

"""Findings: reports, contests, claims, campaigns and their priority."""

from moderation.findings.contests import (
    MOST_CHARACTERS,
    AlreadyContested,
    Contest,
    NothingToContest,
    can_be_contested,
    contest,
    contest_of,
)

__all__ = [
    "MOST_CHARACTERS",
    "AlreadyContested",
    "Contest",
    "NothingToContest",
    "can_be_contested",
    "contest",
    "contest_of",
]

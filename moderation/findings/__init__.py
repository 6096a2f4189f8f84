"""Findings: reports, contests, claims, campaigns and their priority."""

from moderation.findings.campaigns import campaign_battles
from moderation.findings.contests import (
    MAX_CHARACTERS,
    AlreadyContested,
    Contest,
    NothingToContest,
    can_be_contested,
    contest,
    get_contest,
)
from moderation.findings.notes import count_handed_over
from moderation.findings.waiting import Waiting, count_waiting

__all__ = [
    "MAX_CHARACTERS",
    "AlreadyContested",
    "Contest",
    "NothingToContest",
    "Waiting",
    "campaign_battles",
    "can_be_contested",
    "contest",
    "count_handed_over",
    "count_waiting",
    "get_contest",
]

"""Statistics of voters who do not vote like people: arrays in, frozen dataclasses out. numpy only.

The null hypothesis of every test is how *other voters* judged the same pair, never a fitted rating. The
derivations are in docs/manipulation.md.
"""

from moderation.statistics.e_values import (
    ALARM,
    ALTERNATIVES,
    TargetTest,
    VoterTest,
    run_target_tests,
    run_voter_tests,
    select_by_e_values,
)
from moderation.statistics.group_presence import GroupPresence, count_presence_by_group
from moderation.statistics.group_sums import GroupSum, sum_by_group
from moderation.statistics.near_texts import group_similar, sketch
from moderation.statistics.null_model import NullModel, build_null_model
from moderation.statistics.presence import PresenceTest, run_presence_tests
from moderation.statistics.vote_log import OutcomeCounts, VoteLog

__all__ = [
    "ALARM",
    "ALTERNATIVES",
    "GroupPresence",
    "GroupSum",
    "NullModel",
    "OutcomeCounts",
    "PresenceTest",
    "TargetTest",
    "VoteLog",
    "VoterTest",
    "build_null_model",
    "count_presence_by_group",
    "group_similar",
    "run_presence_tests",
    "run_target_tests",
    "run_voter_tests",
    "select_by_e_values",
    "sketch",
    "sum_by_group",
]

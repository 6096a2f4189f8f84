"""Facts about battles: append-only rows by detectors, the judge and imports, and their rescan."""

from battles.annotations.deduplication import Deduplication, apply_deduplication
from battles.annotations.error_rates import MEASURED, SOURCE, ErrorRate, Measured, measured
from battles.annotations.judge_backlog import Verdicts
from battles.annotations.judge_client import Judge, JudgeUnusable, configured_judge, judge_named
from battles.annotations.rescan import Change, Rescan, apply_changes
from battles.annotations.store import current_facts

__all__ = [
    "MEASURED",
    "SOURCE",
    "Change",
    "Deduplication",
    "ErrorRate",
    "Judge",
    "JudgeUnusable",
    "Measured",
    "Rescan",
    "Verdicts",
    "apply_changes",
    "apply_deduplication",
    "configured_judge",
    "current_facts",
    "judge_named",
    "measured",
]

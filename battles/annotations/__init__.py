"""Facts about battles: append-only rows by detectors, the judge and imports, and their rescan."""

from battles.annotations.arena_names import load_arena_names
from battles.annotations.corrections import CORRECTABLE, correct_detections, retract_corrections
from battles.annotations.deduplication import Deduplication, apply_deduplication
from battles.annotations.error_rates import MEASURED, SOURCE, ErrorRate, Measured, get_measured
from battles.annotations.judge_backlog import JudgeLabels
from battles.annotations.judge_client import Judge, JudgeUnusable, configured_judge, get_judge
from battles.annotations.rescan import Change, Rescan, apply_changes
from battles.annotations.store import current_facts

__all__ = [
    "CORRECTABLE",
    "MEASURED",
    "SOURCE",
    "BackgroundTagging",
    "Change",
    "Deduplication",
    "ErrorRate",
    "Judge",
    "JudgeLabels",
    "JudgeUnusable",
    "Measured",
    "Rescan",
    "apply_changes",
    "apply_deduplication",
    "configured_judge",
    "correct_detections",
    "current_facts",
    "get_judge",
    "get_measured",
    "load_arena_names",
    "retract_corrections",
]

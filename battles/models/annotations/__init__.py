"""Facts that detectors read in battles: annotations, readings, style counts, digests of prompts."""

from battles.models.annotations.annotation import Annotation, AnswerReading, BattleStyle, PromptReading
from battles.models.annotations.frequency import PromptDigest

__all__ = [
    "Annotation",
    "AnswerReading",
    "BattleStyle",
    "PromptDigest",
    "PromptReading",
]

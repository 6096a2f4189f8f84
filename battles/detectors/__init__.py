"""Text in, facts out: identity leaks, language, code, length, refusal, style. No Django."""

from battles.detectors.categories.language import detect_language
from battles.detectors.frequency import DETECTOR as FREQUENCY_DETECTOR
from battles.detectors.frequency import VERSION as FREQUENCY_VERSION
from battles.detectors.identity import DETECTOR as IDENTITY_DETECTOR
from battles.detectors.identity import LeakKind, NameIndex
from battles.detectors.identity.folding import fold
from battles.detectors.judging import DETECTOR as JUDGE_DETECTOR
from battles.detectors.judging import FAILURES as JUDGE_FAILURES
from battles.detectors.run import VERSIONS, warm_up
from battles.detectors.workers import Detectors, parse_worker_count

__all__ = [
    "FREQUENCY_DETECTOR",
    "FREQUENCY_VERSION",
    "IDENTITY_DETECTOR",
    "JUDGE_DETECTOR",
    "JUDGE_FAILURES",
    "VERSIONS",
    "Detectors",
    "LeakKind",
    "NameIndex",
    "detect_language",
    "fold",
    "parse_worker_count",
    "warm_up",
]

"""Gates: conditions that a prompt must pass before it is stored or sent to any model."""

from battles.gates.checking import Passage, build_form_parts, check_gates, load_gates
from battles.gates.evidence import NO_EVIDENCE, Evidence, build_evidence
from battles.gates.outcome_counts import (
    count_outcome,
    find_unreachable,
    flush_if_due,
    flush_outcomes,
    forget_outcomes,
    read_finished_days,
)
from battles.gates.protocol import (
    FormPart,
    Gate,
    GateAnswer,
    GateOutcome,
    PendingPrompt,
    PromptRefused,
    StepNeeded,
)

__all__ = [
    "NO_EVIDENCE",
    "Evidence",
    "FormPart",
    "Gate",
    "GateAnswer",
    "GateOutcome",
    "Passage",
    "PendingPrompt",
    "PromptRefused",
    "StepNeeded",
    "build_evidence",
    "build_form_parts",
    "check_gates",
    "count_outcome",
    "find_unreachable",
    "flush_if_due",
    "flush_outcomes",
    "forget_outcomes",
    "load_gates",
    "read_finished_days",
]

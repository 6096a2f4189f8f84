"""The outcomes of a vote on two answers, and their scores.

An outcome refers to the sides as they were shown: A on the left, B on the right.
"""

from enum import IntEnum


class UnknownOutcome(ValueError):
    """A label that names no outcome. Never read it as a tie."""


class Outcome(IntEnum):
    """The four outcomes, with the numbers stored in the database and in ledger arrays."""

    A = 1
    B = 2
    TIE = 3
    BOTH_BAD = 4

    @property
    def score(self) -> float:
        """Side A's share of 1: a win 1, a loss 0, tie and both-bad ½ each."""
        return SCORES[self]


SCORES = {Outcome.A: 1.0, Outcome.B: 0.0, Outcome.TIE: 0.5, Outcome.BOTH_BAD: 0.5}

LABELS = {
    "model_a": Outcome.A,
    "left": Outcome.A,
    "a": Outcome.A,
    "model_b": Outcome.B,
    "right": Outcome.B,
    "b": Outcome.B,
    "tie": Outcome.TIE,
    "tie (bothbad)": Outcome.BOTH_BAD,
    "bothbad": Outcome.BOTH_BAD,
    "both_bad": Outcome.BOTH_BAD,
}
"""The usual spellings; the export name of each outcome is in EXPORT_NAMES."""

LOOSE_LABELS = {
    "modela": Outcome.A,
    "modelb": Outcome.B,
    "draw": Outcome.TIE,
    "tiebothbad": Outcome.BOTH_BAD,
    "tieallbad": Outcome.BOTH_BAD,
    "allbad": Outcome.BOTH_BAD,
}
"""More spellings of published vote logs, without spaces and punctuation. None of them is ambiguous."""

EXPORT_NAMES = {
    Outcome.A: "model_a",
    Outcome.B: "model_b",
    Outcome.TIE: "tie",
    Outcome.BOTH_BAD: "tie (bothbad)",
}


def outcome_from_loose_label(label: str) -> Outcome:
    """Parse a label of a published log, whatever its spaces and punctuation. Raises UnknownOutcome."""
    try:
        return outcome_from_label(label)
    except UnknownOutcome:
        letters = "".join(filter(str.isalnum, label.lower())) if isinstance(label, str) else ""
        known = LOOSE_LABELS | {"".join(filter(str.isalnum, key)): value for key, value in LABELS.items()}
        if letters in known:
            return known[letters]
        raise


def outcome_from_label(label: str) -> Outcome:
    """Parse an outcome's label in the spelling of vote logs. Raises UnknownOutcome for any other text."""
    try:
        return LABELS[label.strip().lower()]
    except (KeyError, AttributeError):
        raise UnknownOutcome(f"unknown outcome {label!r}") from None

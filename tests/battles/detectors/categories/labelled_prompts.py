"""Shared prompts labelled by hand: does a prompt ask for code, or is it about programming?

coding_labels.csv names each prompt by the first 16 hex digits of its SHA-256, as the texts are not ours.

- label: "coding", an answer would hold code or commands, or speak of programming; "other"; "unclear", which
  counts nowhere.
- use: "development" and "test" are halves by hash, drawn and labelled before version 5 of the rules, whose
  first part was written with the errors of "development" in view. "second" was drawn and labelled after that
  part; then the errors of all three became rules. "fresh" was drawn and labelled at the end, and its errors
  became rules of version 6. "fresh_2" was drawn and labelled before version 6 and measured once after it was
  written; then some of its errors became rules too. "fresh_3" was drawn and
  labelled by a third hand after version 7 was written, and is half of what was measured.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.battles.detectors.categories.real_data import records

LABELS = Path(__file__).with_name("coding_labels.csv")


@dataclass(frozen=True)
class LabelledPrompt:
    text: str
    is_coding: bool
    use: str


def labelled_prompts() -> Iterator[LabelledPrompt]:
    """Yield the labelled prompts whose texts are among the shared data."""
    with LABELS.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["label"] != "unclear"]
    texts = _texts()
    for row in rows:
        if row["prompt"] in texts:
            yield LabelledPrompt(texts[row["prompt"]], row["label"] == "coding", row["use"])


def _texts() -> dict[str, str]:
    files = ("prompts/prompts", "answers/real_answers_shared", "answers/negatives_sample_shared")
    prompts = (row["prompt"] or "" for file in files for row in records(f"{file}.jsonl.gz"))
    return {sha256(text.encode()).hexdigest()[:16]: text for text in prompts}

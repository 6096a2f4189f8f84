"""Prompts and answers that other hands wrote and labelled without knowing the rules.

The sets of the second hand have two parts: the errors of "a" became rules, "b" was measured once before its
errors did. Of those of the third hand only the half "dev" is here, whose errors became rules. Both halves of
the fourth hand's are here: "dev" was read first, "test" was measured before its errors became rules too (see
docs/detectors.md). The fifth hand's texts were measured before their errors became rules. No rule was written
with the sixth hand's texts in view: who changes rules after reading them needs another hand to measure.
Labels: answers "leak", "compare" or "clean"; prompts true, false, or null where unclear.
"""

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One labelled text; `answer` is empty where only the prompt is labelled."""

    use: str
    label: str | bool | None
    prompt: str
    answer: str = ""


def read_cases(name: str, use: str) -> list[Case]:
    """Return the cases of one part of a set, unclear ones left out."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    cases = [Case(**json.loads(line)) for line in lines]
    return [case for case in cases if case.use == use and case.label is not None]


ANSWERS = "identity/fresh_answers.jsonl"
REQUESTS = "identity/fresh_prompts.jsonl"
CODING = "categories/fresh_prompts.jsonl"
THIRD_ANSWERS = "identity/third_answers.jsonl"
THIRD_REQUESTS = "identity/third_prompts.jsonl"
FOURTH_ANSWERS = "identity/fourth_answers.jsonl"
FOURTH_REQUESTS = "identity/fourth_prompts.jsonl"
FIFTH_ANSWERS = "identity/fifth_answers.jsonl"
FIFTH_REQUESTS = "identity/fifth_prompts.jsonl"
SIXTH_ANSWERS = "identity/sixth_answers.jsonl"
SIXTH_REQUESTS = "identity/sixth_prompts.jsonl"

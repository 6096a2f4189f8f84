"""Floors on the shared real answers: they fail when the rules get worse."""

import json

import pytest

from battles.detectors.identity import NameIndex, find_leaks
from tests.battles.detectors.categories.real_data import FOLDER, needs_real_data, records

pytestmark = needs_real_data

LABELLED = FOLDER / "answers" / "identity_leaks_shared.jsonl"


@pytest.fixture(scope="module")
def flagged_by_label() -> dict[bool, list[bool]]:
    """Whether each labelled answer is flagged, by whether it leaks."""
    flagged: dict[bool, list[bool]] = {True: [], False: []}
    names = NameIndex.build()
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        leaks = find_leaks(row["answer"], names, prompt=row["prompt"])
        flagged[row["answer_leaks"]].append(bool(leaks))
    return flagged


def test_nearly_all_labelled_leaks_are_found(flagged_by_label: dict[bool, list[bool]]) -> None:
    assert len(flagged_by_label[True]) > 100
    assert sum(flagged_by_label[True]) / len(flagged_by_label[True]) >= 0.97


def test_few_labelled_mentions_are_flagged(flagged_by_label: dict[bool, list[bool]]) -> None:
    assert len(flagged_by_label[False]) > 100
    assert sum(flagged_by_label[False]) / len(flagged_by_label[False]) <= 0.03


@pytest.mark.parametrize("file", ["negatives_sample_shared.jsonl.gz", "real_answers_shared.jsonl.gz"])
def test_hardly_any_ordinary_answer_is_flagged(file: str) -> None:
    names = NameIndex.build()
    rows = records(f"answers/{file}")[::3]
    flagged = sum(bool(find_leaks(row["answer"], names, prompt=row["prompt"] or "")) for row in rows)
    assert flagged / len(rows) <= 0.004
